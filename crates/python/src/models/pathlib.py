import _hurdles as _h
import os as _os
from posixpath import normpath as _normpath


class PurePath:
    def __init__(self, *parts):
        path = ""
        for part in parts:
            part = _os.fspath(part)
            path = part if part.startswith("/") or not path else path.rstrip("/") + "/" + part
        pieces = [piece for piece in path.split("/") if piece and piece != "."]
        self._path = ("/" if path.startswith("/") else "") + "/".join(pieces) or "."

    def __fspath__(self):
        return self._path

    def __str__(self):
        return self._path

    def __repr__(self):
        return "%s(%r)" % (type(self).__name__, self._path)

    def __eq__(self, other):
        return isinstance(other, PurePath) and self._path == other._path

    def __lt__(self, other):
        return self._path < other._path

    def __truediv__(self, other):
        return type(self)(self._path, other)

    def __rtruediv__(self, other):
        return type(self)(other, self._path)

    def joinpath(self, *others):
        return type(self)(self._path, *others)

    @property
    def parent(self):
        head = _os.path.split(self._path)[0]
        return type(self)(head or ".")

    @property
    def parents(self):
        found = []
        path = self
        while path.parent._path != path._path:
            path = path.parent
            found.append(path)
        return found

    @property
    def name(self):
        return "" if self._path in ("/", ".") else _os.path.basename(self._path)

    @property
    def suffix(self):
        return _os.path.splitext(self.name)[1]

    @property
    def stem(self):
        return _os.path.splitext(self.name)[0]

    @property
    def parts(self):
        pieces = tuple([piece for piece in self._path.split("/") if piece])
        return (("/",) if self._path.startswith("/") else ()) + pieces

    def as_posix(self):
        return self._path

    def is_absolute(self):
        return self._path.startswith("/")

    def with_name(self, name):
        return self.parent / name

    def with_suffix(self, suffix):
        return self.parent / (self.stem + suffix)

    def relative_to(self, other):
        base = _os.fspath(other).rstrip("/")
        if self._path != base and not self._path.startswith(base + "/"):
            raise ValueError("%r is not in the subpath of %r" % (self._path, base))
        return type(self)(self._path[len(base) + 1:])


class Path(PurePath):
    @classmethod
    def cwd(cls):
        return cls(_h.getcwd())

    @classmethod
    def home(cls):
        return cls(_os.path.expanduser("~"))

    def resolve(self, strict=False):
        return type(self)(_os.path.abspath(self._path))

    absolute = resolve

    def expanduser(self):
        return type(self)(_os.path.expanduser(self._path))

    def exists(self):
        return _h.stat(self._path) is not None

    def is_file(self):
        return _os.path.isfile(self._path)

    def is_dir(self):
        return _os.path.isdir(self._path)

    def stat(self):
        return _os.stat(self._path)

    def open(self, mode="r", *args, **kwargs):
        return open(self._path, mode)  #@ pathlib.py:1045

    def read_text(self, encoding=None, errors=None):
        with self.open("r") as file:  #@ pathlib.py:1059
            return file.read()

    def read_bytes(self):
        with self.open("rb") as file:  #@ pathlib.py:1051
            return file.read()

    def write_text(self, text, encoding=None, errors=None):
        with self.open("w") as file:
            return file.write(text)

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        if parents:
            _os.makedirs(self._path, exist_ok=exist_ok)
        else:
            try:
                _h.mkdir(self._path)  #@ pathlib.py:1117
            except FileExistsError:
                if not exist_ok or not self.is_dir():
                    raise

    def iterdir(self):
        return iter([self / name for name in _h.listdir(self._path)])

    def unlink(self, missing_ok=False):
        _h.remove(self._path)

    def glob(self, pattern):
        return _h.unknown("Path.glob()")

    rglob = glob


PosixPath = PurePosixPath = Path
Path.__name__ = Path.__qualname__ = "PosixPath"
