import _hurdles as _h

__version__ = "3.1.2"


class TemplateError(Exception):
    pass


class TemplateNotFound(IOError, LookupError, TemplateError):
    def __init__(self, name, message=None):
        self.name = name
        self.message = message or name

    def __str__(self):
        return str(self.message)


class TemplateRuntimeError(TemplateError):
    pass


class UndefinedError(TemplateRuntimeError):
    pass


for _kind in (TemplateError, TemplateNotFound, TemplateRuntimeError, UndefinedError):
    _kind.__module__ = "jinja2.exceptions"
