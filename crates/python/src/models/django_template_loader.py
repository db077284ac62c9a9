import _hurdles as _h
import os as _os
from django.template import TemplateDoesNotExist


def _directories():
    from django.conf import settings
    from django.apps import apps
    found = []
    for engine in settings.TEMPLATES:
        found += [_os.fspath(directory) for directory in engine.get("DIRS", [])]
        if engine.get("APP_DIRS"):
            for config in apps.get_app_configs():
                import sys
                paths = getattr(sys.modules.get(config.name), "__path__", None)
                if paths:
                    found.append(_os.path.join(paths[0], "templates"))
    return found


def _find(name):
    for directory in _directories():
        path = _os.path.join(directory, name)
        if _h.stat(path) is not None:
            return _h.read_file(path)
    return None


def _source(name):
    text = _find(name)
    if text is None:
        raise TemplateDoesNotExist(name)
    return text


def render_to_string(template_name, context=None, request=None, using=None):
    import html
    import _hurdles_templates as templates
    source = _find(template_name)
    if source is None:
        raise TemplateDoesNotExist(template_name)  #@ django/template/loader.py:61 django/template/loader.py:19
    values = dict(context or {})
    values.setdefault("request", request)
    style = templates.Style(_source, _h.beyond, html.escape, True)
    return templates.render(source, values, style)
