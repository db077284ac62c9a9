import os as _os
import fnmatch as _fnmatch
import _hurdles as _h


def has_magic(s):
    return "*" in s or "?" in s or "[" in s


def escape(pathname):
    return "".join(["[" + c + "]" if c in "*?[" else c for c in pathname])


def _names(directory):
    try:
        return _os.listdir(directory or ".")
    except OSError:
        return []


def _below(directory):
    found = [directory]
    for name in _names(directory):
        path = _os.path.join(directory, name) if directory else name
        if not name.startswith(".") and _os.path.isdir(path):
            found += _below(path)
    return found


def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    if root_dir is not None:
        return _h.beyond("glob() with root_dir")
    pathname = _os.fspath(pathname)
    if not has_magic(pathname):
        return [pathname] if _os.path.exists(pathname) else []
    directory, pattern = _os.path.split(pathname)
    directories = [directory]
    if directory and has_magic(directory):
        directories = [d for d in glob(directory, recursive=recursive) if _os.path.isdir(d)]
    found = []
    for directory in directories:
        if recursive and pattern == "**":
            for below in _below(directory):
                found.append(below if below != directory else _os.path.join(below, "") if below else below)
                found += [_os.path.join(below, n) for n in _names(below) if not n.startswith(".") and not _os.path.isdir(_os.path.join(below, n))]
            found = [f for f in found if f]
        elif not has_magic(pattern):
            path = _os.path.join(directory, pattern)
            if _os.path.exists(path):
                found.append(path)
        else:
            for name in _fnmatch.filter(_names(directory), pattern):
                if not name.startswith(".") or pattern.startswith("."):
                    found.append(_os.path.join(directory, name))
    return found


def iglob(pathname, **options):
    return iter(glob(pathname, **options))
