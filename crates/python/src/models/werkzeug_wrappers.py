import _hurdles as _h
from urllib.parse import parse_qsl as _parse_qsl
from werkzeug.datastructures import EnvironHeaders, Headers, MultiDict
from werkzeug.http import HTTP_STATUS_CODES


def _decoded(text):
    # werkzeug.wsgi._get_path_info: the bytes of the path are UTF-8, whatever else becomes U+FFFD.
    try:
        return text.encode("latin-1").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return text


class Request:
    url_rule = None
    view_args = None
    routing_exception = None

    def __init__(self, environ, populate_request=True, shallow=False):
        self.environ = environ
        self.method = environ.get("REQUEST_METHOD", "GET").upper()
        self.path = "/" + _decoded(environ.get("PATH_INFO", "")).lstrip("/")
        self.script_root = self.root_path = _decoded(environ.get("SCRIPT_NAME", "")).rstrip("/")
        self.query_string = environ.get("QUERY_STRING", "").encode("latin-1")
        self.scheme = environ.get("wsgi.url_scheme", "http")
        self.remote_addr = environ.get("REMOTE_ADDR")
        self.headers = EnvironHeaders(environ)
        self.args = MultiDict(_parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        self.is_secure = self.scheme == "https"
        self.content_type = environ.get("CONTENT_TYPE") or None
        self.mimetype = (self.content_type or "").split(";")[0].strip().lower()
        self.is_json = self.mimetype == "application/json"
        self._body = None

    @property
    def host(self):
        return self.environ.get("HTTP_HOST") or self.environ.get("SERVER_NAME", "")

    @property
    def host_url(self):
        return self.scheme + "://" + self.host + "/"

    @property
    def url_root(self):
        return self.scheme + "://" + self.host + self.script_root + "/"

    root_url = url_root

    @property
    def base_url(self):
        return self.scheme + "://" + self.host + self.script_root + self.path

    @property
    def url(self):
        query = self.environ.get("QUERY_STRING", "")
        return self.base_url + ("?" + query if query else "")

    @property
    def full_path(self):
        return self.path + "?" + self.environ.get("QUERY_STRING", "")

    @property
    def endpoint(self):
        return self.url_rule.endpoint if self.url_rule is not None else None

    @property
    def blueprint(self):
        endpoint = self.endpoint
        if endpoint is not None and "." in endpoint:
            return endpoint.rpartition(".")[0]
        return None

    @property
    def content_length(self):
        # werkzeug.sansio.utils.get_content_length: none where the body came in chunks.
        if self.environ.get("HTTP_TRANSFER_ENCODING", "") == "chunked":
            return None
        length = self.environ.get("CONTENT_LENGTH")
        return int(length) if length else None

    @property
    def data(self):
        return self.get_data()

    def get_data(self, cache=True, as_text=False, parse_form_data=False):
        if self._body is None:
            self._body = self.environ["wsgi.input"].read(self.content_length or 0)
        return self._body.decode() if as_text else self._body

    @property
    def stream(self):
        return self.environ["wsgi.input"]

    @property
    def form(self):
        if self.mimetype == "application/x-www-form-urlencoded":
            return MultiDict(_parse_qsl(self.get_data(as_text=True), keep_blank_values=True))
        if self.mimetype == "multipart/form-data":
            return _h.unknown("multipart forms")
        return MultiDict()

    @property
    def values(self):
        return self.args

    @property
    def files(self):
        return MultiDict()

    @property
    def cookies(self):
        pairs = [part.strip().split("=", 1) for part in self.environ.get("HTTP_COOKIE", "").split(";") if "=" in part]
        return MultiDict([tuple(pair) for pair in pairs])

    @property
    def json(self):
        return self.get_json()

    def get_json(self, force=False, silent=False, cache=True):
        import json
        if not (force or self.is_json):
            if silent:
                return None
            from werkzeug.exceptions import BadRequest
            raise BadRequest("Did not attempt to load JSON data because the request Content-Type was not 'application/json'.")
        try:
            return json.loads(self.get_data(as_text=True))
        except ValueError as error:
            if silent:
                return None
            from werkzeug.exceptions import BadRequest
            raise BadRequest("Failed to decode JSON object: %s" % error)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError("'Request' object has no attribute '%s'" % name)
        return _h.unknown("request." + name)


class Response:
    default_status = 200
    default_mimetype = "text/plain"
    charset = "utf-8"

    def __init__(self, response=None, status=None, headers=None, mimetype=None, content_type=None, direct_passthrough=False):
        self.headers = headers if isinstance(headers, Headers) else Headers(headers)
        if content_type is None:
            if mimetype is None and "Content-Type" not in self.headers:
                mimetype = self.default_mimetype
            if mimetype is not None:
                if mimetype.startswith("text/") or mimetype.endswith("+xml") or mimetype in ("application/javascript", "application/xml"):
                    mimetype += "; charset=utf-8"
                content_type = mimetype
        if content_type is not None:
            self.headers["Content-Type"] = content_type
        self.status = self.default_status if status is None else status
        self._closers = []
        if response is None:
            self.response = []
        elif isinstance(response, (str, bytes)):
            self.set_data(response)
        else:
            self.response = response

    @property
    def status(self):
        return self._status

    @status.setter
    def status(self, value):
        if isinstance(value, int):
            self.status_code = value
            return
        if isinstance(value, bytes):
            value = value.decode()
        code = value.strip().split(None, 1)[0]
        if code.isdigit():
            self._code = int(code)
            self._status = value if " " in value.strip() else "%d %s" % (self._code, HTTP_STATUS_CODES.get(self._code, "UNKNOWN").upper())
        else:
            self._code = 0
            self._status = "0 " + value

    @property
    def status_code(self):
        return self._code

    @status_code.setter
    def status_code(self, code):
        self._code = int(code)
        self._status = "%d %s" % (self._code, HTTP_STATUS_CODES.get(self._code, "UNKNOWN").upper())

    def set_data(self, value):
        if isinstance(value, str):
            value = value.encode("utf-8")
        self.response = [value]
        self.headers["Content-Length"] = str(len(value))

    def get_data(self, as_text=False):
        data = b"".join([part.encode("utf-8") if isinstance(part, str) else part for part in self.response])
        return data.decode() if as_text else data

    @property
    def data(self):
        return self.get_data()

    @data.setter
    def data(self, value):
        self.set_data(value)

    @property
    def mimetype(self):
        return (self.headers.get("Content-Type") or "").split(";")[0]

    @mimetype.setter
    def mimetype(self, value):
        self.headers["Content-Type"] = value + ("; charset=utf-8" if value.startswith("text/") else "")

    @property
    def content_type(self):
        return self.headers.get("Content-Type")

    @content_type.setter
    def content_type(self, value):
        self.headers["Content-Type"] = value

    @property
    def json(self):
        return self.get_json()

    def get_json(self, **options):
        import json
        return json.loads(self.get_data(as_text=True))

    def set_cookie(self, key, value="", max_age=None, expires=None, path="/", domain=None, secure=False, httponly=False, samesite=None):
        text = "%s=%s" % (key, value)
        if domain:
            text += "; Domain=" + domain
        if expires is not None:
            text += "; Expires=" + str(_h.unknown("a date"))
        if max_age is not None:
            text += "; Max-Age=%d" % max_age
        if secure:
            text += "; Secure"
        if httponly:
            text += "; HttpOnly"
        text += "; Path=" + path
        if samesite:
            text += "; SameSite=" + samesite
        self.headers.add("Set-Cookie", text)

    def delete_cookie(self, key, path="/", domain=None, **options):
        self.headers.add("Set-Cookie", "%s=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=%s" % (key, path))

    def call_on_close(self, function):
        self._closers.append(function)
        return function

    def add_etags(self, **options):
        pass

    def make_conditional(self, *args, **kwargs):
        return self

    def __call__(self, environ, start_response):
        if environ["REQUEST_METHOD"] != "HEAD" and self._code >= 200 and self._code not in (204, 304):
            body = self.response
        else:
            body = []
        headers = self.headers.to_wsgi_list()
        if isinstance(self.response, (list, tuple)) and "Content-Length" not in self.headers and self._code >= 200 and self._code not in (204, 304):
            headers.append(("Content-Length", str(len(self.get_data()))))
        start_response(self.status, headers)
        return self._encoded(body)

    def _encoded(self, body):
        if isinstance(body, (list, tuple)):
            return [part.encode("utf-8") if isinstance(part, str) else part for part in body]
        return _encode_each(body)


def _encode_each(parts):
    for part in parts:
        if isinstance(part, str):
            part = part.encode("utf-8")
        yield part


BaseRequest = Request
BaseResponse = Response
