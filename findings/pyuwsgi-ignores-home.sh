#!/usr/bin/env bash
# pyuwsgi 2.0.30.post1: `--home` names a directory that is not there, and the app is served all the same.
#
# A good guess: uWSGI ends with "!!! Python Home is not a directory", as the build called `uwsgi` does. pyuwsgi is a module of
# the Python that runs it, whose prefix is settled before any option is read, so the option has nothing left to decide.
# Seen: the answer "served", and no word about the directory in the log.
set -eu
folder=$(mktemp -d)
trap 'kill $server 2> /dev/null || true; rm -rf "$folder"' EXIT
server=
cd "$folder"
python3 -m venv v
v/bin/pip -q install pyuwsgi==2.0.30.post1
cat > app.py <<'END'
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"served"]
END
v/bin/pyuwsgi --http-socket 127.0.0.1:9451 --home "$folder/nowhere" --wsgi-file app.py > log 2>&1 &
server=$!
sleep 2
answer=$(curl -s http://127.0.0.1:9451/)
echo "pyuwsgi 2.0.30.post1 with --home of no directory answers: $answer"
[ "$answer" = served ]
if grep -q nowhere log; then
    echo "the log now names the directory"
    exit 1
fi
