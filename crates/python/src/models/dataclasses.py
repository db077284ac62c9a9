MISSING = object()


class FrozenInstanceError(AttributeError):
    pass


class Field:
    def __init__(self, default, default_factory, init, repr, compare):
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.compare = compare
        self.name = None


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=False):
    return Field(default, default_factory, init, repr, compare)


def _process(cls, frozen, order):
    found = {}
    for base in reversed(cls.__mro__):
        for each in base.__dict__.get("__dataclass_fields__", {}).values():
            found[each.name] = each
    for name in cls.__dict__.get("__annotations__", {}):
        default = cls.__dict__.get(name, MISSING)
        each = default if isinstance(default, Field) else Field(default, MISSING, True, True, True)
        if isinstance(each.default, (list, dict, set)):
            raise ValueError("mutable default %r for field %s is not allowed: use default_factory" % (type(each.default), name))
        each.name = name
        found[name] = each
        if each.default is not MISSING:
            setattr(cls, name, each.default)
    cls.__dataclass_fields__ = found
    fields_ = list(found.values())

    def init(self, *args, **kwargs):
        names = [each.name for each in fields_ if each.init]
        if len(args) > len(names):
            raise TypeError("%s.__init__() takes %d positional arguments but %d were given" % (cls.__qualname__, len(names) + 1, len(args) + 1))
        given = dict(zip(names, args))
        for name in kwargs:
            if name not in names:
                raise TypeError("%s.__init__() got an unexpected keyword argument '%s'" % (cls.__qualname__, name))
        given.update(kwargs)
        missing = [each.name for each in fields_ if each.init and each.name not in given and each.default is MISSING and each.default_factory is MISSING]
        if missing:
            quoted = ["'%s'" % name for name in missing]
            listed = quoted[0] if len(quoted) == 1 else " and ".join(quoted) if len(quoted) == 2 else ", ".join(quoted[:-1]) + ", and " + quoted[-1]
            raise TypeError("%s.__init__() missing %d required positional argument%s: %s" % (cls.__qualname__, len(missing), "" if len(missing) == 1 else "s", listed))
        for each in fields_:
            if each.name in given:
                value = given[each.name]
            elif each.default_factory is not MISSING:
                value = each.default_factory()
            elif each.default is not MISSING:
                value = each.default
            else:
                continue
            object.__setattr__(self, each.name, value)
        if hasattr(self, "__post_init__"):
            self.__post_init__()

    def text(self):
        return type(self).__qualname__ + "(" + ", ".join(["%s=%r" % (each.name, getattr(self, each.name)) for each in fields_ if each.repr]) + ")"

    def values(self):
        return tuple([getattr(self, each.name) for each in fields_ if each.compare])

    def equal(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return values(self) == values(other)

    def refuse(self, name, value):
        raise FrozenInstanceError("cannot assign to field %r" % name)

    if "__init__" not in cls.__dict__:
        cls.__init__ = init
    if "__repr__" not in cls.__dict__:
        cls.__repr__ = text
    if "__eq__" not in cls.__dict__:
        cls.__eq__ = equal
    if order:
        cls.__lt__ = lambda self, other: values(self) < values(other)
    if frozen:
        cls.__setattr__ = refuse
        cls.__hash__ = lambda self: hash(len(fields_))
    cls.__match_args__ = tuple([each.name for each in fields_])
    return cls


def dataclass(cls=None, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False):
    if cls is None:
        return lambda cls: _process(cls, frozen, order)
    return _process(cls, frozen, order)


def fields(thing):
    return tuple(thing.__dataclass_fields__.values())


def is_dataclass(thing):
    return hasattr(thing, "__dataclass_fields__")


def asdict(thing):
    if is_dataclass(thing):
        return {each.name: asdict(getattr(thing, each.name)) for each in fields(thing)}
    if isinstance(thing, (list, tuple)):
        return [asdict(item) for item in thing]
    if isinstance(thing, dict):
        return {key: asdict(value) for key, value in thing.items()}
    return thing


def astuple(thing):
    return tuple([getattr(thing, each.name) for each in fields(thing)])


def replace(thing, **changes):
    return type(thing)(**{**{each.name: getattr(thing, each.name) for each in fields(thing)}, **changes})
