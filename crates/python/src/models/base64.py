import _hurdles as _h


def _bytes(s):
    if isinstance(s, str):
        return s.encode("ascii")
    if isinstance(s, bytes) or _h.is_unknown(s):
        return s
    raise TypeError("argument should be a bytes-like object or ASCII string, not %r" % type(s).__name__)


def b64encode(s, altchars=None):
    if isinstance(s, str):
        raise TypeError("a bytes-like object is required, not 'str'")  #@ base64.py:58
    if _h.is_unknown(s):
        return s
    text = _h.base64_encode(s)
    if altchars is not None:
        text = text.replace(b"+", altchars[:1]).replace(b"/", altchars[1:])
    return text


def b64decode(s, altchars=None, validate=False):
    s = _bytes(s)
    if _h.is_unknown(s):
        return s
    if altchars is not None:
        s = s.replace(altchars[:1], b"+").replace(altchars[1:], b"/")
    data = _h.base64_decode(s)
    if data is None:
        return _h.beyond("text that is not base 64")
    return data


standard_b64encode = b64encode
standard_b64decode = b64decode


def urlsafe_b64encode(s):
    return b64encode(s, b"-_")


def urlsafe_b64decode(s):
    return b64decode(s, b"-_")
