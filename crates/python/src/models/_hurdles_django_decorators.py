def csrf_exempt(view):
    return view


def require_http_methods(methods):
    from django.http import HttpResponseNotAllowed

    def decorator(view):
        def inner(request, *args, **kwargs):
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **kwargs)
        return inner
    return decorator


require_GET = require_http_methods(["GET"])
require_POST = require_http_methods(["POST"])
require_safe = require_http_methods(["GET", "HEAD"])
