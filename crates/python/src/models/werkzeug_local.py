import _hurdles as _h

_unbound = "object is not bound"


class Local:
    def __call__(self, name):
        return LocalProxy(self, name)

    def __iter__(self):
        return iter(self.__dict__.items())

    def __release_local__(self):
        self.__dict__.clear()

    def __getattr__(self, name):
        raise AttributeError(name)


class LocalStack:
    def __init__(self, context_var=None):
        self._values = []

    def push(self, value):
        self._values.append(value)
        return self._values

    def pop(self):
        return self._values.pop() if self._values else None

    @property
    def top(self):
        return self._values[-1] if self._values else None

    def __call__(self, name=None, unbound_message=None):
        return LocalProxy(self, name, unbound_message=unbound_message)


def release_local(local):
    if isinstance(local, LocalStack):
        local._values.clear()
    else:
        local.__release_local__()


class LocalProxy:
    def __init__(self, local, name=None, unbound_message=None):
        if not (callable(local) or hasattr(local, "get")):
            raise TypeError("Don't know how to proxy %r." % type(local))
        object.__setattr__(self, "_hurdles_local", local)
        object.__setattr__(self, "_hurdles_name", name)
        object.__setattr__(self, "_hurdles_message", unbound_message or _unbound)

    def _get_current_object(self):
        local, name = self._hurdles_local, self._hurdles_name
        if isinstance(local, Local):
            if name not in local.__dict__:
                raise RuntimeError(self._hurdles_message) from None
            return local.__dict__[name]
        if isinstance(local, LocalStack):
            if local.top is None:
                raise RuntimeError(self._hurdles_message)
            found = local.top
        elif callable(local):
            found = local()
        else:
            return _h.unknown("werkzeug.local.LocalProxy of a context variable")
        return found if name is None else getattr(found, name)

    def __call__(self, *args, **kwargs):
        return self._get_current_object()(*args, **kwargs)  #@ werkzeug/local.py:570

    def __getattr__(self, name):
        return getattr(self._get_current_object(), name)

    def __setattr__(self, name, value):
        setattr(self._get_current_object(), name, value)

    def __getitem__(self, key):
        return self._get_current_object()[key]

    def __setitem__(self, key, value):
        self._get_current_object()[key] = value

    def __delitem__(self, key):
        del self._get_current_object()[key]

    def __contains__(self, key):
        return key in self._get_current_object()

    def __len__(self):
        return len(self._get_current_object())

    def __iter__(self):
        return iter(self._get_current_object())

    def __bool__(self):
        try:
            return bool(self._get_current_object())
        except RuntimeError:
            return False

    def __str__(self):
        return str(self._get_current_object())

    def __repr__(self):
        try:
            return repr(self._get_current_object())
        except RuntimeError:
            return "<LocalProxy unbound>"

    def __eq__(self, other):
        return self._get_current_object() == other

    def __ne__(self, other):
        return self._get_current_object() != other

    def __add__(self, other):
        return self._get_current_object() + other
