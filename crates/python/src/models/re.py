import _hurdles as _h

A = ASCII = 256
I = IGNORECASE = 2
L = LOCALE = 4
M = MULTILINE = 8
S = DOTALL = 16
U = UNICODE = 32
X = VERBOSE = 64
NOFLAG = 0
_FLAGS = [("IGNORECASE", 2), ("LOCALE", 4), ("MULTILINE", 8), ("DOTALL", 16), ("VERBOSE", 64), ("ASCII", 256)]


class error(Exception):
    def __init__(self, msg, pattern=None, pos=None):
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        if pos is not None:
            msg = "%s at position %d" % (msg, pos)
        Exception.__init__(self, msg)


error.__module__ = "re"


class Match:
    def __init__(self, pattern, text, spans):
        self.re = pattern
        self.string = text
        self._spans = spans
        self.pos = 0
        self.endpos = len(text)

    def _span(self, group):
        if isinstance(group, str):
            if group not in self.re.groupindex:
                raise IndexError("no such group")
            group = self.re.groupindex[group]
        if group < 0 or group > self.re.groups:
            raise IndexError("no such group")
        return self._spans[group]

    def _group(self, group, default=None):
        start, end = self._span(group)
        return default if start < 0 else self.string[start:end]

    def group(self, *groups):
        if len(groups) > 1:
            return tuple([self._group(group) for group in groups])
        return self._group(groups[0] if groups else 0)

    def __getitem__(self, group):
        return self._group(group)

    def groups(self, default=None):
        return tuple([self._group(n, default) for n in range(1, self.re.groups + 1)])

    def groupdict(self, default=None):
        return {name: self._group(n, default) for name, n in self.re.groupindex.items()}

    def start(self, group=0):
        return self._span(group)[0]

    def end(self, group=0):
        return self._span(group)[1]

    def span(self, group=0):
        return self._span(group)

    @property
    def lastindex(self):
        last = [n for n in range(1, self.re.groups + 1) if self._spans[n][0] >= 0]
        return last[-1] if last else None

    def expand(self, template):
        return _expand(template, self)

    def __repr__(self):
        return "<re.Match object; span=%r, match=%r>" % (self.span(), self.group())


class Pattern:
    def __init__(self, pattern, flags):
        self.pattern = pattern
        self._bytes = isinstance(pattern, bytes)
        self._text = pattern.decode("latin-1") if self._bytes else pattern
        parsed = _h.re_parse(self._text, flags)
        if len(parsed) == 2:
            raise error(parsed[0], pattern, parsed[1])
        self.groups, self.groupindex, self._flags = parsed
        self.flags = self._flags if self._bytes else self._flags | 32

    def _find(self, string, pos, mode):
        if not isinstance(string, str) and not isinstance(string, bytes):
            if _h.is_unknown(string):
                return string
            raise TypeError("expected string or bytes-like object, got '%s'" % type(string).__name__)
        if isinstance(string, bytes) != self._bytes:
            if self._bytes:
                raise TypeError("cannot use a bytes pattern on a string-like object")
            raise TypeError("cannot use a string pattern on a bytes-like object")
        text = string.decode("latin-1") if self._bytes else string
        spans = _h.re_find(self._text, self._flags, text, pos, mode)
        return None if spans is None else Match(self, string, spans)

    def match(self, string, pos=0, endpos=None):
        return self._find(string, pos, "match")

    def search(self, string, pos=0, endpos=None):
        return self._find(string, pos, "search")

    def fullmatch(self, string, pos=0, endpos=None):
        return self._find(string, pos, "fullmatch")

    def _all(self, string):
        matches = []
        at = 0
        while at <= len(string):
            match = self._find(string, at, "search")
            if _h.is_unknown(match):
                _h.beyond("a text that is not known")
            if match is None:
                break
            start, end = match.span()
            if start == end and matches and matches[-1].end() == start and matches[-1].start() == start:
                at = end + 1
                continue
            matches.append(match)
            at = end + 1 if start == end else end
        return matches

    def finditer(self, string, pos=0, endpos=None):
        return iter(self._all(string))

    def findall(self, string, pos=0, endpos=None):
        empty = b"" if self._bytes else ""
        if self.groups == 0:
            return [match.group() for match in self._all(string)]
        if self.groups == 1:
            return [match._group(1, empty) for match in self._all(string)]
        return [match.groups(empty) for match in self._all(string)]

    def split(self, string, maxsplit=0):
        parts = []
        at = 0
        for match in self._all(string):
            if maxsplit and len(parts) >= maxsplit * (1 + self.groups):
                break
            parts.append(string[at:match.start()])
            parts.extend(match.groups())
            at = match.end()
        parts.append(string[at:])
        return parts

    def subn(self, repl, string, count=0):
        empty = b"" if self._bytes else ""
        parts = []
        at = 0
        n = 0
        for match in self._all(string):
            if count and n >= count:
                break
            parts.append(string[at:match.start()])
            parts.append(repl(match) if callable(repl) else _expand(repl, match))
            at = match.end()
            n += 1
        parts.append(string[at:])
        return (empty.join(parts), n)

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def __repr__(self):
        names = ["re." + name for name, flag in _FLAGS if self._flags & flag]
        return "re.compile(%r%s)" % (self.pattern, ", " + "|".join(names) if names else "")


def _expand(template, match):
    if isinstance(template, bytes):
        return _expand(template.decode("latin-1"), match).encode("latin-1")
    if "\\" not in template:
        return template
    parts = []
    at = 0
    while at < len(template):
        letter = template[at]
        at += 1
        if letter != "\\":
            parts.append(letter)
            continue
        letter = template[at:at + 1]
        at += 1
        if letter == "g" and template[at:at + 1] == "<":
            end = template.find(">", at)
            name = template[at + 1:end]
            parts.append(match._group(int(name) if name.isdigit() else name, ""))
            at = end + 1
        elif letter.isdigit():
            if template[at:at + 1].isdigit():
                letter += template[at]
                at += 1
            parts.append(match._group(int(letter), ""))
        elif letter in "ntr":
            parts.append({"n": "\n", "t": "\t", "r": "\r"}[letter])
        else:
            parts.append(letter if letter == "\\" else "\\" + letter)
    return "".join(parts)


def compile(pattern, flags=0):
    if isinstance(pattern, Pattern) or _h.is_unknown(pattern):
        return pattern
    if not isinstance(pattern, (str, bytes)):
        raise TypeError("first argument must be string or compiled pattern")
    return Pattern(pattern, flags)


def match(pattern, string, flags=0):
    return compile(pattern, flags).match(string)


def search(pattern, string, flags=0):
    return compile(pattern, flags).search(string)


def fullmatch(pattern, string, flags=0):
    return compile(pattern, flags).fullmatch(string)


def findall(pattern, string, flags=0):
    return compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return compile(pattern, flags).finditer(string)


def split(pattern, string, maxsplit=0, flags=0):
    return compile(pattern, flags).split(string, maxsplit)


def sub(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return compile(pattern, flags).subn(repl, string, count)


def escape(pattern):
    special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"
    return "".join(["\\" + c if c in special else c for c in pattern])


def purge():
    pass
