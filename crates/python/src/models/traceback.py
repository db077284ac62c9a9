import _hurdles as _h
import sys as _sys


def format_exc(limit=None, chain=True):
    return _h.exception_text(_h.handled_exception())


def print_exc(limit=None, file=None, chain=True):
    (file or _sys.stderr).write(format_exc())


def format_exception(error, value=None, *rest, **options):
    return [_h.exception_text(value if value is not None else error)]


def print_exception(error, value=None, *rest, file=None, **options):
    (file or _sys.stderr).write(format_exception(error, value)[0])
