VERSION = (3, 2, 25, "final", 0)
__version__ = "3.2.25"


def get_version(version=None):
    return __version__


def setup(set_prefix=True):
    from django.apps import apps
    from django.conf import settings
    settings.LOGGING_CONFIG  #@ django/__init__.py:19
    apps.populate(settings.INSTALLED_APPS)  #@ django/__init__.py:24
