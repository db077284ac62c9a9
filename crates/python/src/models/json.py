import _hurdles as _h


class JSONDecodeError(ValueError):
    pass


JSONDecodeError.__module__ = "json.decoder"
JSONDecodeError.__name__ = "JSONDecodeError"


class JSONEncoder:
    def __init__(self, **options):
        self._options = options

    def default(self, o):
        raise TypeError("Object of type %s is not JSON serializable" % type(o).__name__)

    def encode(self, o):
        return _h.json_dumps(o, default=self.default, **self._options)


class JSONDecoder:
    def decode(self, text):
        return _h.json_loads(text)


def dumps(obj, *, cls=None, default=None, **options):
    if cls is not None:
        default = cls().default
    return _h.json_dumps(obj, default=default, **options)


def loads(text, **options):
    return _h.json_loads(text)


def dump(obj, fp, **options):
    fp.write(dumps(obj, **options))


def load(fp, **options):
    return loads(fp.read())
