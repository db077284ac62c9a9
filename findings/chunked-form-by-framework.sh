#!/usr/bin/env bash
# A form that comes without a length, as a proxy hands a chunked upload to WSGI (no wsgi.input_terminated): Flask 3.1.2 with
# Werkzeug 3.1.3 sees no field and raises nothing, nor does Django 5.2.8; Bottle 0.13.4 answers 400; Falcon 4.2.0 reads the stream to its end.
#
# A good guess: the body is read until the stream ends, as it is there. WSGI leaves the end of the input to the server; each
# framework decides alone, and the app finds an empty form in place of an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip -q install flask==3.1.2 werkzeug==3.1.3 django==5.2.8 bottle==0.13.4 falcon==4.2.0
cat > ask.py <<'END'
import io


def environ():
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/", "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "h", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(b"name=ada"), "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0),
        "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }


def body(app):
    status = []
    answer = b"".join(app(environ(), lambda line, headers, exc_info=None: status.append(line)))
    return status[0].split()[0] + " " + answer.decode()


from flask import Flask, request

flask = Flask("a")
flask.add_url_rule("/", view_func=lambda: repr(request.form.get("name")), methods=["POST"])
print("flask", body(flask))

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest

settings.configure()
django.setup()
print("django", repr(WSGIRequest(environ()).POST.get("name")))

import bottle

site = bottle.Bottle()
site.route("/", method="POST", callback=lambda: repr(bottle.request.forms.get("name")))
print("bottle", body(site)[:3])

import falcon


class Root:
    def on_post(self, request, response):
        response.text = repr(request.stream.read())


api = falcon.App()
api.add_route("/", Root())
print("falcon", body(api))
END
seen=$(v/bin/python ask.py 2> errors)
echo "$seen"
[ "$seen" = "flask 200 None
django None
bottle 400
falcon 200 b'name=ada'" ]
