class OrderedDict(dict):
    def move_to_end(self, key, last=True):
        value = self.pop(key)
        if last:
            self[key] = value
        else:
            items = list(self.items())
            self.clear()
            self[key] = value
            self.update(items)

    def __repr__(self):
        return "OrderedDict(%r)" % (list(self.items()),)


class defaultdict(dict):
    def __init__(self, default_factory=None, *args, **kwargs):
        dict.__init__(self, *args, **kwargs)
        self.default_factory = default_factory

    def __missing__(self, key):
        if self.default_factory is None:
            raise KeyError(key)
        self[key] = value = self.default_factory()
        return value

    def __repr__(self):
        return "defaultdict(%r, %s)" % (self.default_factory, dict.__repr__(self))


class Counter(dict):
    def __init__(self, iterable=(), **kwargs):
        dict.__init__(self)
        self.update(iterable, **kwargs)

    def update(self, iterable=(), **kwargs):
        if hasattr(iterable, "items"):
            for key, count in iterable.items():
                self[key] = self[key] + count
        else:
            for key in iterable:
                self[key] = self[key] + 1
        for key, count in kwargs.items():
            self[key] = self[key] + count

    def __missing__(self, key):
        return 0

    def most_common(self, n=None):
        items = sorted(self.items(), key=lambda item: item[1], reverse=True)
        return items if n is None else items[:n]

    def elements(self):
        return iter([key for key, count in self.items() for _ in range(count)])


class deque(list):
    def __init__(self, iterable=(), maxlen=None):
        list.__init__(self, iterable)
        self.maxlen = maxlen

    def append(self, item):
        list.append(self, item)
        if self.maxlen is not None and len(self) > self.maxlen:
            self.pop(0)

    def appendleft(self, item):
        self.insert(0, item)

    def popleft(self):
        return self.pop(0)

    def extendleft(self, items):
        for item in items:
            self.insert(0, item)

    def rotate(self, n=1):
        for _ in range(n):
            self.insert(0, self.pop())


class ChainMap(dict):
    def __init__(self, *maps):
        dict.__init__(self)
        for each in reversed(maps):
            self.update(each)


class UserDict(dict):
    pass


class UserList(list):
    pass


class UserString(str):
    pass


def namedtuple(typename, field_names, rename=False, defaults=None, module=None):
    names = field_names.replace(",", " ").split() if isinstance(field_names, str) else list(field_names)
    given = list(defaults or ())
    required = len(names) - len(given)

    def new(cls, *args, **kwargs):
        values = list(args)
        for at in range(len(values), len(names)):
            if names[at] in kwargs:
                values.append(kwargs[names[at]])
            elif at >= required:
                values.append(given[at - required])
            else:
                raise TypeError("%s.__new__() missing 1 required positional argument: '%s'" % (typename, names[at]))
        if len(values) > len(names):
            raise TypeError("%s.__new__() takes %d positional arguments but %d were given" % (typename, len(names) + 1, len(values) + 1))
        return tuple.__new__(cls, values)

    def text(self):
        return typename + "(" + ", ".join(["%s=%r" % pair for pair in zip(names, self)]) + ")"

    attributes = {
        "_fields": tuple(names),
        "__new__": staticmethod(new),
        "__repr__": text,
        "_asdict": lambda self: dict(zip(names, self)),
        "_replace": lambda self, **changes: type(self)(*[changes.get(name, value) for name, value in zip(names, self)]),
        "_make": classmethod(lambda cls, values: cls(*values)),
        "__match_args__": tuple(names),
    }
    for at, name in enumerate(names):
        attributes[name] = _field(at)
    return type(typename, (tuple,), attributes)


def _field(at):
    return property(lambda self: tuple(self)[at])
