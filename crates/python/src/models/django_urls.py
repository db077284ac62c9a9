import _hurdles as _h
import importlib
from django.core.exceptions import ImproperlyConfigured

_current = [None]
_resolvers = {}


class NoReverseMatch(Exception):
    pass


NoReverseMatch.__module__ = "django.urls.exceptions"


class Resolver404(Exception):
    pass


class ResolverMatch:
    def __init__(self, func, args, kwargs, url_name):
        self.func = func
        self.args = args
        self.kwargs = kwargs
        self.url_name = self.view_name = url_name


class URLPattern:
    def __init__(self, route, view, kwargs, name, kind):
        self.route = route
        self.callback = view
        self.name = name
        self.default_kwargs = kwargs or {}
        self.kind = kind

    def match(self, path, is_endpoint):
        if self.kind == "re":
            return _match_regex(self.route, path)
        return _match_route(self.route, path, is_endpoint)

    def resolve(self, path):
        found = self.match(path, True)
        if found is None:
            return None
        return ResolverMatch(self.callback, (), {**found[1], **self.default_kwargs}, self.name)

    def reverse(self, name, kwargs):
        return _fill(self.route, kwargs) if self.name == name and name is not None else None


def _match_regex(route, path):
    plain = route.lstrip("^")
    exact = plain.endswith("$")
    plain = plain.rstrip("$")
    if any([c in plain for c in "()[]*+?\\|{}"]):
        if plain in (".*", "(.*)"):
            return "", {}
        _h.beyond("regular expressions in Django's URL patterns")
    if path == plain if exact else path.startswith(plain):
        return path[len(plain):], {}
    return None


def _parts(route):
    parts = []
    rest = route
    while rest:
        before, opened, rest = rest.partition("<")
        if before:
            parts.append((None, before))
        if opened:
            inside, closed, rest = rest.partition(">")
            kind, colon, name = inside.rpartition(":")
            parts.append((kind or "str", name))
    return parts


def _match_route(route, path, is_endpoint):
    return _match_parts(_parts(route), path, {}, is_endpoint)


def _match_parts(parts, path, values, is_endpoint):
    if not parts:
        return (path, values) if not path or not is_endpoint else None
    kind, text = parts[0]
    if kind is None:
        return _match_parts(parts[1:], path[len(text):], values, is_endpoint) if path.startswith(text) else None
    longest = len(path)
    if kind != "path" and "/" in path:
        longest = path.index("/")
    for size in range(longest, 0, -1):
        part = path[:size]
        if kind == "int":
            if not part.isdigit():
                continue
            value = int(part)
        elif kind == "slug":
            if not all([c.isalnum() or c in "-_" for c in part]):
                continue
            value = part
        elif kind == "uuid":
            value = _h.unknown("a UUID in the URL")
        elif kind in ("str", "path"):
            value = part
        else:
            raise ImproperlyConfigured("URL route %r uses invalid converter %r." % (text, kind))
        found = _match_parts(parts[1:], path[size:], {**values, text: value}, is_endpoint)
        if found is not None:
            return found
    return None


def _fill(route, kwargs):
    out = []
    for kind, text in _parts(route):
        if kind is None:
            out.append(text)
        elif text in kwargs:
            out.append(str(kwargs[text]))
        else:
            return None
    return "".join(out)


