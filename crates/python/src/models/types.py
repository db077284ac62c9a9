class SimpleNamespace:
    def __init__(self, **values):
        self.__dict__.update(values)

    def __repr__(self):
        return "namespace(" + ", ".join(["%s=%r" % pair for pair in self.__dict__.items()]) + ")"


FunctionType = LambdaType = type(lambda: None)
ModuleType = type(__import__("sys"))
NoneType = type(None)
BuiltinFunctionType = type(len)


def _generator():
    yield


GeneratorType = type(_generator())


def MappingProxyType(mapping):
    return mapping
