import _hurdles as _h
import json as json
import logging as _logging
import os as _os
import sys as _sys
from werkzeug.datastructures import Headers as _Headers
from werkzeug.exceptions import HTTPException as _HTTPException
from werkzeug.exceptions import InternalServerError as _InternalServerError
from werkzeug.exceptions import abort as _abort
from werkzeug.routing import BuildError as _BuildError
from werkzeug.routing import Map as _Map
from werkzeug.routing import RequestRedirect as _RequestRedirect
from werkzeug.routing import Rule as _Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request as _RequestBase
from werkzeug.wrappers import Response as _ResponseBase
from markupsafe import Markup, escape
from markupsafe import escape as _escape

__version__ = "2.2.2"
_stack = []
# Flask 1.1 of Debian 11.
_is_old = _sys.version_info < (3, 10)


_outside = {
    "request": "Working outside of request context.\n\nThis typically means that you attempted to use functionality that needed\nan active HTTP request. Consult the documentation on testing for\ninformation about how to avoid this problem.",
    "application": "Working outside of application context.\n\nThis typically means that you attempted to use functionality that needed\nthe current application. To solve this, set up an application context\nwith app.app_context(). See the documentation for more information.",
}


class _Proxy:
    def __init__(self, what):
        object.__setattr__(self, "_what", what)

    def _target(self):
        if not _stack:
            raise RuntimeError(_outside[self._what[1]]) from None  #@ werkzeug/local.py:316 werkzeug/local.py:513
        return getattr(_stack[-1], self._what[0])

    def _get_current_object(self):
        return self._target()

    def __getattr__(self, name):
        return getattr(self._target(), name)

    def __setattr__(self, name, value):
        setattr(self._target(), name, value)

    def __getitem__(self, key):
        return self._target()[key]

    def __setitem__(self, key, value):
        self._target()[key] = value

    def __contains__(self, key):
        return key in self._target()

    def __bool__(self):
        return bool(_stack)

    def __iter__(self):
        return iter(self._target())

    def __call__(self, *args, **kwargs):
        return self._target()(*args, **kwargs)

    def __repr__(self):
        return repr(self._target()) if _stack else "<LocalProxy unbound>"


request = _Proxy(("request", "request"))
session = _Proxy(("session", "request"))
current_app = _Proxy(("app", "application"))
g = _Proxy(("g", "application"))


class _Globals:
    def get(self, name, default=None):
        return self.__dict__.get(name, default)

    def pop(self, name, default=None):
        return self.__dict__.pop(name, default)

    def setdefault(self, name, default=None):
        return self.__dict__.setdefault(name, default)

    def __contains__(self, name):
        return name in self.__dict__


class _NullSession(dict):
    def _fail(self, *args, **kwargs):
        raise RuntimeError("The session is unavailable because no secret key was set.  Set the secret_key on the application to something unique and secret.")  #@ flask/sessions.py:98

    __setitem__ = pop = setdefault = update = _fail


def _signed(name, values):
    import base64
    text = json.dumps(dict(values), separators=(",", ":"))
    payload = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    # The time and the signature have their lengths, and other letters each time.
    _h.note_unknown("the signature of the session cookie")
    return "%s=%s.%s.%s; HttpOnly; Path=/" % (name, payload, "X" * 6, "X" * 27)


class _Session(dict):
    modified = False
    permanent = False

    def __setitem__(self, key, value):
        self.modified = True
        dict.__setitem__(self, key, value)


class Request(_RequestBase):
    pass


class Response(_ResponseBase):
    default_mimetype = "text/html"


class Config(dict):
    def from_object(self, obj):
        if isinstance(obj, str):
            from werkzeug.utils import import_string
            obj = import_string(obj)  #@ flask/config.py:227
        for key in dir(obj):
            if key.isupper():
                self[key] = getattr(obj, key)

    def from_mapping(self, mapping=None, **kwargs):
        self.update(mapping or {}, **kwargs)
        return True

    def from_envvar(self, name, silent=False):
        if not _os.environ.get(name) and not silent:
            raise RuntimeError("The environment variable %r is not set and as such configuration could not be loaded. Set this variable and make it point to a configuration file" % name)  #@ flask/config.py:93
        return self.from_pyfile(_os.environ.get(name, ""), silent)

    def from_pyfile(self, filename, silent=False):
        filename = _os.path.join(self._root, filename)
        if _h.stat(filename) is None:
            if silent:
                return False
            raise FileNotFoundError(2, "Unable to load configuration file (No such file or directory)", filename)  #@ flask/config.py:184
        return _h.beyond("Flask configuration in a Python file")

    def from_prefixed_env(self, prefix="FLASK", loads=json.loads):
        for key, value in _os.environ.items():
            if key.startswith(prefix + "_"):
                try:
                    value = loads(value)
                except ValueError:
                    pass
                self[key[len(prefix) + 1:]] = value
        return True

    def from_json(self, filename, silent=False):
        with open(_os.path.join(self._root, filename)) as file:
            return self.from_mapping(json.load(file))

    def from_file(self, filename, load, silent=False, text=True):
        with open(_os.path.join(self._root, filename)) as file:
            return self.from_mapping(load(file))


