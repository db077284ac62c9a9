import _hurdles as _h


class TemplateDoesNotExist(Exception):
    def __init__(self, msg, tried=None, backend=None, chain=None):
        Exception.__init__(self, msg)


TemplateDoesNotExist.__module__ = "django.template.exceptions"
