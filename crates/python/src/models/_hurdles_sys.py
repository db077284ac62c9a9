import _hurdles as _h
import _hurdles_io
import sys


class _VersionInfo(tuple):
    major = 3
    minor = sys._minor
    micro = sys._micro
    releaselevel = "final"
    serial = 0

    def __lt__(self, other):
        return tuple(self) < tuple(other)

    def __le__(self, other):
        return tuple(self) <= tuple(other)

    def __gt__(self, other):
        return tuple(self) > tuple(other)

    def __ge__(self, other):
        return tuple(self) >= tuple(other)


class _Flags:
    def __getattr__(self, name):
        return 0


class _Implementation:
    name = "cpython"
    cache_tag = "cpython-3%d" % sys._minor


def exit(status=None):
    raise SystemExit(status)


def exc_info():
    error = _h.handled_exception()
    if error is None:
        return (None, None, None)
    return (type(error), error, _h.unknown("traceback objects"))


def exception():
    return _h.handled_exception()


def install():
    names = {
        "version_info": _VersionInfo((3, sys._minor, sys._micro, "final", 0)),
        "version": "3.%d.%d (main)" % (sys._minor, sys._micro),
        "hexversion": 0x03000000 + sys._minor * 0x10000 + sys._micro * 0x100 + 0xF0,
        "platform": "linux",
        "byteorder": "little",
        "maxsize": 9223372036854775807,
        "stdout": _hurdles_io.stdout,
        "stderr": _hurdles_io.stderr,
        "__stdout__": _hurdles_io.stdout,
        "__stderr__": _hurdles_io.stderr,
        "stdin": _hurdles_io.StringIO(""),
        "exit": exit,
        "exc_info": exc_info,
        "exception": exception,
        "flags": _Flags(),
        "implementation": _Implementation(),
        "getdefaultencoding": lambda: "utf-8",
        "getfilesystemencoding": lambda: "utf-8",
        "getrecursionlimit": lambda: 1000,
        "setrecursionlimit": lambda limit: None,
        "intern": lambda text: text,
        "dont_write_bytecode": False,
        "warnoptions": [],
        "float_info": _h.unknown("sys.float_info"),
    }
    for name, value in names.items():
        setattr(sys, name, value)
