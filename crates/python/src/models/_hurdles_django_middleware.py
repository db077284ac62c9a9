import _hurdles as _h
from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.utils.deprecation import MiddlewareMixin


class SecurityMiddleware(MiddlewareMixin):
    def process_request(self, request):
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return HttpResponsePermanentRedirect("https://%s%s" % (request.get_host(), request.get_full_path()))

    def process_response(self, request, response):
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.setdefault("Strict-Transport-Security", "max-age=%s" % settings.SECURE_HSTS_SECONDS)
        if settings.SECURE_CONTENT_TYPE_NOSNIFF:
            response.setdefault("X-Content-Type-Options", "nosniff")
        if settings.SECURE_REFERRER_POLICY:
            response.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        return response


class CommonMiddleware(MiddlewareMixin):
    def process_request(self, request):
        request.get_host()
        if self._needs_slash(request) and settings.PREPEND_WWW:
            _h.beyond("PREPEND_WWW")

    def _needs_slash(self, request):
        if not settings.APPEND_SLASH or request.path_info.endswith("/"):
            return False
        from django.http import Http404
        from django.urls import get_resolver
        resolver = get_resolver()
        try:
            resolver.resolve(request.path_info)
            return False
        except Http404:
            pass
        try:
            resolver.resolve(request.path_info + "/")
            return True
        except Http404:
            return False

    def process_response(self, request, response):
        if response.status_code == 404 and self._needs_slash(request):
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        if not response.streaming and "Content-Length" not in response:
            response["Content-Length"] = str(len(response.content))
        return response


class XFrameOptionsMiddleware(MiddlewareMixin):
    def process_response(self, request, response):
        response.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response


class CsrfViewMiddleware(MiddlewareMixin):
    def process_request(self, request):
        if request.method not in ("GET", "HEAD", "OPTIONS", "TRACE"):
            _h.note_unknown("Django's check against forged requests")


class SessionMiddleware(MiddlewareMixin):
    def process_response(self, request, response):
        if getattr(request, "_user_was_read", False):
            response.setdefault("Vary", "Cookie")
        return response


class AuthenticationMiddleware(MiddlewareMixin):
    pass


class MessageMiddleware(MiddlewareMixin):
    def process_request(self, request):
        settings.SECRET_KEY  #@ django/contrib/messages/middleware.py:12 django/contrib/messages/storage/__init__.py:12 django/contrib/messages/storage/fallback.py:15 django/contrib/messages/storage/fallback.py:15.items django/contrib/messages/storage/cookie.py:77 django/core/signing.py:77


class LocaleMiddleware(MiddlewareMixin):
    def process_response(self, request, response):
        response.setdefault("Vary", "Accept-Language")
        response.setdefault("Content-Language", "en")
        return response


class GZipMiddleware(MiddlewareMixin):
    pass


class ConditionalGetMiddleware(MiddlewareMixin):
    pass
