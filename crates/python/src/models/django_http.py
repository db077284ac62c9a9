import _hurdles as _h
import json as _json
from urllib.parse import parse_qsl as _parse_qsl

REASONS = {200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable", 409: "Conflict", 410: "Gone", 413: "Request Entity Too Large", 415: "Unsupported Media Type", 418: "I'm a Teapot", 422: "Unprocessable Entity", 429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


def _domain(host):
    if host.endswith("]") and host.startswith("["):
        return host
    name, colon, port = host.rpartition(":") if ":" in host else (host, "", "")
    if colon and not port.isdigit():
        return ""
    if name.startswith("["):
        return name
    if not name or not all([c.isascii() and (c.isalnum() or c in ".-") for c in name]):
        return ""
    return name[:-1] if name.endswith(".") else name


class Http404(Exception):
    pass


class QueryDict(dict):
    def __init__(self, query_string="", mutable=False, encoding=None):
        super().__init__()
        self._lists = {}
        for key, value in _parse_qsl(query_string, keep_blank_values=True):
            self._lists.setdefault(key, []).append(value)
            self[key] = value

    def getlist(self, key, default=None):
        return self._lists.get(key, default or [])

    def dict(self):
        return dict(self)

    def urlencode(self, safe=None):
        from urllib.parse import urlencode
        return urlencode([(key, value) for key, values in self._lists.items() for value in values])


class HttpRequest:
    resolver_match = None

    def _setup(self):
        environ = self.META
        self.GET = QueryDict(environ.get("QUERY_STRING", ""))
        self.COOKIES = dict([tuple(part.strip().split("=", 1)) for part in environ.get("HTTP_COOKIE", "").split(";") if "=" in part])
        self.content_type = environ.get("CONTENT_TYPE", "").split(";")[0]
        self.headers = {"-".join([part.title() for part in key[5:].split("_")]): value for key, value in environ.items() if key.startswith("HTTP_")}
        self._body = None

    @property
    def body(self):
        if self._body is None:
            self._body = self.environ["wsgi.input"].read(int(self.environ.get("CONTENT_LENGTH") or 0))
        return self._body

    @property
    def POST(self):
        if self.method == "POST" and self.content_type == "application/x-www-form-urlencoded":
            return QueryDict(self.body.decode())
        return QueryDict()

    @property
    def FILES(self):
        return {}

    @property
    def scheme(self):
        return self.environ.get("wsgi.url_scheme", "http")

    def is_secure(self):
        return self.scheme == "https"

    def get_host(self):
        from django.conf import settings
        from django.core.exceptions import DisallowedHost
        host = self.META.get("HTTP_HOST")
        if settings.USE_X_FORWARDED_HOST and "HTTP_X_FORWARDED_HOST" in self.META:
            host = self.META["HTTP_X_FORWARDED_HOST"]
        if not host:
            host = self.META["SERVER_NAME"]
            if self.META.get("SERVER_PORT") not in ("80", "443"):
                host += ":" + self.META["SERVER_PORT"]
        allowed = settings.ALLOWED_HOSTS
        if settings.DEBUG and not allowed:
            allowed = [".localhost", "127.0.0.1", "[::1]"]
        domain = _domain(host.lower())
        for pattern in allowed:
            pattern = pattern.lower()
            if domain and (pattern == "*" or pattern == domain or pattern.startswith(".") and (domain.endswith(pattern) or domain == pattern[1:])):
                return host
        message = "Invalid HTTP_HOST header: %r." % host
        if domain:
            message += " You may need to add %r to ALLOWED_HOSTS." % domain
        else:
            message += " The domain name provided is not valid according to RFC 1034/1035."
        raise DisallowedHost(message)  #@ django/http/request.py:151

    def get_full_path(self, force_append_slash=False):
        query = self.META.get("QUERY_STRING", "")
        return self.path + ("/" if force_append_slash and not self.path.endswith("/") else "") + ("?" + query if query else "")

    def get_port(self):
        return self.META["SERVER_PORT"]

    def build_absolute_uri(self, location=None):
        if location is None:
            location = self.get_full_path()
        if "://" in location:
            return location
        return self.scheme + "://" + self.get_host() + location

    @property
    def user(self):
        return _h.unknown("request.user")

    @property
    def session(self):
        return _h.unknown("request.session")


class HttpResponseBase:
    status_code = 200
    streaming = False

    def _start(self, content_type, status, reason, headers, charset=None):
        self._headers = {}
        self._cookies = []
        for name, value in (headers or {}).items():
            self[name] = value
        if "content-type" not in self._headers:
            self["Content-Type"] = "text/html; charset=utf-8" if content_type is None else content_type
        if status is not None:
            self.status_code = int(status)
        self._reason = reason
        self.headers = self

    @property
    def reason_phrase(self):
        return self._reason if self._reason is not None else REASONS.get(self.status_code, "Unknown Status Code")

    def __setitem__(self, name, value):
        self._headers[name.lower()] = (name, str(value))

    def __getitem__(self, name):
        return self._headers[name.lower()][1]

    def __delitem__(self, name):
        self._headers.pop(name.lower(), None)

    def __contains__(self, name):
        return name.lower() in self._headers

    has_header = __contains__

    def get(self, name, default=None):
        return self._headers.get(name.lower(), (name, default))[1]

    def setdefault(self, name, value):
        if name not in self:
            self[name] = value

    def items(self):
        return list(self._headers.values())

    def set_cookie(self, key, value="", max_age=None, expires=None, path="/", domain=None, secure=False, httponly=False, samesite=None):
        text = "%s=%s" % (key, value)
        if domain:
            text += "; Domain=" + domain
        if httponly:
            text += "; HttpOnly"
        if max_age is not None:
            text += "; Max-Age=%d" % max_age
        text += "; Path=" + path
        if samesite:
            text += "; SameSite=" + samesite
        if secure:
            text += "; Secure"
        self._cookies.append(text)

    def delete_cookie(self, key, path="/", domain=None, samesite=None):
        self.set_cookie(key, path=path, max_age=0)

    def flush(self):
        pass

    def close(self):
        pass


class HttpResponse(HttpResponseBase):
    def __init__(self, content=b"", content_type=None, status=None, reason=None, charset=None, headers=None):
        self._start(content_type, status, reason, headers)
        self.content = content

    @property
    def content(self):
        return b"".join(self._container)

    @content.setter
    def content(self, value):
        self._container = [self.make_bytes(value)]

    def make_bytes(self, value):
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            return value.encode("utf-8")
        if hasattr(value, "__iter__") and not _h.is_unknown(value) or isinstance(value, (list, tuple)):
            return b"".join([self.make_bytes(part) for part in value])
        return str(value).encode("utf-8")

    def write(self, content):
        self._container.append(self.make_bytes(content))

    def __iter__(self):
        return iter(self._container)


class StreamingHttpResponse(HttpResponseBase):
    streaming = True

    def __init__(self, streaming_content=(), content_type=None, status=None, reason=None, charset=None, headers=None):
        self._start(content_type, status, reason, headers)
        self.streaming_content = streaming_content

    def __iter__(self):
        for part in self.streaming_content:
            yield part.encode("utf-8") if isinstance(part, str) else part


class FileResponse(StreamingHttpResponse):
    pass


class HttpResponseRedirect(HttpResponse):
    status_code = 302

    def __init__(self, redirect_to, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self["Location"] = redirect_to

    @property
    def url(self):
        return self["Location"]


class HttpResponsePermanentRedirect(HttpResponseRedirect):
    status_code = 301


class HttpResponseNotModified(HttpResponse):
    status_code = 304


class HttpResponseBadRequest(HttpResponse):
    status_code = 400


class HttpResponseNotFound(HttpResponse):
    status_code = 404


class HttpResponseForbidden(HttpResponse):
    status_code = 403


class HttpResponseGone(HttpResponse):
    status_code = 410


class HttpResponseServerError(HttpResponse):
    status_code = 500


class HttpResponseNotAllowed(HttpResponse):
    status_code = 405

    def __init__(self, permitted_methods, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self["Allow"] = ", ".join(permitted_methods)


class JsonResponse(HttpResponse):
    def __init__(self, data, encoder=None, safe=True, json_dumps_params=None, **kwargs):
        if safe and not isinstance(data, dict):
            raise TypeError("In order to allow non-dict objects to be serialized set the safe parameter to False.")  #@ django/http/response.py:598
        kwargs.setdefault("content_type", "application/json")
        super().__init__(content=_json.dumps(data, **(json_dumps_params or {})), **kwargs)
