import _hurdles as _h

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__")
cached_property = _h.cached_property


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=("__dict__",)):
    for name in assigned:
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=("__dict__",)):
    return lambda wrapper: update_wrapper(wrapper, wrapped, assigned)


class partial:
    def __init__(self, func, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})


def reduce(function, iterable, *initial):
    iterator = iter(iterable)
    if initial:
        value = initial[0]
    else:
        try:
            value = next(iterator)
        except StopIteration:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in iterator:
        value = function(value, item)
    return value


def lru_cache(maxsize=128, typed=False):
    def decorator(function):
        known = {}

        def wrapper(*args, **kwargs):
            key = (args, tuple(kwargs.items()))
            if key not in known:
                known[key] = function(*args, **kwargs)
            return known[key]
        wrapper.cache_clear = known.clear
        return update_wrapper(wrapper, function)
    if callable(maxsize):
        return decorator(maxsize)
    return decorator


def cache(function):
    return lru_cache(None)(function)


def total_ordering(cls):
    if not hasattr(cls, "__gt__"):
        cls.__gt__ = lambda self, other: not (self < other or self == other)
    if not hasattr(cls, "__le__"):
        cls.__le__ = lambda self, other: self < other or self == other
    if not hasattr(cls, "__ge__"):
        cls.__ge__ = lambda self, other: not self < other
    return cls


def cmp_to_key(function):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return function(self.value, other.value) < 0
    return Key
