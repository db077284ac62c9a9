//! The models of library modules, by module name. Each is a file beside this one's folder; what they are for is said in
//! `library`.

/// Name and text of each model.
pub(crate) const MODELS: &[(&str, &str)] = &[
    (
        "_hurdles_django_decorators",
        include_str!("models/_hurdles_django_decorators.py"),
    ),
    (
        "_hurdles_django_middleware",
        include_str!("models/_hurdles_django_middleware.py"),
    ),
    ("_hurdles_io", include_str!("models/_hurdles_io.py")),
    (
        "_hurdles_templates",
        include_str!("models/_hurdles_templates.py"),
    ),
    ("_hurdles_sys", include_str!("models/_hurdles_sys.py")),
    ("abc", include_str!("models/abc.py")),
    ("asyncio", include_str!("models/asyncio.py")),
    ("base64", include_str!("models/base64.py")),
    ("collections", include_str!("models/collections.py")),
    ("configparser", include_str!("models/configparser.py")),
    ("contextlib", include_str!("models/contextlib.py")),
    ("copy", include_str!("models/copy.py")),
    ("csv", include_str!("models/csv.py")),
    ("dataclasses", include_str!("models/dataclasses.py")),
    ("datetime", include_str!("models/datetime.py")),
    ("difflib", include_str!("models/difflib.py")),
    ("django", include_str!("models/django.py")),
    ("django.apps", include_str!("models/django_apps.py")),
    ("django.conf", include_str!("models/django_conf.py")),
    (
        "django.conf.urls",
        include_str!("models/django_conf_urls.py"),
    ),
    (
        "django.conf.urls.static",
        include_str!("models/django_conf_urls_static.py"),
    ),
    (
        "django.contrib.auth.middleware",
        include_str!("models/django_contrib_auth_middleware.py"),
    ),
    (
        "django.contrib.messages.middleware",
        include_str!("models/django_contrib_messages_middleware.py"),
    ),
    (
        "django.contrib.sessions.middleware",
        include_str!("models/django_contrib_sessions_middleware.py"),
    ),
    (
        "django.core.exceptions",
        include_str!("models/django_core_exceptions.py"),
    ),
    (
        "django.core.handlers.base",
        include_str!("models/django_core_handlers_base.py"),
    ),
    (
        "django.core.handlers.wsgi",
        include_str!("models/django_core_handlers_wsgi.py"),
    ),
    (
        "django.core.wsgi",
        include_str!("models/django_core_wsgi.py"),
    ),
    ("django.http", include_str!("models/django_http.py")),
    (
        "django.middleware.clickjacking",
        include_str!("models/django_middleware_clickjacking.py"),
    ),
    (
        "django.middleware.common",
        include_str!("models/django_middleware_common.py"),
    ),
    (
        "django.middleware.csrf",
        include_str!("models/django_middleware_csrf.py"),
    ),
    (
        "django.middleware.gzip",
        include_str!("models/django_middleware_gzip.py"),
    ),
    (
        "django.middleware.locale",
        include_str!("models/django_middleware_locale.py"),
    ),
    (
        "django.middleware.security",
        include_str!("models/django_middleware_security.py"),
    ),
    (
        "django.shortcuts",
        include_str!("models/django_shortcuts.py"),
    ),
    ("django.template", include_str!("models/django_template.py")),
    (
        "django.template.loader",
        include_str!("models/django_template_loader.py"),
    ),
    ("django.urls", include_str!("models/django_urls.py")),
    (
        "django.utils.deprecation",
        include_str!("models/django_utils_deprecation.py"),
    ),
    (
        "django.utils.module_loading",
        include_str!("models/django_utils_module_loading.py"),
    ),
    ("django.views", include_str!("models/django_views.py")),
    (
        "django.views.decorators.csrf",
        include_str!("models/django_views_decorators_csrf.py"),
    ),
    (
        "django.views.decorators.http",
        include_str!("models/django_views_decorators_http.py"),
    ),
    (
        "django.views.generic",
        include_str!("models/django_views_generic.py"),
    ),
    ("enum", include_str!("models/enum.py")),
    ("flask", include_str!("models/flask.py")),
    ("fnmatch", include_str!("models/fnmatch.py")),
    ("functools", include_str!("models/functools.py")),
    ("glob", include_str!("models/glob.py")),
    ("hashlib", include_str!("models/hashlib.py")),
    ("hmac", include_str!("models/hmac.py")),
    ("html", include_str!("models/html.py")),
    ("importlib", include_str!("models/importlib.py")),
    ("io", include_str!("models/io.py")),
    ("itertools", include_str!("models/itertools.py")),
    ("jinja2", include_str!("models/jinja2.py")),
    ("json", include_str!("models/json.py")),
    ("locale", include_str!("models/locale.py")),
    ("logging", include_str!("models/logging.py")),
    ("logging.config", include_str!("models/logging_config.py")),
    (
        "logging.handlers",
        include_str!("models/logging_handlers.py"),
    ),
    ("markupsafe", include_str!("models/markupsafe.py")),
    ("math", include_str!("models/math.py")),
    ("os", include_str!("models/os.py")),
    ("pathlib", include_str!("models/pathlib.py")),
    ("posixpath", include_str!("models/posixpath.py")),
    ("sqlite3", include_str!("models/sqlite3.py")),
    ("re", include_str!("models/re.py")),
    ("secrets", include_str!("models/secrets.py")),
    ("shutil", include_str!("models/shutil.py")),
    ("string", include_str!("models/string.py")),
    ("subprocess", include_str!("models/subprocess.py")),
    ("tempfile", include_str!("models/tempfile.py")),
    ("threading", include_str!("models/threading.py")),
    ("time", include_str!("models/time.py")),
    ("traceback", include_str!("models/traceback.py")),
    ("types", include_str!("models/types.py")),
    ("typing", include_str!("models/typing.py")),
    ("urllib.parse", include_str!("models/urllib_parse.py")),
    ("uwsgi", include_str!("models/uwsgi.py")),
    ("uuid", include_str!("models/uuid.py")),
    ("warnings", include_str!("models/warnings.py")),
    ("werkzeug", include_str!("models/werkzeug.py")),
    (
        "werkzeug.datastructures",
        include_str!("models/werkzeug_datastructures.py"),
    ),
    (
        "werkzeug.middleware.dispatcher",
        include_str!("models/werkzeug_dispatcher.py"),
    ),
    (
        "werkzeug.exceptions",
        include_str!("models/werkzeug_exceptions.py"),
    ),
    ("werkzeug.http", include_str!("models/werkzeug_http.py")),
    (
        "werkzeug.middleware.proxy_fix",
        include_str!("models/werkzeug_proxy_fix.py"),
    ),
    (
        "werkzeug.routing",
        include_str!("models/werkzeug_routing.py"),
    ),
    ("werkzeug.utils", include_str!("models/werkzeug_utils.py")),
    (
        "werkzeug.wrappers",
        include_str!("models/werkzeug_wrappers.py"),
    ),
];
