import os as _os
import _hurdles as _h

LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE, LC_MONETARY, LC_MESSAGES, LC_ALL = 0, 1, 2, 3, 4, 5, 6


class Error(Exception):
    pass


Error.__module__ = "locale"


def setlocale(category, locale=None):
    if locale is None:
        return _h.unknown("the locale")
    if not isinstance(locale, str):
        locale = ".".join([part for part in locale if part])
    if locale == "":
        locale = _os.environ.get("LC_ALL") or _os.environ.get("LANG") or "C"
    if locale not in ("C", "POSIX", "C.UTF-8", "C.utf8"):
        raise Error("unsupported locale setting")  #@ locale.py:626
    return locale


def getlocale(category=0):
    return _h.unknown("the locale")


def getdefaultlocale():
    return _h.unknown("the locale")


def getpreferredencoding(do_setlocale=True):
    return "UTF-8"
