# Plays one scenario inside a system's root, and leaves what was said in /lab/out.
# The order is the contract's: files, setup, nginx, the invocation, after, the request.
set +e
lab=/lab
out=$lab/out
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root
user=$(cat $lab/user)
cwd=$(cat $lab/cwd)

# The machine that the stock facts describe.
ip link set lo up
echo "127.0.0.1 localhost $(hostname)" > /etc/hosts
ulimit -Sn 1024
for account in ubuntu "$user"; do
    id "$account" > /dev/null 2>&1 || useradd -m -s /bin/bash "$account"
    [ "$account" = root ] || chmod 755 "/home/$account"
    echo "$account ALL=(ALL) NOPASSWD: ALL" > "/etc/sudoers.d/$account"
done

type_as_root() {
    while IFS= read -r line; do
        [ -z "$line" ] || bash -c "$line" >> $out/typed 2>&1 < /dev/null
    done < "$1"
}

python3 $lab/write_files.py
cd "$cwd" || exit 1
type_as_root $lab/setup
sh $lab/collect.sh > $out/listing 2> /dev/null

nginx -t > $out/nginx_t 2>&1
nginx > $out/nginx_start 2>&1 < /dev/null
echo $? > $out/nginx_rc
sleep 0.2

(
    su -s /bin/bash "$user" -c "cd '$cwd' && $(cat $lab/invocation)" > $out/uwsgi_log 2>&1 < /dev/null
    echo $? > $out/uwsgi_rc
) &
for _ in $(seq 1 60); do
    sleep 0.1
    [ -e $out/uwsgi_rc ] && break
    grep -q 'spawned uWSGI worker\|spawned uWSGI http\|Emperor mode' $out/uwsgi_log 2> /dev/null && break
done
sleep 0.6

type_as_root $lab/after
sh $lab/collect.sh > $out/listing_running 2> /dev/null
eval "curl -s -i -m 8 $(cat $lab/curl_arguments)" > $out/response 2> /dev/null < /dev/null
echo $? > $out/curl_rc
sleep 0.3
cp /var/log/nginx/error.log /var/log/nginx/access.log $out/ 2> /dev/null
chmod -R a+rX $out
