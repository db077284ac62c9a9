#!/usr/bin/env bash
# supervisor 4.3.0: one `%` in a program's `environment=` keeps supervisord itself from starting, with all its other programs.
#
# A good guess: a value is a value (as in systemd's Environment=, where only some letters after `%` mean something), or at most
# that one program is refused. Values are expanded with Python's `%` operator, so a password encoded for an address
# (`p%2Fq`) is a broken format, and the whole configuration is refused. `%%2F` is what has to be written.
set -eu
folder=$(mktemp -d)
server=
trap 'kill $server 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv v
v/bin/pip -q install supervisor==4.3.0
configuration() { # VALUE
    printf '[supervisord]\nnodaemon=true\nlogfile=%s/log\npidfile=%s/pid\nuser=%s\n[program:good]\ncommand=sleep 30\n[program:other]\ncommand=sleep 30\nenvironment=DATABASE="postgres://u:%s@h/d"\n' \
        "$folder" "$folder" "$(id -un)" "$1"
}
configuration 'p%2Fq' > broken.conf
configuration 'p%%2Fq' > whole.conf
code=0
timeout 10 v/bin/supervisord -c broken.conf > said 2>&1 || code=$?
echo "p%2Fq: exit $code: $(grep Error: said)"
[ "$code" = 2 ]
v/bin/supervisord -c whole.conf > /dev/null 2>&1 &
server=$!
sleep 3
kill -0 $server
echo "p%%2Fq: runs"
