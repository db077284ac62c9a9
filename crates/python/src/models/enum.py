class auto:
    pass


class Enum:
    def __init_subclass__(cls, **kwargs):
        members = {}
        last = 0
        for name, value in list(cls.__dict__.items()):
            if name.startswith("_") or callable(value) or isinstance(value, (property, staticmethod, classmethod)):
                continue
            if isinstance(value, auto):
                value = last + 1 if isinstance(last, int) else 1
            last = value
            member = object.__new__(cls)
            member.__dict__["_name_"] = member.__dict__["name"] = name
            member.__dict__["_value_"] = member.__dict__["value"] = value
            members[name] = member
            setattr(cls, name, member)
        cls.__members__ = members

    def __class_call__(cls, value):
        for member in cls.__members__.values():
            if member.value == value:
                return member
        raise ValueError("%r is not a valid %s" % (value, cls.__qualname__))

    def __class_iter__(cls):
        return list(cls.__members__.values())

    def __class_len__(cls):
        return len(cls.__members__)

    def __class_getitem__(cls, name):
        return cls.__members__[name]

    def __repr__(self):
        return "<%s.%s: %r>" % (type(self).__name__, self.name, self.value)

    def __str__(self):
        return "%s.%s" % (type(self).__name__, self.name)


class IntEnum(Enum):
    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, Enum) else other)

    def __lt__(self, other):
        return self.value < (other.value if isinstance(other, Enum) else other)

    def __int__(self):
        return self.value

    def __str__(self):
        return str(self.value)


class StrEnum(Enum):
    def __eq__(self, other):
        return self.value == (other.value if isinstance(other, Enum) else other)

    def __str__(self):
        return self.value


Flag = IntFlag = IntEnum


def unique(cls):
    return cls
