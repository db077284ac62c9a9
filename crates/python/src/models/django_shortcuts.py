import _hurdles as _h
from django.http import Http404, HttpResponsePermanentRedirect, HttpResponseRedirect


def redirect(to, *args, permanent=False, **kwargs):
    kind = HttpResponsePermanentRedirect if permanent else HttpResponseRedirect
    if not isinstance(to, str):
        to = to.get_absolute_url()
    if "/" not in to and "." not in to:
        from django.urls import reverse
        to = reverse(to, args=args, kwargs=kwargs)
    return kind(to)


def render(request, template_name, context=None, content_type=None, status=None, using=None):
    from django.http import HttpResponse
    from django.template.loader import render_to_string
    content = render_to_string(template_name, context, request)  #@ django/shortcuts.py:19
    return HttpResponse(content, content_type, status)


def get_object_or_404(klass, *args, **kwargs):
    return _h.unknown("objects of the database")


get_list_or_404 = get_object_or_404
resolve_url = redirect
