class ProxyFix:
    def __init__(self, app, x_for=1, x_proto=1, x_host=0, x_port=0, x_prefix=0):
        self.app = app
        self._counts = (x_for, x_proto, x_host, x_port, x_prefix)

    def __call__(self, environ, start_response):
        names = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_X_FORWARDED_PREFIX")
        for at, name in enumerate(names):
            values = [part.strip() for part in environ.get(name, "").split(",")]
            count = self._counts[at]
            if not count or not environ.get(name) or len(values) < count:
                continue
            value = values[-count]
            if at == 0:
                environ["REMOTE_ADDR"] = value
            elif at == 1:
                environ["wsgi.url_scheme"] = value
            elif at == 2:
                environ["HTTP_HOST"] = environ["SERVER_NAME"] = value
            elif at == 3:
                environ["SERVER_PORT"] = value
            else:
                environ["SCRIPT_NAME"] = value
        return self.app(environ, start_response)  #@ werkzeug/middleware/proxy_fix.py:187
