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
    if default is None:
        default = _refuse
    return _h.json_dumps(obj, default=default, **options)  #@ json/__init__.py:231 json/encoder.py:200 json/encoder.py:258


def _refuse(o):
    raise TypeError("Object of type %s is not JSON serializable" % type(o).__name__)  #@ json/encoder.py:180


def loads(text, **options):
    problem = _h.json_problem(text)
    if problem == "Expecting value":
        return _h.json_loads(text)  #@ json/__init__.py:346 json/decoder.py:337 json/decoder.py:355
    if problem == "Extra data":
        return _h.json_loads(text)  #@ json/__init__.py:346 json/decoder.py:340
    return _h.json_loads(text)  #@ json/__init__.py:346 json/decoder.py:337 json/decoder.py:353


def dump(obj, fp, **options):
    fp.write(dumps(obj, **options))


def load(fp, **options):
    return loads(fp.read())  #@ json/__init__.py:293
