import _hurdles as _h


class Undefined:
    def __init__(self, message):
        self._message = message

    def __str__(self):
        return ""

    def __bool__(self):
        return False

    def __iter__(self):
        return iter([])

    def __len__(self):
        return 0


class Safe(str):
    pass


class Style:
    # What Jinja and Django have of their own: find(name), refuse(message), escape(text), whether it is Django's.
    def __init__(self, find, refuse, escape, django):
        self.find, self.refuse, self.escape, self.django = find, refuse, escape, django


def _pieces(source):
    pieces = []
    while True:
        at, kind = min([(source.find(sign), sign) for sign in ("{{", "{%", "{#") if source.find(sign) >= 0] or [(-1, "")])
        if at < 0:
            pieces.append(("", source))
            return pieces
        end = source.find({"{{": "}}", "{%": "%}", "{#": "#}"}[kind], at)
        if end < 0:
            _h.beyond("a template tag that is not closed")
        inside, before, source = source[at + 2:end], source[:at], source[end + 2:]
        if inside.startswith("-"):
            before, inside = before.rstrip(), inside[1:]
        if inside.endswith("-"):
            source, inside = source.lstrip(), inside[:-1]
        pieces.append(("", before))
        pieces.append((kind, inside.strip()))


def _parse(pieces, ends):
    nodes = []
    while pieces:
        kind, text = pieces.pop(0)
        if kind == "":
            nodes.append(("text", text))
        elif kind == "{{":
            nodes.append(("out", text))
        elif kind == "{%":
            word, _, rest = text.partition(" ")
            rest = rest.strip()
            if word in ends:
                return nodes, word, rest
            nodes.append(_tag(word, rest, pieces))
    if ends:
        _h.beyond("a template block that is not closed")
    return nodes, "", ""


def _tag(word, rest, pieces):
    if word == "if":
        ways = []
        while True:
            body, end, following = _parse(pieces, ("elif", "else", "endif"))
            ways.append((rest, body))
            rest = following if end == "elif" else None
            if end == "endif":
                return ("if", ways)
            if end == "else":
                ways.append((None, _parse(pieces, ("endif",))[0]))
                return ("if", ways)
    if word == "for":
        target, _, rest = rest.partition(" in ")
        body, end, _ = _parse(pieces, ("else", "empty", "endfor"))
        other = [] if end == "endfor" else _parse(pieces, ("endfor",))[0]
        return ("for", [name.strip() for name in target.split(",")], rest, body, other)
    if word == "block":
        return ("block", rest, _parse(pieces, ("endblock",))[0])
    if word == "comment":
        _parse(pieces, ("endcomment",))
        return ("text", "")
    if word == "set" and "=" in rest:
        name, _, value = rest.partition("=")
        return ("set", name.strip(), value.strip())
    if word in ("extends", "include", "load", "url", "static"):
        return (word, rest)
    return _h.beyond("the template tag " + word)


def render(source, values, style):
    blocks = {}
    while True:
        nodes = _parse(_pieces(source), ())[0]
        parent = [node for node in nodes if node[0] == "extends"]
        _collect(nodes, blocks)
        if not parent:
            out = []
            _run(nodes, values, style, blocks, out)
            return "".join(out)
        source = style.find(_evaluate(parent[0][1], values, style))


def _collect(nodes, blocks):
    for node in nodes:
        if node[0] == "block":
            blocks.setdefault(node[1], node[2])
            _collect(node[2], blocks)
        elif node[0] == "if":
            for _, body in node[1]:
                _collect(body, blocks)


