import _hurdles as _h
import posixpath as path
import sys as _sys
from posixpath import curdir, pardir, sep, pathsep, extsep, altsep, defpath, devnull

name = "posix"
linesep = "\n"
error = OSError
F_OK, X_OK, W_OK, R_OK = 0, 1, 2, 4
_sys.modules["os.path"] = path


class _Environ(dict):
    def __getitem__(self, key):
        if key in self:
            return dict.__getitem__(self, key)
        _h.environment_error(key)  #@ os:679

    def __setitem__(self, key, value):
        if not isinstance(value, str):
            raise TypeError("str expected, not %s" % type(value).__name__)  #@ os:684 os:758
        dict.__setitem__(self, key, value)

    def __repr__(self):
        return "environ(" + dict.__repr__(self) + ")"

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return dict.__getitem__(self, key)


environ = _Environ(_h.environ())


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    pass


def unsetenv(key):
    pass


def getcwd():
    return _h.getcwd()


def chdir(path):
    _h.chdir(path)


def listdir(path="."):
    return _h.listdir(path)


def getuid():
    return _h.ids()[0]


def geteuid():
    return _h.ids()[0]


def getgid():
    return _h.ids()[1]


def getegid():
    return _h.ids()[1]


def getpid():
    return _h.unknown("process ids")


def getppid():
    return _h.unknown("process ids")


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    try:
        return path.__fspath__()
    except AttributeError:
        raise TypeError("expected str, bytes or os.PathLike object, not " + type(path).__name__)


class stat_result:
    def __init__(self, facts):
        kinds = {"f": 0o100000, "d": 0o40000, "s": 0o140000, "l": 0o120000, "c": 0o20000}
        self.st_mode = kinds[facts[0]] | facts[1]
        self.st_uid = facts[2]
        self.st_gid = facts[3]
        self.st_size = facts[4]

    def __getattr__(self, name):
        return _h.unknown("os.stat()." + name)


def stat(path, follow_symlinks=True):
    return stat_result(_h.stat(path, True))


lstat = stat


def access(path, mode):
    if _h.stat(path) is None:
        return False
    if mode == F_OK:
        return True
    return _h.unknown("os.access()")


def mkdir(path, mode=0o777):
    _h.mkdir(path)


def makedirs(name, mode=0o777, exist_ok=False):
    head, tail = path.split(name)
    if head and tail and not path.exists(head):
        makedirs(head, exist_ok=exist_ok)  #@ os:215
    try:
        _h.mkdir(name)  #@ os:225
    except OSError:
        if not exist_ok or not path.isdir(name):
            raise


def remove(path):
    _h.remove(path)


unlink = remove
rmdir = remove


_n_random = [0]


def urandom(size):
    # Other bytes each time; the number of them is what counts.
    _n_random[0] += 1
    _h.note_unknown("random values")
    return bytes([(97 * n + 31 * _n_random[0]) % 256 for n in range(size)])


def _exit(status):
    _h.exit_now(status)


def cpu_count():
    return _h.unknown("os.cpu_count()")


class PathLike:
    pass
