import _hurdles as _h
import sys as _sys

version = _sys._uwsgi
SPOOL_RETRY = -1
SPOOL_OK = -2
SPOOL_IGNORE = 0


def log(text):
    _sys.stderr.write(text + "\n")
    return True


def mule_id():
    return 0
