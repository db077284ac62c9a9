import _hurdles as _h
import hashlib as _hashlib


class HMAC:
    def __init__(self, key, msg=None, digestmod=""):
        if not isinstance(key, bytes) and not _h.is_unknown(key):
            raise TypeError("key: expected bytes or bytearray, but got %r" % type(key).__name__)
        if not digestmod:
            raise TypeError("Missing required argument 'digestmod'.")
        self._make = digestmod if callable(digestmod) else lambda data=b"": _hashlib.new(digestmod, data)
        self._key = key
        self._data = b""
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        if isinstance(msg, str):
            raise TypeError("Strings must be encoded before hashing")
        self._data = self._data + msg

    def digest(self):
        inner = self._make()
        if _h.is_unknown(self._key) or _h.is_unknown(inner):
            return _h.unknown("this HMAC")
        key = self._key
        if len(key) > inner.block_size:
            key = self._make(key).digest()
        key = key + b"\0" * (inner.block_size - len(key))
        text = self._make(bytes([c ^ 0x36 for c in key]) + self._data).digest()
        return self._make(bytes([c ^ 0x5C for c in key]) + text).digest()

    def hexdigest(self):
        return self.digest().hex()


def new(key, msg=None, digestmod=""):
    return HMAC(key, msg, digestmod)


def digest(key, msg, digest):
    return HMAC(key, msg, digest).digest()


def compare_digest(a, b):
    return a == b
