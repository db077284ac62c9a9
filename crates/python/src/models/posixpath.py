import _hurdles as _h

curdir, pardir, sep, pathsep, extsep, altsep = ".", "..", "/", ":", ".", None
defpath, devnull = "/bin:/usr/bin", "/dev/null"


def _text(path):
    if isinstance(path, (str, bytes)) or _h.is_unknown(path):
        return path
    if hasattr(path, "__fspath__"):
        return path.__fspath__()
    raise TypeError("expected str, bytes or os.PathLike object, not " + type(path).__name__)


def join(a, *rest):
    path = _text(a)  #@ posixpath:76
    for part in rest:
        part = _text(part)
        if part.startswith("/"):
            path = part
        elif not path or path.endswith("/"):
            path += part
        else:
            path += "/" + part
    return path


def split(path):
    path = _text(path)
    at = path.rfind("/") + 1
    head, tail = path[:at], path[at:]
    if head and head != "/" * len(head):
        head = head.rstrip("/")
    return head, tail


def basename(path):
    return split(_text(path))[1]


def dirname(path):
    path = _text(path)  #@ posixpath:152
    return split(path)[0]


def splitext(path):
    path = _text(path)
    name = basename(path).lstrip(".")
    if "." not in name:
        return path, ""
    ending = "." + name.split(".")[-1]
    return path[:len(path) - len(ending)], ending


def isabs(path):
    return _text(path).startswith("/")


def normpath(path):
    path = _text(path)
    start = "/" if path.startswith("/") else ""
    parts = []
    for part in path.split("/"):
        if part in ("", "."):
            continue
        if part != ".." or (not start and not parts) or (parts and parts[-1] == ".."):
            parts.append(part)
        elif parts:
            parts.pop()
    return start + "/".join(parts) or "."


def abspath(path):
    path = _text(path)
    if not path.startswith("/"):
        path = join(_h.getcwd(), path)
    return normpath(path)


def realpath(path, strict=False):
    return abspath(path)


def expanduser(path):
    path = _text(path)
    if not path.startswith("~"):
        return path
    import os
    name, slash, rest = path[1:].partition("/")
    if name:
        return _h.unknown("os.path.expanduser() of another user")
    home = os.environ.get("HOME")
    if home is None:
        return _h.unknown("os.path.expanduser() without HOME")
    return (home.rstrip("/") + slash + rest) or "/"


def expandvars(path):
    return path


def exists(path):
    return _h.stat(path) is not None


lexists = exists


def isfile(path):
    facts = _h.stat(path)
    return facts is not None and facts[0] == "f"


def isdir(path):
    facts = _h.stat(path)
    return facts is not None and facts[0] == "d"


def islink(path):
    return False


def getsize(path):
    return _h.stat(path, True)[4]


def relpath(path, start="."):
    a = [part for part in abspath(start).split("/") if part]
    b = [part for part in abspath(path).split("/") if part]
    n = 0
    while n < len(a) and n < len(b) and a[n] == b[n]:
        n += 1
    return "/".join([".."] * (len(a) - n) + b[n:]) or "."


def commonprefix(names):
    return _h.unknown("os.path.commonprefix()")