class _RequestContext:
    def __init__(self, app, environ):
        self.app = app
        self.request = app.request_class(environ)
        self.g = _Globals()
        self.session = _Session() if app.secret_key else _NullSession()
        self.after = []
        environ["REQUEST_METHOD"]  #@ flask/ctx.py:314 flask/app.py:2218 werkzeug/routing/map.py:350

    def push(self):
        _stack.append(self)

    def pop(self):
        _stack.pop()

    def __enter__(self):
        self.push()
        return self

    def __exit__(self, kind, value, traceback):
        self.pop()


class _AppContext(_RequestContext):
    def __init__(self, app):
        self.app = app
        self.g = _Globals()


class _Scaffold:
    def _init(self, import_name):
        self.import_name = import_name
        module = _sys.modules.get(import_name)
        file = getattr(module, "__file__", None) if module is not None else None
        self.root_path = _os.path.dirname(_os.path.abspath(file)) if file else _os.getcwd()
        self._before = []
        self._after = []
        self._teardown = []
        self._handlers = []
        self._processors = []

    def route(self, rule, **options):
        def decorator(function):
            endpoint = options.pop("endpoint", None)
            self.add_url_rule(rule, endpoint, function, **options)  #@ flask/scaffold.py:449
            return function
        return decorator

    def get(self, rule, **options):
        return self.route(rule, methods=["GET"], **options)

    def post(self, rule, **options):
        return self.route(rule, methods=["POST"], **options)

    def put(self, rule, **options):
        return self.route(rule, methods=["PUT"], **options)

    def delete(self, rule, **options):
        return self.route(rule, methods=["DELETE"], **options)

    def patch(self, rule, **options):
        return self.route(rule, methods=["PATCH"], **options)

    def before_request(self, function):
        self._before.append(function)
        return function

    def after_request(self, function):
        self._after.append(function)
        return function

    def teardown_request(self, function):
        self._teardown.append(function)
        return function

    def context_processor(self, function):
        self._processors.append(function)
        return function

    def errorhandler(self, code):
        def decorator(function):
            self.register_error_handler(code, function)
            return function
        return decorator

    def register_error_handler(self, code, function):
        self._handlers.append((code, function))


def _run_server(app, host, port, reloads):
    # click writes the first two lines, werkzeug's logger the others.
    mode = "on" if app.debug else "off"
    print(" * Serving Flask app '%s'\n * Debug mode: %s" % (app.name, mode), flush=True)
    lines = ["WARNING: This is a development server. Do not use it in a production deployment. Use a production WSGI server instead."]
    shown = "[%s]" % host if ":" in host else host
    if host in ("0.0.0.0", "::"):
        lines.append(" * Running on all addresses (%s)" % host)
        shown = "127.0.0.1" if host == "0.0.0.0" else "[::1]"
        lines.append(" * Running on http://%s:%d" % (shown, port))
    lines.append(" * Running on http://%s:%d" % (shown, port))
    logger = _logging.getLogger("werkzeug")
    if logger.level == _logging.NOTSET:
        logger.setLevel(_logging.INFO)
    if not logger.handlers and not _logging.getLogger().handlers:
        logger.addHandler(_logging.StreamHandler())
    logger.info("\n".join(lines))
    logger.info("Press CTRL+C to quit")
    if reloads:
        # It starts its own command anew, and that command is uWSGI with its name for an argument.
        logger.info(" * Restarting with stat")
        _sys.stderr.write("unable to load configuration from %s\n" % _os.path.abspath("uwsgi"))
        _sys.exit(1)
    _h.wait()


