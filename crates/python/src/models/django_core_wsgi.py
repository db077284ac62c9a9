import django
from django.core.handlers.wsgi import WSGIHandler


def get_wsgi_application():
    django.setup(set_prefix=False)  #@ django/core/wsgi.py:12
    return WSGIHandler()  #@ django/core/wsgi.py:13
