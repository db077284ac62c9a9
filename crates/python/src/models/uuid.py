import _hurdles as _h
import os as _os


class UUID:
    def __init__(self, hex=None, bytes=None, bytes_le=None, fields=None, int=None, version=None):
        if hex is None:
            if bytes is None:
                _h.beyond("a UUID of fields or of a number")
            hex = bytes.hex()
        text = hex.replace("urn:", "").replace("uuid:", "").strip("{}").replace("-", "")
        if len(text) != 32:
            raise ValueError("badly formed hexadecimal UUID string")
        for letter in text:
            if letter not in "0123456789abcdefABCDEF":
                raise ValueError("invalid literal for int() with base 16: %r" % text)
        self.hex = text.lower()

    @property
    def bytes(self):
        return type(b"").fromhex(self.hex)

    @property
    def version(self):
        return "0123456789abcdef".index(self.hex[12])

    @property
    def int(self):
        return _h.unknown("integers of more than 64 bits")

    @property
    def urn(self):
        return "urn:uuid:" + str(self)

    def __str__(self):
        h = self.hex
        return "-".join([h[:8], h[8:12], h[12:16], h[16:20], h[20:]])

    def __repr__(self):
        return "UUID(%r)" % str(self)

    def __eq__(self, other):
        return isinstance(other, UUID) and self.hex == other.hex

    def __hash__(self):
        return hash(self.hex)

    def __lt__(self, other):
        return self.hex < other.hex


def _marked(digest, version):
    variant = "89ab"["0123456789abcdef".index(digest[16]) % 4]
    return UUID(digest[:12] + version + digest[13:16] + variant + digest[17:32])


def uuid1(node=None, clock_seq=None):
    return _marked(_os.urandom(16).hex(), "1")


def uuid4():
    return _marked(_os.urandom(16).hex(), "4")


def uuid3(namespace, name):
    import hashlib
    return _marked(hashlib.md5(namespace.bytes + name.encode()).hexdigest(), "3")


def uuid5(namespace, name):
    import hashlib
    return _marked(hashlib.sha1(namespace.bytes + name.encode()).hexdigest(), "5")


def getnode():
    return _h.unknown("the network card")


NAMESPACE_DNS = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_URL = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_OID = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
NAMESPACE_X500 = UUID("6ba7b814-9dad-11d1-80b4-00c04fd430c8")
