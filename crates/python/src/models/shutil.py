import os as _os
import _hurdles as _h


class Error(OSError):
    pass


def which(cmd, mode=1, path=None):
    if "/" in cmd:
        return cmd if _os.path.isfile(cmd) else None
    for directory in (path or _os.environ.get("PATH", "/bin:/usr/bin")).split(":"):
        if _os.path.isfile(directory + "/" + cmd):
            return directory + "/" + cmd
    return None


def copyfileobj(fsrc, fdst, length=0):
    fdst.write(fsrc.read())


def copyfile(src, dst, *, follow_symlinks=True):
    with open(src, "rb") as fsrc:  #@ shutil.py:256
        data = fsrc.read()
    with open(dst, "wb") as fdst:  #@ shutil.py:258
        fdst.write(data)
    return dst


def copy(src, dst, *, follow_symlinks=True):
    if _os.path.isdir(dst):
        dst = _os.path.join(dst, _os.path.basename(src))
    return copyfile(src, dst)  #@ shutil.py:419


def copy2(src, dst, *, follow_symlinks=True):
    if _os.path.isdir(dst):
        dst = _os.path.join(dst, _os.path.basename(src))
    return copyfile(src, dst)  #@ shutil.py:436


def rmtree(path, ignore_errors=False, onerror=None):
    if not _os.path.isdir(path):
        if ignore_errors:
            return
        _h.beyond("shutil.rmtree() of what is no directory")
    _h.remove(path)
