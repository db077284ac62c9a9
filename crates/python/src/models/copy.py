import _hurdles as _h


def copy(x):
    if isinstance(x, dict):
        return dict(x)
    if isinstance(x, list):
        return list(x)
    if isinstance(x, set):
        return set(x)
    if isinstance(x, (str, bytes, int, float, tuple, type(None))):
        return x
    if hasattr(x, "__copy__"):
        return x.__copy__()
    new = object.__new__(type(x))
    new.__dict__.update(x.__dict__)
    return new


def deepcopy(x, memo=None):
    if isinstance(x, dict):
        return {deepcopy(key): deepcopy(value) for key, value in x.items()}
    if isinstance(x, list):
        return [deepcopy(item) for item in x]
    if isinstance(x, tuple):
        return tuple([deepcopy(item) for item in x])
    return copy(x)
