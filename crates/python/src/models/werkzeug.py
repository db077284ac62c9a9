from werkzeug.wrappers import Request, Response

__version__ = "2.2.2"
