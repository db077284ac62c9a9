import sys as _sys
from markupsafe import escape as _escape
from werkzeug.wrappers import Response as _Response


class HTTPException(Exception):
    code = None
    description = None

    def __init__(self, description=None, response=None):
        super().__init__()
        if description is not None:
            self.description = description
        self.response = response

    @property
    def name(self):
        from werkzeug.http import HTTP_STATUS_CODES
        return HTTP_STATUS_CODES.get(self.code, "Unknown Error")

    def get_description(self, environ=None, scope=None):
        text = "" if self.description is None else str(self.description)
        return "<p>" + _escape(text).replace("\n", "<br>") + "</p>"

    def get_body(self, environ=None, scope=None):
        start = "<!doctype html>\n<html lang=en>\n" if _sys.version_info >= (3, 10) else "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n"
        return start + "<title>%s %s</title>\n<h1>%s</h1>\n%s\n" % (self.code, _escape(self.name), _escape(self.name), self.get_description())

    def get_headers(self, environ=None, scope=None):
        return [("Content-Type", "text/html; charset=utf-8")]

    def get_response(self, environ=None, scope=None):
        if self.response is not None:
            return self.response
        return _Response(self.get_body(), self.code, self.get_headers())

    def __call__(self, environ, start_response):
        return self.get_response()(environ, start_response)

    def __str__(self):
        code = self.code if self.code is not None else "???"
        return "%s %s: %s" % (code, self.name, self.description)


def _make(name, code, description, base=HTTPException):
    kind = type(name, (base,), {"code": code, "description": description})
    kind.__module__ = "werkzeug.exceptions"
    return kind


BadRequest = _make("BadRequest", 400, "The browser (or proxy) sent a request that this server could not understand.")
Unauthorized = _make("Unauthorized", 401, "The server could not verify that you are authorized to access the URL requested. You either supplied the wrong credentials (e.g. a bad password), or your browser doesn't understand how to supply the credentials required.")
Forbidden = _make("Forbidden", 403, "You don't have the permission to access the requested resource. It is either read-protected or not readable by the server.")
NotFound = _make("NotFound", 404, "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.")
NotAcceptable = _make("NotAcceptable", 406, "The resource identified by the request is only capable of generating response entities which have content characteristics not acceptable according to the accept headers sent in the request.")
RequestTimeout = _make("RequestTimeout", 408, "The server closed the network connection because the browser didn't finish the request within the specified time.")
Conflict = _make("Conflict", 409, "A conflict happened while processing the request. The resource might have been modified while the request was being processed.")
Gone = _make("Gone", 410, "The requested URL is no longer available on this server and there is no forwarding address. If you followed a link from a foreign page, please contact the author of this page.")
RequestEntityTooLarge = _make("RequestEntityTooLarge", 413, "The data value transmitted exceeds the capacity limit.")
UnsupportedMediaType = _make("UnsupportedMediaType", 415, "The server does not support the media type transmitted in the request.")
ImATeapot = _make("ImATeapot", 418, "This server is a teapot, not a coffee machine")
UnprocessableEntity = _make("UnprocessableEntity", 422, "The request was well-formed but was unable to be followed due to semantic errors.")
TooManyRequests = _make("TooManyRequests", 429, "This user has exceeded an allotted request count. Try again later.")
NotImplemented_ = _make("NotImplemented", 501, "The server does not support the action requested by the browser.")
BadGateway = _make("BadGateway", 502, "The proxy server received an invalid response from an upstream server.")
ServiceUnavailable = _make("ServiceUnavailable", 503, "The server is temporarily unable to service your request due to maintenance downtime or capacity problems. Please try again later.")
GatewayTimeout = _make("GatewayTimeout", 504, "The connection to an upstream server timed out.")


class MethodNotAllowed(HTTPException):
    code = 405
    description = "The method is not allowed for the requested URL."

    def __init__(self, valid_methods=None, description=None, response=None):
        super().__init__(description, response)
        self.valid_methods = valid_methods

    def get_headers(self, environ=None, scope=None):
        headers = super().get_headers()
        if self.valid_methods:
            headers.append(("Allow", ", ".join(self.valid_methods)))
        return headers


class InternalServerError(HTTPException):
    code = 500
    description = "The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application."

    def __init__(self, description=None, response=None, original_exception=None):
        self.original_exception = original_exception
        super().__init__(description, response)


class BadRequestKeyError(BadRequest, KeyError):
    def __init__(self, arg=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.args = (arg,)


default_exceptions = {}
for _name, _kind in list(globals().items()):
    if not _name.startswith("_") and isinstance(_kind, type) and issubclass(_kind, HTTPException) and _kind.code is not None:
        default_exceptions.setdefault(_kind.code, _kind)


class Aborter:
    def __call__(self, code, *args, **kwargs):
        if isinstance(code, _Response):
            raise HTTPException(response=code)
        if code not in default_exceptions:
            raise LookupError("no exception for %r" % (code,))
        raise default_exceptions[code](*args, **kwargs)  #@ werkzeug/exceptions.py:864


_aborter = Aborter()


def abort(status, *args, **kwargs):
    _aborter(status, *args, **kwargs)