class Blueprint(_Scaffold):
    def __init__(self, name, import_name, static_folder=None, static_url_path=None, template_folder=None, url_prefix=None, subdomain=None, url_defaults=None, root_path=None, cli_group=None):
        self._init(import_name)
        self.name = name
        self.url_prefix = url_prefix
        self._deferred = []
        self._app_level = []

    def add_url_rule(self, rule, endpoint=None, view_func=None, provide_automatic_options=None, **options):
        self._deferred.append((rule, endpoint, view_func, options))

    def before_app_request(self, function):
        self._app_level.append(("_before", function))
        return function

    def after_app_request(self, function):
        self._app_level.append(("_after", function))
        return function

    def app_errorhandler(self, code):
        def decorator(function):
            self._app_level.append(("_handlers", (code, function)))
            return function
        return decorator

    def register_blueprint(self, blueprint, **options):
        _h.beyond("nested Flask blueprints")


class Flask(_Scaffold):
    request_class = Request
    response_class = Response
    testing = False

    def __init__(self, import_name, static_url_path=None, static_folder="static", static_host=None, host_matching=False, subdomain_matching=False, template_folder="templates", instance_path=None, instance_relative_config=False, root_path=None):
        self._init(import_name)
        if root_path is not None:
            self.root_path = root_path
        self.name = import_name
        self.config = Config(DEBUG=bool(_os.environ.get("FLASK_DEBUG")), TESTING=False, PROPAGATE_EXCEPTIONS=None, SECRET_KEY=None, SERVER_NAME=None, APPLICATION_ROOT="/", SESSION_COOKIE_NAME="session", MAX_CONTENT_LENGTH=None, ENV="production", PREFERRED_URL_SCHEME="http", JSON_AS_ASCII=None, JSON_SORT_KEYS=None, TEMPLATES_AUTO_RELOAD=None)
        # A package's instance folder lies beside the package, a module's beside the module.
        package = _sys.modules.get(import_name.partition(".")[0])
        beside = _os.path.dirname(self.root_path) if hasattr(package, "__path__") and "." not in import_name else self.root_path
        self.instance_path = instance_path or _os.path.join(beside, "instance")
        self.config._root = self.instance_path if instance_relative_config else self.root_path
        self.static_folder = None if static_folder is None else _os.path.join(self.root_path, static_folder)
        self.static_url_path = static_url_path
        self.template_folder = template_folder
        self.url_map = _Map()
        self.view_functions = {}
        self.blueprints = {}
        self.extensions = {}
        self._got_first_request = False
        self._teardown_app = []
        self._first = []
        self.jinja_env = _h.unknown("Flask.jinja_env")
        self.cli = _h.unknown("Flask.cli")
        if self.static_folder is not None:
            self.add_url_rule((static_url_path or "/" + _os.path.basename(static_folder)) + "/<path:filename>", "static", self._static)

    def _static(self, filename):
        path = _os.path.join(self.static_folder, filename)
        if not _os.path.isfile(path):
            abort(404)
        return _h.beyond("a static file that Flask sends")

    @property
    def secret_key(self):
        return self.config["SECRET_KEY"]

    @secret_key.setter
    def secret_key(self, value):
        self.config["SECRET_KEY"] = value

    @property
    def debug(self):
        return self.config["DEBUG"]

    @debug.setter
    def debug(self, value):
        self.config["DEBUG"] = value

    @property
    def logger(self):
        logger = _logging.getLogger(self.name)
        if self.debug and not logger.level:
            logger.setLevel(_logging.DEBUG)
        if not logger.hasHandlers():
            handler = _logging.StreamHandler()
            handler.setFormatter(_logging.Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s"))
            logger.addHandler(handler)
        return logger

    def add_url_rule(self, rule, endpoint=None, view_func=None, provide_automatic_options=None, **options):
        if self._got_first_request:
            raise AssertionError("The setup method 'add_url_rule' can no longer be called on the application. It has already handled its first request, any changes will not be applied consistently.\nMake sure all imports, decorators, functions, etc. needed to set up the application are done before running it.")
        if endpoint is None:
            assert view_func is not None, "expected view func if endpoint is not provided."
            endpoint = view_func.__name__
        methods = options.pop("methods", None)
        if methods is None:
            methods = getattr(view_func, "methods", None) or ("GET",)
        if isinstance(methods, str):
            raise TypeError("Allowed methods must be a list of strings, for example: @app.route(..., methods=[\"POST\"])")  #@ flask/scaffold.py:50 flask/app.py:1325
        methods = [method.upper() for method in methods]
        automatic = "OPTIONS" not in methods
        if automatic:
            methods.append("OPTIONS")
        if "GET" in methods and "HEAD" not in methods:
            methods.append("HEAD")
        rule = _Rule(rule, methods=methods, endpoint=endpoint, **options)  #@ flask/scaffold.py:50 flask/app.py:1351
        rule.automatic = automatic
        self.url_map.add(rule)
        if view_func is not None:
            old = self.view_functions.get(endpoint)
            if old is not None and old != view_func:
                raise AssertionError("View function mapping is overwriting an existing endpoint function: " + endpoint)  #@ flask/scaffold.py:50 flask/app.py:1358
            self.view_functions[endpoint] = view_func

    def endpoint(self, endpoint):
        def decorator(function):
            self.view_functions[endpoint] = function
            return function
        return decorator

    def register_blueprint(self, blueprint, **options):
        name = options.get("name", blueprint.name)
        if name in self.blueprints:
            raise ValueError("The name '%s' is already registered for %s blueprint. Use 'name=' to provide a unique name." % (name, "this" if self.blueprints[name] is blueprint else "a different"))
        self.blueprints[name] = blueprint
        prefix = options.get("url_prefix", blueprint.url_prefix)
        for rule, endpoint, function, rest in blueprint._deferred:
            if prefix is not None:
                rule = prefix.rstrip("/") + "/" + rule.lstrip("/") if rule else prefix
            if endpoint is None:
                endpoint = function.__name__
            self.add_url_rule(rule, name + "." + endpoint, function, **dict(rest))
        for kind, entry in blueprint._app_level:
            getattr(self, kind).append(entry)

    def before_first_request(self, function):
        self._first.append(function)
        return function

    def teardown_appcontext(self, function):
        self._teardown_app.append(function)
        return function

    def template_filter(self, name=None):
        return lambda function: function

    template_global = template_test = template_filter

    def shell_context_processor(self, function):
        return function

    def url_defaults(self, function):
        return function

    def url_value_preprocessor(self, function):
        return function

    def app_context(self):
        return _AppContext(self)

    def request_context(self, environ):
        return _RequestContext(self, environ)

    def test_request_context(self, *args, **kwargs):
        return _h.unknown("Flask.test_request_context()")

    def test_client(self, **kwargs):
        return _h.unknown("Flask.test_client()")

    def ensure_sync(self, function):
        return function

    def run(self, host=None, port=None, debug=None, load_dotenv=True, **options):
        if _os.environ.get("FLASK_RUN_FROM_CLI") == "true":
            return
        if debug is not None:
            self.debug = bool(debug)
        _run_server(self, host or "127.0.0.1", int(port or 5000), options.get("use_reloader", self.debug))

    def handle_http_exception(self, e):
        if e.code is None:
            return e
        handler = self._handler_for(e)
        if handler is None:
            return e
        return handler(e)  #@ flask/app.py:1606

    def _handler_for(self, e):
        blueprint = self.blueprints.get(getattr(_stack[-1].request, "blueprint", None))
        handlers = list(self._handlers)
        if blueprint is not None:
            handlers = blueprint._handlers + handlers
        for code, function in handlers:
            if code == getattr(e, "code", None) and isinstance(e, _HTTPException):
                return function
        for kind in type(e).__mro__:
            for code, function in handlers:
                if code is kind:
                    return function
        return None

    def handle_user_exception(self, e):
        if isinstance(e, _RequestRedirect):
            return e
        if isinstance(e, _HTTPException):
            return self.handle_http_exception(e)
        handler = self._handler_for(e)
        if handler is None:
            if _is_old:
                raise e  #@ flask/app.py:1821
            raise
        return handler(e)  #@ flask/app.py:1673

    def handle_exception(self, e):
        propagate = self.config["PROPAGATE_EXCEPTIONS"]
        if propagate is None:
            propagate = self.testing or self.config["TESTING"] or self.debug
        if propagate:
            if _is_old:
                raise e  #@ flask/app.py:1867
            raise
        self.log_exception(e)
        _h.note_handled(e)
        error = _InternalServerError(original_exception=e)
        handler = self._handler_for(error)
        if handler is not None:
            error = handler(error)  #@ flask/app.py:1724
        return self.finalize_request(error, True)

    def log_exception(self, e):
        request = _stack[-1].request
        self.logger._log_from("app", _logging.ERROR, "Exception on %s [%s]" % (request.path, request.method), e)

    def dispatch_request(self):
        request = _stack[-1].request
        if request.routing_exception is not None:
            raise request.routing_exception  #@ flask/app.py:1785 flask/app.py:1767
        rule = request.url_rule
        if rule.automatic and request.method == "OPTIONS":
            response = self.response_class()
            response.headers["Allow"] = ", ".join(self.url_map.allowed(request.path))
            return response
        view_args = request.view_args
        return self.view_functions[rule.endpoint](**view_args)  #@ flask/app.py:1796

    def preprocess_request(self):
        request = _stack[-1].request
        functions = list(self._before)
        blueprint = self.blueprints.get(request.blueprint)
        if blueprint is not None:
            functions += blueprint._before
        for function in functions:
            rv = function()  #@ flask/app.py:2309
            if rv is not None:
                return rv
        return None

    def full_dispatch_request(self):
        if not self._got_first_request:
            self._got_first_request = True
            for function in self._first:
                function()
        try:
            rv = self.preprocess_request()  #@ flask/app.py:1818
            if rv is None:
                rv = self.dispatch_request()  #@ flask/app.py:1820
        except Exception as e:
            rv = self.handle_user_exception(e)  #@ flask/app.py:1822
        return self.finalize_request(rv)  #@ flask/app.py:1823

    def finalize_request(self, rv, from_error_handler=False):
        response = self.make_response(rv)  #@ flask/app.py:1842
        return self.process_response(response)

    def process_response(self, response):
        context = _stack[-1]
        for function in context.after:
            response = function(response)
        blueprint = self.blueprints.get(context.request.blueprint)
        functions = list(self._after)
        if blueprint is not None:
            functions = functions + blueprint._after
        for function in reversed(functions):
            response = function(response)
        if getattr(context.session, "modified", False):
            response.headers.add("Vary", "Cookie")
            response.headers.add("Set-Cookie", _signed(self.config["SESSION_COOKIE_NAME"], context.session))
        return response

    def make_response(self, rv):
        status = headers = None
        if isinstance(rv, tuple):
            if len(rv) == 3:
                rv, status, headers = rv
            elif len(rv) == 2:
                if isinstance(rv[1], (dict, tuple, list, _Headers)):
                    rv, headers = rv
                else:
                    rv, status = rv
            else:
                raise TypeError("The view function did not return a valid response tuple. The tuple must have the form (body, status, headers), (body, status), or (body, headers).")  #@ flask/app.py:2126
        if rv is None:
            view = "" if _is_old else " for %r" % _stack[-1].request.endpoint
            raise TypeError("The view function%s did not return a valid response. The function either returned None or ended without a return statement." % view)  #@ flask/app.py:2134
        if not isinstance(rv, _ResponseBase):
            if isinstance(rv, (str, bytes)) or _is_iterator(rv):
                rv = self.response_class(rv, status=status, headers=headers)
                status = headers = None
            elif isinstance(rv, dict if _is_old else (dict, list)):
                rv = jsonify(rv)
            elif isinstance(rv, _HTTPException):
                rv = rv.get_response()
            elif _h.is_unknown(rv):
                _h.beyond("a response that is not known")
            elif callable(rv):
                _h.beyond("a WSGI callable as the response of a view")
            else:
                raise TypeError("The view function did not return a valid response. The return type must be a string, dict, %s, Response instance, or WSGI callable, but it was a %s." % ("tuple" if _is_old else "list, tuple with headers or status", type(rv).__name__))  #@ flask/app.py:2170
        if status is not None:
            if isinstance(status, (str, bytes)):
                rv.status = status
            else:
                rv.status_code = status
        if headers:
            rv.headers.update(headers)
        return rv

    def wsgi_app(self, environ, start_response):
        context = _RequestContext(self, environ)  #@ flask/app.py:2520 flask/app.py:2437
        error = None
        try:
            try:
                context.push()
                request = context.request
                self.url_map.match_request(request)
                response = self.full_dispatch_request()  #@ flask/app.py:2525
            except Exception as e:
                error = e
                response = self.handle_exception(e)  #@ flask/app.py:2528
            return response(environ, start_response)
        finally:
            for function in self._teardown:
                function(error)
            for function in self._teardown_app:
                function(error)
            context.pop()

    def __call__(self, environ, start_response):
        return self.wsgi_app(environ, start_response)  #@ flask/app.py:2548

    def url_for(self, endpoint, _anchor=None, _method=None, _scheme=None, _external=None, **values):
        if endpoint.startswith("."):
            blueprint = _stack[-1].request.blueprint
            endpoint = (blueprint or "") + endpoint
        url = self.url_map.build(endpoint, values)  #@ flask/app.py:2031 flask/app.py:2020
        environ = _stack[-1].request.environ if hasattr(_stack[-1], "request") else {}
        url = environ.get("SCRIPT_NAME", "") + url
        if _external:
            url = environ.get("wsgi.url_scheme", "http") + "://" + environ.get("HTTP_HOST", "localhost") + url
        if _anchor:
            url += "#" + _anchor
        return url


def _is_iterator(value):
    return hasattr(value, "__next__")


def url_for(endpoint, **values):
    return _stack[-1].app.url_for(endpoint, **values)  #@ flask/helpers.py:256


def abort(code, *args, **kwargs):
    _abort(code, *args, **kwargs)  #@ flask/helpers.py:310


def jsonify(*args, **kwargs):
    if args and kwargs:
        raise TypeError("app.json.response() takes either args or kwargs, not both")
    data = (args[0] if len(args) == 1 else list(args)) if args else kwargs
    app = _stack[-1].app
    if app.debug:
        text = json.dumps(data, indent=2, sort_keys=True, default=_json_default)
    else:
        text = json.dumps(data, separators=(",", ":"), sort_keys=True, default=_json_default)
    return app.response_class(text + "\n", mimetype="application/json")


def _json_default(value):
    if hasattr(value, "__html__"):
        return str(value.__html__())
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def make_response(*args):
    if not args:
        return _stack[-1].app.response_class()
    return _stack[-1].app.make_response(args[0] if len(args) == 1 else args)


def _render(source, context):
    import _hurdles_templates as templates
    source = source[:-1] if source.endswith("\n") else source
    style = templates.Style(_template, _undefined, lambda text: str(_escape(text)), False)
    values = dict(context)
    values.setdefault("url_for", url_for)
    values.setdefault("get_flashed_messages", get_flashed_messages)
    return templates.render(source, values, style)


def _undefined(message):
    from jinja2 import UndefinedError
    _h.note_unknown("the traceback of an error within a template")
    raise UndefinedError(message)


def _template(name):
    app = _stack[-1].app
    folders = [_os.path.join(app.root_path, app.template_folder or "templates")]
    for blueprint in app.blueprints.values():
        folder = getattr(blueprint, "template_folder", None)
        if folder is not None:
            folders.append(_os.path.join(blueprint.root_path, folder))
    for folder in folders:
        path = _os.path.join(folder, name)
        if _h.stat(path) is not None:
            text = _h.read_file(path)
            return text[:-1] if text.endswith("\n") else text
    from jinja2 import TemplateNotFound
    raise TemplateNotFound(name)  #@ flask/templating.py:146 jinja2/environment.py:1081 jinja2/environment.py:1010 jinja2/environment.py:969 jinja2/loaders.py:126 flask/templating.py:62 flask/templating.py:98


def _with_defaults(context):
    app = _stack[-1].app
    values = {"config": app.config, "request": getattr(_stack[-1], "request", None), "session": session, "g": _stack[-1].g}
    for function in app._processors:
        values.update(function())
    values.update(context)
    return values


def render_template(template_name_or_list, **context):
    return _render(_template(template_name_or_list), _with_defaults(context))


def render_template_string(source, **context):
    return _render(source, _with_defaults(context))


def flash(message, category="message"):
    session["_flashes"] = session.get("_flashes", []) + [(category, message)]


def get_flashed_messages(with_categories=False, category_filter=()):
    return [message for category, message in session.pop("_flashes", [])]


def has_request_context():
    return bool(_stack)


def has_app_context():
    return bool(_stack)


def after_this_request(function):
    _stack[-1].after.append(function)
    return function


def send_file(path_or_file, mimetype=None, **options):
    if isinstance(path_or_file, str):
        _h.read_file(_os.path.join(_stack[-1].app.root_path, path_or_file))
    return _h.beyond("a file that Flask sends")


def send_from_directory(directory, path, **options):
    full = _os.path.join(_stack[-1].app.root_path, directory, path)
    if not _os.path.isfile(full):
        abort(404)
    return _h.beyond("a file that Flask sends")


def stream_with_context(generator):
    return generator


def copy_current_request_context(function):
    return function
