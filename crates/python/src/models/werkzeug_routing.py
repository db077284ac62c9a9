import _hurdles as _h
import difflib as _difflib
from urllib.parse import quote as _quote
from urllib.parse import urlencode as _urlencode
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound


class RoutingException(Exception):
    pass


class BuildError(RoutingException, LookupError):
    def __init__(self, endpoint, values, known):
        super().__init__(endpoint, values)
        self.endpoint = endpoint
        self.values = values
        self._rules = known

    def _score(self, rule):
        ratio = _difflib.SequenceMatcher(b=rule.endpoint, a=self.endpoint).ratio()
        given = bool(self.values and set(self.values).issubset(rule.arguments))
        return 0.98 * ratio + 0.01 * given + 0.01 * bool("GET" in rule.methods)

    def __str__(self):
        text = "Could not build url for endpoint %r" % self.endpoint
        if self.values:
            text += " with values %r" % sorted(self.values)
        text += "."
        if self._rules:
            near = max(self._rules, key=self._score)
            if self.endpoint == near.endpoint:
                missing = set(near.arguments) - set(self.values)
                if missing:
                    text += " Did you forget to specify values %r?" % sorted(missing)
            else:
                text += " Did you mean %r instead?" % near.endpoint
        return text


BuildError.__module__ = "werkzeug.routing.exceptions"


class RequestRedirect(HTTPException, RoutingException):
    code = 308

    def __init__(self, new_url):
        super().__init__(new_url)
        self.new_url = new_url

    def get_response(self, environ=None, scope=None):
        from werkzeug.utils import redirect
        return redirect(self.new_url, self.code)


class Rule:
    automatic = False

    def __init__(self, string, defaults=None, methods=None, endpoint=None, strict_slashes=True, **options):
        if not string.startswith("/"):
            raise ValueError("urls must start with a leading slash")  #@ werkzeug/routing/rules.py:454
        self.rule = string
        self.defaults = defaults
        self.methods = methods
        self.endpoint = endpoint
        self.strict_slashes = strict_slashes
        self.is_leaf = not string.endswith("/")
        self.parts = []
        rest = string
        while rest:
            before, opened, rest = rest.partition("<")
            if before:
                self.parts.append((None, before))
            if opened:
                inside, closed, rest = rest.partition(">")
                kind, colon, name = inside.rpartition(":")
                self.parts.append((kind.partition("(")[0] or "string", name))
        self.arguments = [name for kind, name in self.parts if kind is not None]

    def weight(self):
        order = {"int": 1, "float": 1, "uuid": 1, "string": 2, "default": 2, "any": 2, "path": 3}
        return [0 if kind is None else order.get(kind, 2) for kind, name in self.parts]

    def match(self, path):
        return self._match(path, 0, {})

    def _match(self, path, at, values):
        if at == len(self.parts):
            return values if not path else None
        kind, text = self.parts[at]
        if kind is None:
            return self._match(path[len(text):], at + 1, values) if path.startswith(text) else None
        longest = len(path)
        if kind != "path" and "/" in path:
            longest = path.index("/")
        for size in range(longest, 0, -1):
            part = path[:size]
            if kind == "int":
                if not part.isdigit():
                    continue
                value = int(part)
            elif kind == "float":
                if part.count(".") != 1 or not part.replace(".", "").isdigit():
                    continue
                value = float(part)
            elif kind in ("string", "default", "path"):
                value = part
            else:
                _h.beyond("the URL converter " + kind)
            if kind == "path" and part.startswith("/"):
                continue
            found = self._match(path[size:], at + 1, dict(values, **{text: value}))
            if found is not None:
                return found
        return None

    def build(self, values):
        out = []
        left = dict(values)
        for kind, text in self.parts:
            if kind is None:
                out.append(text)
            else:
                out.append(_quote(str(left.pop(text)), safe="/" if kind == "path" else ""))
        left = {name: value for name, value in left.items() if value is not None}
        return "".join(out) + ("?" + _urlencode(left) if left else "")


class Map:
    strict_slashes = True

    def __init__(self, rules=()):
        self._rules = []
        self.converters = {}
        for rule in rules:
            self.add(rule)

    def add(self, rule):
        self._rules.append(rule)

    def iter_rules(self, endpoint=None):
        return iter(self._rules)

    def _sorted(self):
        return sorted(self._rules, key=lambda rule: rule.weight())

    def allowed(self, path):
        methods = []
        for rule in self._rules:
            if rule.match(path) is not None:
                methods += [method for method in rule.methods if method not in methods]
        return [method for method in ("OPTIONS", "HEAD", "GET") if method in methods] + [method for method in methods if method not in ("OPTIONS", "HEAD", "GET")]

    def match_request(self, request):
        path = request.path
        for rule in self._sorted():
            values = rule.match(path)
            if values is not None and request.method in rule.methods:
                request.url_rule = rule
                request.view_args = dict(rule.defaults or {}, **values)
                return
            slashed = rule.match(path + "/")
            if values is None and slashed is not None and not rule.is_leaf and self.strict_slashes and rule.strict_slashes:
                request.routing_exception = RequestRedirect(request.url_root.rstrip("/") + path + "/" + request.url[len(request.base_url):])
                return
            if values is None and slashed is not None and not rule.is_leaf and request.method in rule.methods:
                request.url_rule = rule
                request.view_args = slashed
                return
        allowed = self.allowed(path)
        request.routing_exception = MethodNotAllowed(allowed) if allowed else NotFound()

    def build(self, endpoint, values):
        for rule in self._rules:
            if rule.endpoint == endpoint and all(name in values for name in rule.arguments):
                return rule.build(values)
        raise BuildError(endpoint, values, self._rules)  #@ werkzeug/routing/map.py:917


class BaseConverter:
    def __init__(self, map, *args, **kwargs):
        self.map = map