def _run(nodes, values, style, blocks, out):
    for node in nodes:
        kind = node[0]
        if kind == "text":
            out.append(node[1])
        elif kind == "out":
            out.append(_shown(_evaluate(node[1], values, style), style))
        elif kind == "block":
            _run(blocks[node[1]], values, style, blocks, out)
        elif kind == "if":
            for test, body in node[1]:
                if test is None or _evaluate(test, values, style):
                    _run(body, values, style, blocks, out)
                    break
        elif kind == "for":
            _loop(node, values, style, blocks, out)
        elif kind == "set":
            values[node[1]] = _evaluate(node[2], values, style)
        elif kind == "include":
            out.append(render(style.find(_evaluate(node[1], values, style)), dict(values), style))
        elif kind == "url":
            from django.urls import reverse
            words = node[1].split()
            out.append(reverse(_evaluate(words[0], values, style), args=[_evaluate(word, values, style) for word in words[1:]]))
        elif kind == "static":
            from django.conf import settings
            out.append(settings.STATIC_URL + _evaluate(node[1], values, style))


def _loop(node, values, style, blocks, out):
    _, targets, expression, body, other = node
    items = list(_evaluate(expression, values, style))
    for n in range(len(items)):
        inner = dict(values)
        if len(targets) == 1:
            inner[targets[0]] = items[n]
        else:
            inner.update(zip(targets, items[n]))
        if style.django:
            inner["forloop"] = {"counter": n + 1, "counter0": n, "first": n == 0, "last": n == len(items) - 1}
        else:
            inner["loop"] = {"index": n + 1, "index0": n, "first": n == 0, "last": n == len(items) - 1, "length": len(items)}
        _run(body, inner, style, blocks, out)
    if not items:
        _run(other, values, style, blocks, out)


def _shown(value, style):
    if isinstance(value, Safe) or hasattr(value, "__html__"):
        return str(value)
    return style.escape(str(value))


def _words(text):
    words = []
    at = 0
    while at < len(text):
        c = text[at]
        start = at
        at += 1
        if c in " \t\n":
            continue
        if c in "\"'":
            at = text.find(c, at) + 1
            if at == 0:
                _h.beyond("a text in a template that is not closed")
        elif c.isalnum() or c == "_":
            while at < len(text) and (text[at].isalnum() or text[at] == "_"):
                at += 1
        elif text[start:start + 2] in ("==", "!=", "<=", ">=", "//", "**"):
            at += 1
        words.append(text[start:at])
    return words


def _evaluate(text, values, style):
    reader = _Reader(_words(text), values, style)
    value = reader.choice()
    if reader.words:
        _h.beyond("this expression of a template")
    return value


