import _hurdles as _h

TYPE_CHECKING = False


class Generic:
    pass


class Protocol:
    pass


class TypedDict(dict):
    pass


class NamedTuple:
    def __init_subclass__(cls, **kwargs):
        names = list(cls.__dict__.get("__annotations__", {}))
        defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}

        def init(self, *args, **kwargs):
            values = {**defaults, **dict(zip(names, args)), **kwargs}
            for name in names:
                setattr(self, name, values[name])
        cls._fields = tuple(names)
        cls.__init__ = init
        cls.__iter__ = lambda self: iter([getattr(self, name) for name in names])
        cls.__getitem__ = lambda self, at: getattr(self, names[at])
        cls.__repr__ = lambda self: type(self).__name__ + "(" + ", ".join(["%s=%r" % (name, getattr(self, name)) for name in names]) + ")"


def cast(kind, value):
    return value


def overload(function):
    return function


final = no_type_check = runtime_checkable = overload


def TypeVar(name, *constraints, **options):
    return _h.unknown("type variables")


def NewType(name, kind):
    return lambda value: value


def get_type_hints(thing, *args, **kwargs):
    return _h.unknown("typing.get_type_hints()")
