_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~"


def quote(string, safe="/", encoding=None, errors=None):
    if isinstance(string, str):
        string = string.encode("utf-8")
    out = []
    for byte in string:
        character = chr(byte)
        out.append(character if character in _safe or character in safe else "%%%02X" % byte)
    return "".join(out)


def quote_plus(string, safe="", encoding=None, errors=None):
    return quote(string, safe + " ").replace(" ", "+")


def unquote_to_bytes(string):
    parts = string.split("%")
    out = parts[0].encode("utf-8")
    for part in parts[1:]:
        try:
            out += bytes.fromhex(part[:2]) + part[2:].encode("utf-8") if len(bytes.fromhex(part[:2])) else b"%" + part.encode("utf-8")
        except ValueError:
            out += b"%" + part.encode("utf-8")
    return out


def unquote(string, encoding="utf-8", errors="replace"):
    if "%" not in string:
        return string
    return unquote_to_bytes(string).decode("utf-8", "replace")


def unquote_plus(string, encoding="utf-8", errors="replace"):
    return unquote(string.replace("+", " "))


def urlencode(query, doseq=False, safe="", encoding=None, errors=None, quote_via=quote_plus):
    if hasattr(query, "items"):
        query = query.items()
    pairs = []
    for key, value in query:
        for item in value if doseq and isinstance(value, (list, tuple)) else [value]:
            item = item if isinstance(item, bytes) else str(item)
            pairs.append(quote_via(str(key), safe) + "=" + quote_via(item, safe))
    return "&".join(pairs)


def parse_qsl(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace", max_num_fields=None, separator="&"):
    if isinstance(qs, bytes):
        qs = qs.decode("latin-1")
    pairs = []
    for part in qs.split(separator):
        name, equals, value = part.partition("=")
        if part and (equals or keep_blank_values) and (value or keep_blank_values):
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return pairs


def parse_qs(qs, keep_blank_values=False, **options):
    found = {}
    for name, value in parse_qsl(qs, keep_blank_values):
        found.setdefault(name, []).append(value)
    return found


class _Net(tuple):
    def _user(self):
        userinfo, at, host = self.netloc.rpartition("@")
        name, colon, password = userinfo.partition(":")
        return (name if at else None, password if colon else None)

    @property
    def username(self):
        return self._user()[0]

    @property
    def password(self):
        return self._user()[1]

    def _host(self):
        host = self.netloc.rpartition("@")[2]
        if host.startswith("["):
            inside, bracket, rest = host[1:].partition("]")
            return inside, rest.partition(":")[2]
        name, colon, port = host.partition(":")
        return name, port

    @property
    def hostname(self):
        return self._host()[0].lower() or None

    @property
    def port(self):
        port = self._host()[1]
        if not port:
            return None
        if not port.isdigit():
            raise ValueError("Port could not be cast to integer value as %r" % port)
        return int(port)

    def geturl(self):
        return urlunsplit(self) if len(self) == 5 else urlunparse(self)

    def _replace(self, **changes):
        return type(self)([changes.get(name, getattr(self, name)) for name in self._fields])


class SplitResult(_Net):
    _fields = ("scheme", "netloc", "path", "query", "fragment")
    scheme = property(lambda self: self[0])
    netloc = property(lambda self: self[1])
    path = property(lambda self: self[2])
    query = property(lambda self: self[3])
    fragment = property(lambda self: self[4])

    def __repr__(self):
        return "SplitResult(scheme=%r, netloc=%r, path=%r, query=%r, fragment=%r)" % tuple(self)


class ParseResult(_Net):
    _fields = ("scheme", "netloc", "path", "params", "query", "fragment")
    scheme = property(lambda self: self[0])
    netloc = property(lambda self: self[1])
    path = property(lambda self: self[2])
    params = property(lambda self: self[3])
    query = property(lambda self: self[4])
    fragment = property(lambda self: self[5])

    def __repr__(self):
        return "ParseResult(scheme=%r, netloc=%r, path=%r, params=%r, query=%r, fragment=%r)" % tuple(self)


def urlsplit(url, scheme="", allow_fragments=True):
    netloc = query = fragment = ""
    start, colon, rest = url.partition(":")
    if colon and start and start[0].isalpha() and all(c.isalnum() or c in "+-." for c in start):
        scheme, url = start.lower(), rest
    if url.startswith("//"):
        end = len(url)
        for c in "/?#":
            at = url.find(c, 2)
            if at >= 0:
                end = min(end, at)
        netloc, url = url[2:end], url[end:]
    if allow_fragments and "#" in url:
        url, _, fragment = url.partition("#")
    if "?" in url:
        url, _, query = url.partition("?")
    return SplitResult((scheme, netloc, url, query, fragment))


def urlparse(url, scheme="", allow_fragments=True):
    scheme, netloc, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ""
    if ";" in path:
        path, _, params = path.partition(";")
    return ParseResult((scheme, netloc, path, params, query, fragment))


def urlunsplit(parts):
    scheme, netloc, url, query, fragment = parts
    if netloc:
        url = "//" + netloc + (url if url.startswith("/") or not url else "/" + url)
    if scheme:
        url = scheme + ":" + url
    return url + ("?" + query if query else "") + ("#" + fragment if fragment else "")


def urlunparse(parts):
    scheme, netloc, path, params, query, fragment = parts
    return urlunsplit((scheme, netloc, path + (";" + params if params else ""), query, fragment))


def urljoin(base, url, allow_fragments=True):
    if not base or not url:
        return base or url
    parts = urlsplit(url)
    if parts.scheme:
        return url
    origin = urlsplit(base)
    if parts.netloc:
        return origin.scheme + ":" + url
    if url.startswith("/"):
        path = parts.path
    elif parts.path:
        path = origin.path.rpartition("/")[0] + "/" + parts.path
    else:
        path = origin.path
    segments = []
    for segment in path.split("/"):
        if segment == "..":
            if len(segments) > 1:
                segments.pop()
        elif segment != ".":
            segments.append(segment)
    return urlunsplit((origin.scheme, origin.netloc, "/".join(segments), parts.query or ("" if parts.path else origin.query), parts.fragment))
