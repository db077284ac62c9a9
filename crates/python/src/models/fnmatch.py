import re as _re


def translate(pat):
    return "(?s:" + _inner(pat) + ")\\Z"


def _inner(pat):
    out = ""
    at = 0
    while at < len(pat):
        c = pat[at]
        at += 1
        if c == "*":
            out += ".*"
        elif c == "?":
            out += "."
        elif c == "[" and "]" in pat[at + 1:]:
            end = pat.index("]", at + 1)
            inside = pat[at:end]
            out += "[" + ("^" + inside[1:] if inside[:1] == "!" else inside) + "]"
            at = end + 1
        else:
            out += _re.escape(c)
    return out


def fnmatchcase(name, pat):
    return _re.fullmatch(_inner(pat), name, _re.DOTALL) is not None


fnmatch = fnmatchcase


def filter(names, pat):
    return [name for name in names if fnmatchcase(name, pat)]
