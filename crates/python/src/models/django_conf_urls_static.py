def static(prefix, view=None, **kwargs):
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    if not prefix:
        raise ImproperlyConfigured("Empty static prefix not permitted")
    if not settings.DEBUG or "://" in prefix:
        return []
    from django.urls import path
    import _hurdles as _h
    return [path(prefix.lstrip("/") + "<path:path>", lambda request, path: _h.beyond("a static file that Django sends"))]
