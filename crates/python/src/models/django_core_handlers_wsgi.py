import _hurdles as _h
import sys as _sys
from django.conf import settings
from django.core.exceptions import BadRequest, MiddlewareNotUsed, PermissionDenied, SuspiciousOperation, ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse, REASONS
from django.urls import get_resolver, set_urlconf
from django.utils.module_loading import import_string


def _decoded(text):
    # django.core.handlers.wsgi.get_path_info: the bytes of the path are UTF-8; others stay percent-encoded.
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeEncodeError:
        return text
    except UnicodeDecodeError:
        return _h.unknown("a path that is not UTF-8")


class WSGIRequest(HttpRequest):
    def __init__(self, environ):
        self.environ = environ
        self.path_info = _decoded(environ.get("PATH_INFO", "")) or "/"
        self.script_name = _decoded(environ.get("SCRIPT_NAME", "")) if settings.FORCE_SCRIPT_NAME is None else settings.FORCE_SCRIPT_NAME
        self.path = self.script_name.rstrip("/") + "/" + self.path_info.replace("/", "", 1)
        self.META = environ
        self.META["PATH_INFO"] = self.path_info
        self.META["SCRIPT_NAME"] = self.script_name
        self.method = environ["REQUEST_METHOD"].upper()  #@ django/core/handlers/wsgi.py:80
        self._setup()


def _page(status, title, details=""):
    if _sys.version_info < (3, 10):
        return HttpResponse("<h1>%s</h1>" % title + ("<p>%s</p>" % details if details else ""), status=status, content_type="text/html")
    content_type = "text/html" if _sys.version_info < (3, 12) else None
    return HttpResponse("\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>%s</title>\n</head>\n<body>\n  <h1>%s</h1><p>%s</p>\n</body>\n</html>\n" % (title, title, details), status=status, content_type=content_type)


def _debug_page(status, what):
    _h.note_unknown(what)
    return HttpResponse("", status=status, content_type="text/html")


def _log(text, error=None):
    if settings.DEBUG:
        _sys.stderr.write(text + "\n" + (_h.exception_text(error) if error is not None else ""))


def _error_handler(request, status, error):
    resolver = get_resolver()
    handler = resolver.resolve_error_handler(status)
    if handler is not None:
        return handler(request) if status == 500 else handler(request, error)
    if status == 404:
        return _page(404, "Not Found", "The requested resource was not found on this server.")
    if status == 403:
        return _page(403, "403 Forbidden")
    if status == 400:
        return _page(400, "Bad Request (400)")
    return _page(500, "Server Error (500)")


def response_for_exception(request, exc):
    if isinstance(exc, Http404):
        _log("Not Found: " + request.path)
        if settings.DEBUG:
            return _debug_page(404, "the body of Django's debug page")
        return _error_handler(request, 404, exc)
    if isinstance(exc, PermissionDenied):
        _log("Forbidden (Permission denied): " + request.path, exc)
        return _error_handler(request, 403, exc)
    if isinstance(exc, (SuspiciousOperation, BadRequest)):
        if isinstance(exc, SuspiciousOperation):
            _log(str(exc), exc)
        _log("Bad Request: " + request.path)
        if settings.DEBUG:
            return _debug_page(400, "the body of Django's debug page")
        return _error_handler(request, 400, exc)
    if settings.DEBUG_PROPAGATE_EXCEPTIONS:
        raise
    _h.note_handled(exc)
    if settings.DEBUG:
        response = _debug_page(500, "the body of Django's debug page")
    else:
        response = _uncaught(request, exc)  #@ django/core/handlers/exception.py:114
        settings.SECRET_KEY  #@ django/core/handlers/exception.py:115 django/utils/log.py:229 /logging/__init__.py:1518 /logging/__init__.py:1634 /logging/__init__.py:1644 /logging/__init__.py:1706 /logging/__init__.py:978 django/utils/log.py:120 django/views/debug.py:352 django/views/debug.py:318 django/views/debug.py:122
    # Whoever reports the exception reads the user, and with it the session.
    request._user_was_read = "django.contrib.auth.middleware.AuthenticationMiddleware" in settings.MIDDLEWARE
    _log("Internal Server Error: " + request.path, exc)
    return response


def _uncaught(request, exc):
    resolver = get_resolver()
    handler = resolver.resolve_error_handler(500)  #@ django/core/handlers/exception.py:152
    return handler(request) if handler is not None else _page(500, "Server Error (500)")


def convert_exception_to_response(get_response):
    def inner(request):
        try:
            response = get_response(request)  #@ django/core/handlers/exception.py:47
        except Exception as exc:
            response = response_for_exception(request, exc)  #@ django/core/handlers/exception.py:49
        return response
    return inner


class WSGIHandler:
    request_class = WSGIRequest

    def __init__(self):
        self.load_middleware()  #@ django/core/handlers/wsgi.py:127

    def load_middleware(self):
        handler = convert_exception_to_response(self._get_response)
        for path in reversed(settings.MIDDLEWARE):
            middleware = import_string(path)  #@ django/core/handlers/base.py:40
            try:
                instance = middleware(handler)  #@ django/core/handlers/base.py:58
            except MiddlewareNotUsed:
                continue
            if instance is None:
                raise ImproperlyConfigured("Middleware factory %s returned None." % path)
            handler = convert_exception_to_response(instance)
        self._middleware_chain = handler

    def _get_response(self, request):
        match = self.resolve_request(request)  #@ django/core/handlers/base.py:167
        callback, args, kwargs = match
        response = callback(request, *args, **kwargs)  #@ django/core/handlers/base.py:181
        if response is None:
            name = "The view %s.%s" % (callback.__module__, getattr(callback, "__name__", type(callback).__name__))
            raise ValueError("%s didn't return an HttpResponse object. It returned None instead." % name)  #@ django/core/handlers/base.py:188 django/core/handlers/base.py:309
        return response

    def resolve_request(self, request):
        match = get_resolver().resolve(request.path_info)  #@ django/core/handlers/base.py:290
        request.resolver_match = match
        return match.func, match.args, match.kwargs

    def get_response(self, request):
        set_urlconf(_root_urlconf())
        return self._middleware_chain(request)  #@ django/core/handlers/base.py:130

    def __call__(self, environ, start_response):
        request = self.request_class(environ)  #@ django/core/handlers/wsgi.py:132
        response = self.get_response(request)  #@ django/core/handlers/wsgi.py:133
        if _h.is_unknown(response):
            _h.beyond("a response that is not known")
        status = "%d %s" % (response.status_code, response.reason_phrase)
        headers = list(response.items()) + [("Set-Cookie", cookie) for cookie in response._cookies]
        start_response(status, headers)
        return response


def _root_urlconf():
    return settings.ROOT_URLCONF  #@ django/core/handlers/base.py:129
