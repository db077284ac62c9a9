class Headers:
    def __init__(self, defaults=None):
        self._list = []
        if defaults is not None:
            self.extend(defaults)

    def extend(self, headers):
        if isinstance(headers, Headers):
            headers = headers._list
        elif hasattr(headers, "items"):
            headers = headers.items()
        for name, value in headers:
            self.add(name, value)

    def add(self, name, value, **options):
        self._list.append((name, str(value)))

    def set(self, name, value, **options):
        for at, item in enumerate(self._list):
            if item[0].lower() == name.lower():
                self._list[at] = (name, str(value))
                return
        self.add(name, value)

    def get(self, name, default=None, type=None):
        for key, value in self._list:
            if key.lower() == name.lower():
                return value
        return default

    def setdefault(self, name, value):
        if name not in self:
            self.add(name, value)
        return self.get(name)

    def update(self, *args, **kwargs):
        for headers in args + (kwargs,):
            if isinstance(headers, Headers):
                headers = headers._list
            elif hasattr(headers, "items"):
                headers = headers.items()
            for name, value in headers:
                self.set(name, value)

    def remove(self, name):
        self._list = [item for item in self._list if item[0].lower() != name.lower()]

    def items(self):
        return list(self._list)

    def keys(self):
        return [name for name, value in self._list]

    def to_wsgi_list(self):
        return list(self._list)

    __setitem__ = set
    __delitem__ = remove

    def __getitem__(self, name):
        value = self.get(name)
        if value is None:
            from werkzeug.exceptions import BadRequestKeyError
            raise BadRequestKeyError(name)
        return value

    def __contains__(self, name):
        return self.get(name) is not None

    def __iter__(self):
        return iter(self._list)

    def __len__(self):
        return len(self._list)


class EnvironHeaders(Headers):
    def __init__(self, environ):
        self._list = []
        for key, value in environ.items():
            if key.startswith("HTTP_"):
                self.add("-".join(part.title() for part in key[5:].split("_")), value)
            elif key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
                self.add(key.replace("_", "-").title(), value)


class MultiDict(dict):
    def __init__(self, pairs=()):
        super().__init__()
        self._all = list(pairs)
        for key, value in self._all:
            self.setdefault(key, value)

    def __getitem__(self, key):
        if key in self:
            return dict.__getitem__(self, key)
        from werkzeug.exceptions import BadRequestKeyError
        raise BadRequestKeyError(key)  #@ werkzeug/datastructures.py:375

    def get(self, key, default=None, type=None):
        if key not in self:
            return default
        value = dict.__getitem__(self, key)
        if type is None:
            return value
        try:
            return type(value)
        except ValueError:
            return default

    def getlist(self, key):
        return [value for name, value in self._all if name == key]

    def to_dict(self, flat=True):
        return dict(self)


ImmutableMultiDict = MultiDict
CombinedMultiDict = MultiDict
