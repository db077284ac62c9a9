#!/usr/bin/env bash
# Who may connect to the socket file of a Python server, umask 022: gunicorn 23.0.0 makes it 0777, waitress 3.0.2 0600,
# hypercorn 0.17.3 0755.
#
# A good guess: all three leave what bind() makes of the umask (0755), so that a proxy of another user is refused by each.
# gunicorn has a umask setting of its own, 0 by default, and applies it; waitress has unix_socket_perms, "600" by default;
# hypercorn leaves the umask alone. With nginx as www-data the same site answers behind the first and is 502 behind the others.
set -eu
folder=$(mktemp -d)
servers=
trap 'kill $servers 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
umask 022
python3 -m venv v
v/bin/pip -q install gunicorn==23.0.0 waitress==3.0.2 hypercorn==0.17.3
printf 'def application(environ, start_response):\n    start_response("200 OK", [])\n    return [b"served"]\n' > app.py
v/bin/gunicorn -b "unix:$folder/gunicorn.sock" app:application > /dev/null 2>&1 &
servers="$servers $!"
v/bin/waitress-serve --unix-socket="$folder/waitress.sock" app:application > /dev/null 2>&1 &
servers="$servers $!"
v/bin/hypercorn -b "unix:$folder/hypercorn.sock" app:application > /dev/null 2>&1 &
servers="$servers $!"
for _ in $(seq 1 50); do
    [ -S gunicorn.sock ] && [ -S waitress.sock ] && [ -S hypercorn.sock ] && break
    sleep 0.2
done
sleep 1
seen=$(stat -c '%a %n' gunicorn.sock hypercorn.sock waitress.sock)
echo "$seen"
[ "$seen" = "777 gunicorn.sock
755 hypercorn.sock
600 waitress.sock" ]
