import os as _os
import _hurdles as _h

tempdir = None
_counter = [0]


def gettempdir():
    for directory in [_os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")] + ["/tmp", "/var/tmp", "/usr/tmp"]:
        if directory and _os.path.isdir(directory):
            return tempdir or directory
    return _os.getcwd()


def _name(prefix, suffix, dir):
    # The real names have eight random characters here.
    _counter[0] += 1
    return _os.path.join(dir or gettempdir(), "%sXXXXXXX%d%s" % (prefix or "tmp", _counter[0], suffix or ""))


def mkdtemp(suffix=None, prefix=None, dir=None):
    path = _name(prefix, suffix, dir)
    _h.mkdir(path)
    return path


def mktemp(suffix="", prefix="tmp", dir=None):
    return _name(prefix, suffix, dir)


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    path = _name(prefix, suffix, dir)
    open(path, "w").close()
    return (_h.unknown("file descriptors"), path)


class TemporaryDirectory:
    def __init__(self, suffix=None, prefix=None, dir=None):
        self.name = mkdtemp(suffix, prefix, dir)

    def __enter__(self):
        return self.name

    def __exit__(self, kind, value, traceback):
        pass

    def cleanup(self):
        pass


def NamedTemporaryFile(mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None, dir=None, delete=True):
    return open(_name(prefix, suffix, dir), mode)


def TemporaryFile(mode="w+b", **options):
    import io
    return io.BytesIO() if "b" in mode else io.StringIO()


SpooledTemporaryFile = TemporaryFile
