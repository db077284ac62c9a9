#!/bin/bash
# Plays one scenario inside the booted machine, as lab.service, and leaves what was said in /lab/out. The order is the
# contract's: files, setup, nginx, the invocation, after, the request; then what systemd and the programs say of it is taken.
lab=/lab out=/lab/out
exec > $out/console 2>&1 < /dev/null
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root
export SYSTEMD_PAGER= SYSTEMD_COLORS=0 SYSTEMD_URLIFY=0
user=$(cat $lab/user) cwd=$(cat $lab/cwd)

for account in ubuntu "$user"; do
    id "$account" > /dev/null 2>&1 || useradd -m -s /bin/bash "$account"
    [ "$account" = root ] || chmod 755 "/home/$account"
    echo "$account ALL=(ALL) NOPASSWD: ALL" > "/etc/sudoers.d/$account"
done

type_as_root() { # LINES OUTPUT
    while IFS= read -r line; do
        [ -z "$line" ] || bash -c "$line" >> "$2" 2>&1 < /dev/null
    done < "$1"
}

# Waits until nothing moves: the units are neither starting nor stopping, and supervisor has made up its mind. Only units that
# systemd has in memory are asked for: to show another one makes it read the unit again, and log again what is wrong with it.
settle() { # SECONDS
    local last= now= same=0
    for _ in $(seq 1 $(($1 * 4))); do
        now=$(systemctl list-units --all --plain --no-legend | awk '$3 != "inactive" {print $1}' | grep -Fxf $lab/units |
            xargs -r systemctl show -p ActiveState,SubState,NRestarts,MainPID)
        if systemctl -q is-active supervisor; then now="$now $(supervisorctl status | awk '{print $1, $2}')"; fi
        if [ "$now" = "$last" ] && ! grep -q 'ActiveState=\(activating\|deactivating\|reloading\)\|STARTING\|BACKOFF' <<< "$now"; then
            same=$((same + 1))
            [ $same -ge 5 ] && break
        else
            same=0
        fi
        last=$now
        sleep 0.25
    done
}

python3 $lab/write_files.py
cd "$cwd" || exit 1
type_as_root $lab/setup $out/setup_output
grep -q 'systemctl\|service \|supervisor' $lab/setup && settle 8
sh $lab/collect.sh > $out/listing 2> /dev/null

nginx -t > $out/nginx_t 2>&1
systemctl start nginx > $out/nginx_start 2>&1
echo $? > $out/nginx_rc

(
    su -s /bin/bash "$user" -c "cd '$cwd' && $(cat $lab/invocation)" > $out/typed 2>&1 < /dev/null
    echo $? > $out/typed_rc
) &
for _ in $(seq 1 200); do
    sleep 0.1
    [ -e $out/typed_rc ] && break
    grep -q 'spawned uWSGI worker\|spawned uWSGI http\|Emperor mode' $out/typed && break
done
settle "$(cat $lab/patience_start)"
sleep 0.3

type_as_root $lab/after $out/after_output
[ -s $lab/after ] && settle 8
sh $lab/collect.sh > $out/listing_running 2> /dev/null
eval "curl -s -k -i -m $(cat $lab/patience) $(cat $lab/curl_arguments)" > $out/response 2> /dev/null
echo $? > $out/curl_rc
sleep 0.3

# What is typed may still run, and goes on talking while the machine is turned off.
cp $out/typed $out/invocation_output
[ -e $out/typed_rc ] && cp $out/typed_rc $out/invocation_rc

mkdir $out/units
for unit in $(cat $lab/units); do
    # As `journalctl -u`, which now and then misses what a process said of itself when it could not be started: journald asks
    # the kernel for its unit, and comes too late. systemd notes the unit in the line as well.
    journalctl -b _SYSTEMD_UNIT="$unit" + UNIT="$unit" -o json --all --no-pager > "$out/units/$unit.journal"
    systemctl show -p LoadState,UnitFileState,ActiveState,SubState,Result,ExecMainCode,ExecMainStatus,NRestarts "$unit" > "$out/units/$unit.show"
done
systemctl -q is-active supervisor && supervisorctl status > $out/supervisorctl_status 2>&1
# What uWSGI wrote into a file of its own, where the journal has nothing of it.
for log in $(cat $lab/logs) /var/log/uwsgi/*/*.log /var/log/supervisor/*.log; do
    grep -qs '^\*\*\* ' "$log" && cp "$log" $out/service_log && break
done
cp /var/log/nginx/error.log /var/log/nginx/access.log $out/
chmod -R a+rX $out
touch $out/complete
