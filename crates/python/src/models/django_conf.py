import _hurdles as _h
import importlib
import os

ENVIRONMENT_VARIABLE = "DJANGO_SETTINGS_MODULE"
_defaults = {
    "DEBUG": False, "ALLOWED_HOSTS": [], "SECRET_KEY": "", "INSTALLED_APPS": [], "MIDDLEWARE": [], "TEMPLATES": [], "DATABASES": {}, "CACHES": {},
    "LOGGING": {}, "LOGGING_CONFIG": "logging.config.dictConfig", "APPEND_SLASH": True, "FORCE_SCRIPT_NAME": None, "USE_X_FORWARDED_HOST": False, "USE_X_FORWARDED_PORT": False,
    "SECURE_SSL_REDIRECT": False, "SECURE_HSTS_SECONDS": 0, "SECURE_CONTENT_TYPE_NOSNIFF": True, "SECURE_REFERRER_POLICY": "same-origin", "SECURE_PROXY_SSL_HEADER": None, "X_FRAME_OPTIONS": "DENY",
    "DEFAULT_CHARSET": "utf-8", "STATIC_URL": None, "STATIC_ROOT": None, "MEDIA_URL": "", "MEDIA_ROOT": "", "WSGI_APPLICATION": None, "USE_TZ": False, "TIME_ZONE": "America/Chicago", "LANGUAGE_CODE": "en-us",
    "USE_I18N": True, "USE_L10N": False, "DEBUG_PROPAGATE_EXCEPTIONS": False, "PREPEND_WWW": False, "STATICFILES_DIRS": [], "ADMINS": [], "MANAGERS": [], "INTERNAL_IPS": [], "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
    "AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"], "DATABASE_ROUTERS": [], "SESSION_COOKIE_NAME": "sessionid", "CSRF_COOKIE_NAME": "csrftoken", "AUTH_USER_MODEL": "auth.User", "LOGIN_URL": "/accounts/login/",
}


class Settings:
    def __init__(self, settings_module):
        for name, value in _defaults.items():
            setattr(self, name, value)
        self.SETTINGS_MODULE = settings_module
        mod = importlib.import_module(settings_module)  #@ django/conf/__init__.py:170
        for setting in dir(mod):
            if setting.isupper():
                value = getattr(mod, setting)
                if setting in ("INSTALLED_APPS", "TEMPLATE_DIRS", "LOCALE_PATHS") and not isinstance(value, (list, tuple)) and not _h.is_unknown(value):
                    from django.core.exceptions import ImproperlyConfigured
                    raise ImproperlyConfigured("The %s setting must be a list or a tuple. " % setting)  #@ django/conf/__init__.py:184
                setattr(self, setting, value)

    def is_overridden(self, setting):
        return True


class _UserSettings:
    SETTINGS_MODULE = None

    def __init__(self, options):
        for name, value in _defaults.items():
            setattr(self, name, value)
        for name, value in options.items():
            setattr(self, name, value)


class LazySettings:
    def __init__(self):
        self.__dict__["_wrapped"] = None

    @property
    def configured(self):
        return self._wrapped is not None

    def configure(self, default_settings=None, **options):
        if self._wrapped is not None:
            raise RuntimeError("Settings already configured.")  #@ django/conf/__init__.py:118
        self.__dict__["_wrapped"] = _UserSettings(options)

    def _setup(self, name):
        module = os.environ.get(ENVIRONMENT_VARIABLE)
        if not module:
            from django.core.exceptions import ImproperlyConfigured
            raise ImproperlyConfigured("Requested setting %s, but settings are not configured. You must either define the environment variable %s or call settings.configure() before accessing settings." % (name, ENVIRONMENT_VARIABLE))  #@ django/conf/__init__.py:63
        self.__dict__["_wrapped"] = Settings(module)  #@ django/conf/__init__.py:69

    def __getattr__(self, name):
        if self._wrapped is None:
            self._setup(name)  #@ django/conf/__init__.py:82
        value = getattr(self._wrapped, name)  #@ django/conf/__init__.py:83
        if name == "SECRET_KEY" and not value:
            from django.core.exceptions import ImproperlyConfigured
            raise ImproperlyConfigured("The SECRET_KEY setting must not be empty.")  #@ django/conf/__init__.py:90
        self.__dict__[name] = value
        return value

    def __setattr__(self, name, value):
        self.__dict__[name] = value


settings = LazySettings()
