import _hurdles as _h
import importlib


class AppConfig:
    name = None
    default = True

    def __init__(self, app_name="", app_module=None):
        self.name = app_name
        self.module = app_module
        self.label = app_name.rpartition(".")[2]

    def ready(self):
        pass

    @classmethod
    def create(cls, entry):
        try:
            importlib.import_module(entry)  #@ django/apps/config.py:224
        except ImportError:
            head, dot, last = entry.rpartition(".")
            if not dot or not last[:1].isupper():
                raise
            module = importlib.import_module(head)
            if not hasattr(module, last):
                choices = [name for name in dir(module) if name.endswith("Config") and name != "AppConfig"]
                message = "Module '%s' does not contain a '%s' class." % (head, last)
                if choices:
                    message += " Choices are: %s." % ", ".join([repr(name) for name in sorted(choices)])
                raise ImportError(message)
            kind = getattr(module, last)
            return kind(kind.name, None)
        config = None
        if _h.stat(_file(entry + ".apps")) is not None:
            module = importlib.import_module(entry + ".apps")
            for name in dir(module):
                kind = getattr(module, name)
                if isinstance(kind, type) and issubclass(kind, AppConfig) and kind is not AppConfig and kind.name == entry:
                    config = kind(entry, None)
        return config or AppConfig(entry, None)


def _file(name):
    import sys
    package = sys.modules[name.rpartition(".")[0]]
    paths = getattr(package, "__path__", None)
    return (paths[0] if paths else "/nowhere") + "/" + name.rpartition(".")[2] + ".py"


# Their models ask the database's driver how long names may be.
_WITH_USERS = ("django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes")


def _connection():
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    engine = settings.DATABASES.get("default", {}).get("ENGINE", "")
    if engine in ("django.db.backends.postgresql", "django.db.backends.postgresql_psycopg2"):
        try:
            import psycopg2  #@ django/db/backends/postgresql/base.py:25
        except ImportError as e:
            raise ImproperlyConfigured("Error loading psycopg2 module: %s" % e)  #@ django/utils/connection.py:15 django/utils/connection.py:62 django/db/utils.py:204 django/db/utils.py:111 /importlib/__init__.py:126 django/db/backends/postgresql/base.py:29
    if engine == "django.db.backends.mysql":
        try:
            import MySQLdb  #@ django/db/backends/mysql/base.py:15
        except ImportError as err:
            raise ImproperlyConfigured("Error loading MySQLdb module.\nDid you install mysqlclient?") from err  #@ django/utils/connection.py:15 django/utils/connection.py:62 django/db/utils.py:204 django/db/utils.py:111 /importlib/__init__.py:126 django/db/backends/mysql/base.py:17


class _Apps:
    ready = False

    def __init__(self):
        self.app_configs = {}

    def populate(self, installed_apps):
        if self.ready:
            return
        for entry in installed_apps:
            if entry.startswith("django.contrib."):
                config = AppConfig(entry, None)
                importlib.import_module(entry)
            else:
                config = AppConfig.create(entry)  #@ django/apps/registry.py:91
            if config.label in self.app_configs:
                from django.core.exceptions import ImproperlyConfigured
                raise ImproperlyConfigured("Application labels aren't unique, duplicates: %s" % config.label)  #@ django/apps/registry.py:93
            self.app_configs[config.label] = config
        if any([config.name in _WITH_USERS for config in self.app_configs.values()]):
            _connection()  #@ django/apps/registry.py:114 django/apps/config.py:301 /importlib/__init__.py:126 django/contrib/auth/models.py:3 django/contrib/auth/base_user.py:48 django/db/models/base.py:122 django/db/models/base.py:326 django/db/models/options.py:207
        for config in list(self.app_configs.values()):
            if config.name and not config.name.startswith("django.contrib."):
                if _h.stat(_file(config.name + ".models")) is not None:
                    importlib.import_module(config.name + ".models")
        self.ready = True
        for config in list(self.app_configs.values()):
            config.ready()

    def get_app_configs(self):
        return list(self.app_configs.values())

    def is_installed(self, name):
        return any([config.name == name for config in self.app_configs.values()])

    def __getattr__(self, name):
        return _h.unknown("django.apps.apps." + name)


apps = _Apps()
