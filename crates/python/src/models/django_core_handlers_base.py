from django.core.handlers.wsgi import WSGIHandler as BaseHandler
