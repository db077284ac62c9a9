import _hurdles as _h
from django.http import HttpResponseNotAllowed


class View:
    http_method_names = ["get", "post", "put", "patch", "delete", "head", "options", "trace"]

    def __init__(self, **kwargs):
        for key, value in kwargs.items():
            setattr(self, key, value)

    @classmethod
    def as_view(cls, **initkwargs):
        def view(request, *args, **kwargs):
            self = cls(**initkwargs)
            if hasattr(self, "get") and not hasattr(self, "head"):
                self.head = self.get
            self.request = request
            self.args = args
            self.kwargs = kwargs
            return self.dispatch(request, *args, **kwargs)  #@ django/views/generic/base.py:71
        view.view_class = cls
        return view

    def dispatch(self, request, *args, **kwargs):
        handler = getattr(self, request.method.lower(), None)
        if handler is None:
            return HttpResponseNotAllowed([name.upper() for name in self.http_method_names if hasattr(self, name)])
        return handler(request, *args, **kwargs)  #@ django/views/generic/base.py:99


class TemplateView(View):
    def get(self, request, *args, **kwargs):
        return _h.beyond("Django templates")


class RedirectView(View):
    url = None
    permanent = False

    def get(self, request, *args, **kwargs):
        from django.shortcuts import redirect
        return redirect(self.url, permanent=self.permanent)