class URLResolver:
    def __init__(self, route, urlconf, kwargs=None, namespace=None, kind="route"):
        self.route = route
        self.urlconf_name = urlconf
        self.default_kwargs = kwargs or {}
        self.namespace = namespace
        self.kind = kind
        self._module = None
        self._patterns = None

    def urlconf_module(self):
        if self._module is None:
            if isinstance(self.urlconf_name, str):
                self._module = importlib.import_module(self.urlconf_name)  #@ django/urls/resolvers.py:595
            else:
                self._module = self.urlconf_name
        return self._module

    def url_patterns(self):
        if self._patterns is None:
            module = self.urlconf_module()  #@ django/urls/resolvers.py:602 django/utils/functional.py:48
            patterns = getattr(module, "urlpatterns", module)
            if not isinstance(patterns, (list, tuple)) and not _h.is_unknown(patterns):
                raise ImproperlyConfigured("The included URLconf '{name}' does not appear to have any patterns in it. If you see valid patterns in the file then the issue is probably caused by a circular import.".format(name=self.urlconf_name))  #@ django/urls/resolvers.py:611
            self._patterns = patterns
        return self._patterns

    def resolve(self, path):
        if self.kind == "re":
            found = _match_regex(self.route, path)
        else:
            found = _match_route(self.route, path, False)
        if found is None:
            return None
        rest, values = found
        for pattern in self.url_patterns():  #@ django/urls/resolvers.py:560 django/utils/functional.py:48
            match = pattern.resolve(rest)
            if _h.is_unknown(match):
                _h.beyond("Django's URL patterns that come from something not simulated")
            if match is not None:
                match.kwargs = {**values, **self.default_kwargs, **match.kwargs}
                return match
        return None

    def resolve_error_handler(self, view_type):
        module = self.urlconf_module()  #@ django/urls/resolvers.py:615 django/utils/functional.py:48
        handler = getattr(module, "handler%s" % view_type, None)
        if handler is None or callable(handler):
            return handler
        return get_callable(handler)

    def reverse(self, name, kwargs):
        space, colon, rest = name.partition(":")
        for pattern in self.url_patterns():
            if isinstance(pattern, URLResolver) and pattern.namespace:
                if not colon or space != pattern.namespace:
                    continue
                found = pattern.reverse(rest, kwargs)
            else:
                found = pattern.reverse(name, kwargs)
            if found is not None:
                return _fill(self.route.lstrip("^"), kwargs) + found if self.route != "^/" else found
        return None


class _Root(URLResolver):
    def resolve(self, path):
        match = URLResolver.resolve(self, path)
        if match is None:
            from django.http import Http404
            raise Http404({"path": path})
        return match


def get_callable(lookup_view):
    if callable(lookup_view):
        return lookup_view
    module, dot, name = lookup_view.rpartition(".")
    return getattr(importlib.import_module(module), name)


def get_urlconf(default=None):
    return _current[0]


def set_urlconf(urlconf_name):
    _current[0] = urlconf_name


def get_resolver(urlconf=None):
    if urlconf is None:
        from django.conf import settings
        urlconf = _current[0] or settings.ROOT_URLCONF
    if urlconf not in _resolvers:
        _resolvers[urlconf] = _Root("/", urlconf)
    return _resolvers[urlconf]


def include(arg, namespace=None):
    app_name = None
    if isinstance(arg, tuple):
        arg, app_name = arg[0], arg[1] if len(arg) > 1 else None
    if isinstance(arg, str):
        arg = importlib.import_module(arg)  #@ django/urls/conf.py:34
    app_name = getattr(arg, "app_name", app_name)
    if namespace and not app_name and not _h.is_unknown(arg):
        raise ImproperlyConfigured("Specifying a namespace in include() without providing an app_name is not supported. Set the app_name attribute in the included module, or pass a 2-tuple containing the list of patterns and app_name instead.")  #@ django/urls/conf.py:38
    return (arg, app_name, namespace or app_name)


def _path(route, view, kwargs, name, kind):
    if isinstance(view, (list, tuple)):
        return URLResolver(route, view[0], kwargs, view[2] if len(view) > 2 else None, kind)
    if callable(view):
        return URLPattern(route, view, kwargs, name, kind)
    if _h.is_unknown(view):
        return URLResolver(route, view, kwargs, None, kind)
    raise TypeError("view must be a callable or a list/tuple in the case of include().")  #@ django/urls/conf.py:73


def path(route, view, kwargs=None, name=None):
    return _path(route, view, kwargs, name, "route")


def re_path(route, view, kwargs=None, name=None):
    return _path(route, view, kwargs, name, "re")


def reverse(viewname, urlconf=None, args=None, kwargs=None, current_app=None):
    if callable(viewname):
        return _h.unknown("reverse() of a view function")
    found = get_resolver(urlconf).reverse(viewname, kwargs or {})
    if args:
        return _h.unknown("reverse() with positional arguments")
    if found is None:
        raise NoReverseMatch("Reverse for '%s' not found. '%s' is not a valid view function or pattern name." % (viewname, viewname))
    return "/" + found.lstrip("/")


reverse_lazy = reverse