class _Reader:
    def __init__(self, words, values, style):
        self.words, self.values, self.style = words, values, style

    def next(self):
        return self.words[0] if self.words else ""

    def take(self, word):
        if self.next() == word:
            self.words.pop(0)
            return True
        return False

    def choice(self):
        value = self.disjunction()
        if self.take("if"):
            test = self.disjunction()
            other = self.choice() if self.take("else") else ""
            return value if test else other
        return value

    def disjunction(self):
        value = self.conjunction()
        while self.take("or"):
            value = value or self.conjunction()
        return value

    def conjunction(self):
        value = self.negation()
        while self.take("and"):
            other = self.negation()
            value = value and other
        return value

    def negation(self):
        if self.take("not"):
            return not self.negation()
        return self.comparison()

    def comparison(self):
        value = self.sum()
        word = self.next()
        if word in ("==", "!=", "<", ">", "<=", ">=", "in"):
            self.words.pop(0)
            other = self.sum()
            return {"==": lambda: value == other, "!=": lambda: value != other, "<": lambda: value < other, ">": lambda: value > other, "<=": lambda: value <= other, ">=": lambda: value >= other, "in": lambda: value in other}[word]()
        if word == "not" and self.words[1:2] == ["in"]:
            self.words = self.words[2:]
            return value not in self.sum()
        if self.take("is"):
            negated = self.take("not")
            name = self.words.pop(0)
            tests = {"defined": not isinstance(value, Undefined), "undefined": isinstance(value, Undefined), "none": value is None, "None": value is None}
            if name not in tests:
                _h.beyond("the template test " + name)
            return tests[name] != negated
        return value

    def sum(self):
        value = self.product()
        while self.next() in ("+", "-", "~"):
            word = self.words.pop(0)
            other = self.product()
            value = str(value) + str(other) if word == "~" else value + other if word == "+" else value - other
        return value

    def product(self):
        value = self.filtered()
        while self.next() in ("*", "/", "//", "%"):
            word = self.words.pop(0)
            other = self.filtered()
            value = value * other if word == "*" else value / other if word == "/" else value // other if word == "//" else value % other
        return value

    def filtered(self):
        value = self.postfix()
        while self.take("|"):
            name = self.words.pop(0)
            arguments = []
            if self.style.django and self.take(":"):
                arguments = [self.postfix()]
            elif self.take("("):
                arguments = self.arguments(")")[0]
            value = _filter(name, value, arguments, self.style)
        return value

    def arguments(self, end):
        positional, named = [], {}
        while not self.take(end):
            if self.words[1:2] == ["="]:
                name = self.words.pop(0)
                self.words.pop(0)
                named[name] = self.choice()
            else:
                positional.append(self.choice())
            self.take(",")
        return positional, named

    def postfix(self):
        value = self.atom()
        while True:
            if self.take("."):
                value = self.member(value, self.words.pop(0))
            elif self.take("["):
                key = self.choice()
                self.take("]")
                value = self.member(value, key)
            elif not self.style.django and self.take("("):
                positional, named = self.arguments(")")
                if isinstance(value, Undefined):
                    self.style.refuse(value._message)
                value = value(*positional, **named)
            else:
                return value

    def member(self, value, name):
        if _h.is_unknown(value):
            return value
        if isinstance(value, Undefined):
            if self.style.django:
                return value
            self.style.refuse(value._message)
        if self.style.django and isinstance(name, str) and name.isdigit():
            name = int(name)
        try:
            found = value[name]
        except Exception:
            try:
                found = getattr(value, name)
            except Exception:
                kind = "dict object" if isinstance(value, dict) else type(value).__name__ + " object"
                return Undefined("'%s' has no attribute '%s'" % (kind, name))
        return found() if self.style.django and callable(found) else found

    def atom(self):
        if not self.words:
            _h.beyond("this expression of a template")
        word = self.words.pop(0)
        if word[0] in "\"'":
            return word[1:-1]
        if word.isdigit():
            if self.words[:1] == ["."] and self.words[1:2] and self.words[1].isdigit():
                fraction = self.words[1]
                self.words = self.words[2:]
                return float(word + "." + fraction)
            return int(word)
        if word == "(":
            value = self.choice()
            self.take(")")
            return value
        if word == "[":
            return self.arguments("]")[0]
        if word == "-":
            return -self.postfix()
        if word in ("true", "True", "false", "False", "none", "None"):
            return {"t": True, "f": False, "n": None}[word[0].lower()]
        if not word.isidentifier():
            _h.beyond("this expression of a template")
        if word in self.values:
            return self.values[word]
        if word == "range" and not self.style.django:
            return range
        return Undefined("'%s' is undefined" % word)


def _filter(name, value, arguments, style):
    if name in ("safe", "escape", "e"):
        return Safe(value) if name == "safe" else Safe(style.escape(str(value)))
    if name == "default" or name == "d":
        missing = isinstance(value, Undefined) or (style.django and not value)
        return (arguments[0] if arguments else "") if missing else value
    simple = {"upper": lambda: str(value).upper(), "lower": lambda: str(value).lower(), "title": lambda: str(value).title(), "capitalize": lambda: str(value).capitalize(), "capfirst": lambda: str(value)[:1].upper() + str(value)[1:], "trim": lambda: str(value).strip(), "length": lambda: len(value), "count": lambda: len(value), "first": lambda: value[0], "last": lambda: value[-1], "int": lambda: int(value), "string": lambda: str(value), "list": lambda: list(value), "sort": lambda: sorted(value), "sum": lambda: sum(value), "reverse": lambda: list(reversed(value)), "join": lambda: (arguments[0] if arguments else "").join([str(item) for item in value]), "replace": lambda: str(value).replace(arguments[0], arguments[1])}
    if name not in simple:
        _h.beyond("the template filter " + name)
    return simple[name]()
