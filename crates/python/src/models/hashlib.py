import _hurdles as _h

algorithms_guaranteed = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "sha3_224", "sha3_256", "sha3_384", "sha3_512", "shake_128", "shake_256"}
algorithms_available = algorithms_guaranteed
_sizes = {"md5": (16, 64), "sha1": (20, 64), "sha224": (28, 64), "sha256": (32, 64), "sha384": (48, 128), "sha512": (64, 128), "blake2b": (64, 128), "blake2s": (32, 64), "sha3_256": (32, 136), "sha3_512": (64, 72)}


class _Hash:
    def __init__(self, name, data=b""):
        self.name = name
        self.digest_size, self.block_size = _sizes[name]
        self._data = b""
        self.update(data)

    def update(self, data):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        if not isinstance(data, bytes) and not _h.is_unknown(data):
            raise TypeError("object supporting the buffer API required")
        self._data = self._data + data

    def digest(self):
        if _h.is_unknown(self._data):
            return self._data
        digest = _h.digest(self.name, self._data)
        return _h.unknown("the hash function " + self.name) if digest is None else digest

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        return _Hash(self.name, self._data)


def new(name, data=b"", **options):
    name = name.lower()
    if name not in _sizes:
        if name in algorithms_guaranteed:
            return _h.unknown("the hash function " + name)
        raise ValueError("unsupported hash type " + name)
    return _Hash(name, data)


def md5(string=b"", *, usedforsecurity=True):
    return _Hash("md5", string)


def sha1(string=b"", *, usedforsecurity=True):
    return _Hash("sha1", string)


def sha224(string=b"", *, usedforsecurity=True):
    return _Hash("sha224", string)


def sha256(string=b"", *, usedforsecurity=True):
    return _Hash("sha256", string)


def sha384(string=b"", *, usedforsecurity=True):
    return _Hash("sha384", string)


def sha512(string=b"", *, usedforsecurity=True):
    return _Hash("sha512", string)


def blake2b(data=b"", **options):
    return _Hash("blake2b", data)


def blake2s(data=b"", **options):
    return _Hash("blake2s", data)
