from importlib import import_module


def import_string(dotted_path):
    module_path, dot, class_name = dotted_path.rpartition(".")
    if not dot:
        raise ImportError("%s doesn't look like a module path" % dotted_path) from None  #@ django/utils/module_loading.py:15
    module = import_module(module_path)  #@ django/utils/module_loading.py:17
    try:
        return getattr(module, class_name)  #@ django/utils/module_loading.py:20
    except AttributeError as error:
        raise ImportError("Module \"%s\" does not define a \"%s\" attribute/class" % (module_path, class_name)) from error  #@ django/utils/module_loading.py:22
