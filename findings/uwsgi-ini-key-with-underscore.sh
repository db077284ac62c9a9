#!/usr/bin/env bash
# pyuwsgi 2.0.30.post1: `wsgi_file = app.py` in an ini is taken without a word and loads nothing; with `--strict` it is an error.
#
# A good guess: underscores are read as hyphens, as Python's configparser-based tools do, or the key is refused. Any key that is
# no option becomes a variable of the user's instead (`%(wsgi_file)`), so the site answers 500 and the log names no key.
# Seen: 500 and "no app loaded" without --strict; with it "unknown config directive: wsgi_file" and exit 1.
set -eu
folder=$(mktemp -d)
server=
trap 'kill $server 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip -q install pyuwsgi==2.0.30.post1
printf 'def application(environ, start_response):\n    start_response("200 OK", [])\n    return [b"served"]\n' > app.py
printf '[uwsgi]\nhttp-socket = 127.0.0.1:9452\nwsgi_file = app.py\n' > app.ini
v/bin/pyuwsgi app.ini > log 2>&1 &
server=$!
sleep 2
status=$(curl -s -o body -w '%{http_code}' http://127.0.0.1:9452/)
echo "without --strict: $status $(cat body)"
[ "$status" = 500 ]
grep -q 'no app loaded' log
if grep -q wsgi_file log; then
    echo "the log now names the key"
    exit 1
fi
code=0
timeout 10 v/bin/pyuwsgi --strict app.ini > strict 2>&1 || code=$?
echo "with --strict: exit $code: $(grep -i strict strict || tail -1 strict)"
[ "$code" != 0 ] && [ "$code" != 124 ]
