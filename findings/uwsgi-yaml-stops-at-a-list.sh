#!/usr/bin/env bash
# pyuwsgi 2.0.30.post1: after the first `- item` in its YAML every further option is lost, without a word.
#
# A good guess: either the list is read (Debian's build, made with libyaml, does) or the file is refused. The reader that comes
# with uWSGI itself ends its work at the first line that it cannot take apart, and what was read so far counts.
# Seen: `wsgi-file` in front of the list: "served"; behind it: 500, "no app loaded".
set -eu
folder=$(mktemp -d)
server=
trap 'kill $server 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip -q install pyuwsgi==2.0.30.post1
printf 'def application(environ, start_response):\n    start_response("200 OK", [])\n    return [b"served"]\n' > app.py
printf 'uwsgi:\n  http-socket: 127.0.0.1:9453\n  wsgi-file: app.py\n  env:\n    - A=1\n' > before.yaml
printf 'uwsgi:\n  http-socket: 127.0.0.1:9454\n  env:\n    - A=1\n  wsgi-file: app.py\n' > behind.yaml
ask() { # FILE PORT
    v/bin/pyuwsgi --yaml "$1" > log 2>&1 &
    server=$!
    sleep 2
    curl -s "http://127.0.0.1:$2/"
    kill -9 $server
    wait $server 2> /dev/null || true
}
before=$(ask before.yaml 9453)
behind=$(ask behind.yaml 9454)
echo "option in front of the list: $before; behind it: $behind"
[ "$before" = served ]
[ "$behind" = "Internal Server Error" ]
