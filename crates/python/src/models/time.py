import _hurdles as _h


def sleep(seconds):
    _h.sleep(seconds)


def time():
    return _h.unknown("the clock")


def monotonic():
    return _h.unknown("the clock")


def perf_counter():
    return _h.unknown("the clock")


def strftime(format, moment=None):
    return _h.unknown("the clock")


def tzset():
    pass
