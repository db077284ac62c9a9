import _hurdles as _h
import html as _html
import sys as _sys
from importlib import import_module as _import_module


def redirect(location, code=302, Response=None):
    if Response is None:
        from werkzeug.wrappers import Response
    shown = _html.escape(location)
    if _sys.version_info < (3, 10):
        body = "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2 Final//EN\">\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to target URL: <a href=\"%s\">%s</a>.  If not click the link."
    else:
        body = "<!doctype html>\n<html lang=en>\n<title>Redirecting...</title>\n<h1>Redirecting...</h1>\n<p>You should be redirected automatically to the target URL: <a href=\"%s\">%s</a>. If not, click the link.\n"
    response = Response(body % (shown, shown), code, mimetype="text/html")
    response.headers["Location"] = location
    return response


def secure_filename(name):
    name = "_".join(name.replace("/", " ").split())
    return "".join(c for c in name if c.isalnum() or c in "._-").strip("._")


def import_string(name, silent=False):
    module, dot, attribute = name.replace(":", ".").rpartition(".")
    try:
        if not dot:
            return __import__(name)
        return getattr(__import__(module, None, None, [attribute]), attribute)
    except (ImportError, AttributeError) as error:
        if silent:
            return None
        raise ImportError("import_string() failed for %r" % name)


class cached_property(property):
    pass
