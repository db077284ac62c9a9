#!/bin/bash
# Makes, from nothing, a root that boots: a release of Debian with systemd as PID 1, nginx, Debian's uWSGI, supervisor, and a
# wheelhouse below /opt from which pip installs without a network. As root, on Debian.
#
# usage: prepare.sh RELEASE ROOT     (about 10 minutes and 1 GB; needs debootstrap; an existing ROOT is only completed)
#
# The compiler and the headers go into a throw-away layer, never into ROOT: wheels are built there and copied out.
set -eu
release=${1:?usage: prepare.sh RELEASE ROOT} root=${2:?usage: prepare.sh RELEASE ROOT}
# PCRE's library is another one from Debian 13 on; uWSGI takes what it finds.
case $release in bullseye | bookworm) pcre=libpcre3 ;; *) pcre=libpcre2-8-0 ;; esac
case $release in bullseye | bookworm) pcre_headers=libpcre3-dev ;; *) pcre_headers=libpcre2-dev ;; esac
# The newest Flask and Django that this release's Python takes.
case $release in bullseye) django='django==4.2.*' ;; *) django='django==5.2.*' ;; esac
packages=nginx,uwsgi-core,uwsgi-plugin-python3,python3-flask,python3-django,python3-venv,python3-pip
packages=$packages,acl,curl,sudo,procps,adduser,iproute2,util-linux,openssl,systemd,systemd-sysv,dbus

[ -e "$root/etc/debian_version" ] || debootstrap --variant=minbase --include="$packages" "$release" "$root"
root=$(readlink -f "$root")
work=$(mktemp -d "$root.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/upper" "$work/layer" "$work/merged" "$work/out"
cp /etc/ssl/certs/ca-certificates.crt "$work/out/ca.crt"

# Runs a shell line in ROOT, or in a throw-away layer over it, in mounts of its own. Nothing that a package brings is started.
inside() { # root|layer LINE
    unshare --mount --fork --pid --kill-child bash -eu -c '
        kind=$0 root=$1 work=$2 line=$3
        mount --make-rprivate /
        place=$root
        if [ "$kind" = layer ]; then
            place=$work/merged
            mount -t overlay overlay -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/layer" "$place"
            mkdir -p "$place/out"
            mount --bind "$work/out" "$place/out"
        fi
        mount -t proc proc "$place/proc"
        mount --rbind /dev "$place/dev"
        exec chroot "$place" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive bash -eu -c "$line"
    ' "$1" "$root" "$work" "$2" < /dev/null
}
[ -e "$root/etc/resolv.conf" ] || cp /etc/resolv.conf "$root/etc/resolv.conf"
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

# 1. The other ways in which Debian starts uWSGI.
inside root "
    apt-get -qq update
    apt-get -qq -y --no-install-recommends install uwsgi uwsgi-emperor supervisor $pcre
    apt-get -qq clean"

# 2. The wheelhouse. uWSGI has no wheels on PyPI, so each version is compiled, as on a reader's machine: with the headers of
#    PCRE, and one more without them (what one gets from python3-dev and build-essential alone), which lies apart.
if [ ! -e "$root/opt/wheels/complete" ]; then
    inside layer "
        export PIP_CERT=/out/ca.crt
        apt-get -qq update
        apt-get -qq -y --no-install-recommends install build-essential python3-dev libssl-dev
        cd /tmp
        pip3 -q wheel --no-deps -w /out/wheels-nopcre 'uwsgi==2.0.31'
        apt-get -qq -y --no-install-recommends install $pcre_headers
        for version in 2.0.31 2.0.28 2.0.21; do pip3 -q wheel --no-cache-dir --no-deps -w /out/wheels uwsgi==\$version; done
        pip3 -q wheel -w /out/wheels 'pyuwsgi==2.0.30.post1' 'flask==3.1.*' '$django' gunicorn gevent setuptools wheel
        touch /out/wheels/complete"
    cp -r "$work/out/wheels" "$work/out/wheels-nopcre" "$root/opt/"
fi
cat > "$root/etc/pip.conf" <<'END'
[global]
no-index = true
find-links = /opt/wheels
disable-pip-version-check = true
END

# 3. The unit that plays a scenario, and then turns the machine off. What a case wants to run, it starts or enables itself.
cat > "$root/etc/systemd/system/lab.service" <<'END'
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/bash /lab/inner.sh
ExecStopPost=/bin/systemctl poweroff -ff
[Install]
WantedBy=multi-user.target
END
inside root '
    systemctl enable lab.service
    systemctl disable nginx supervisor uwsgi uwsgi-emperor
    systemctl mask systemd-timesyncd apt-daily.timer apt-daily-upgrade.timer e2scrub_reap dpkg-db-backup.timer'
rm -f "$root/usr/sbin/policy-rc.d"
echo vm > "$root/etc/hostname"
echo "127.0.0.1 localhost vm" > "$root/etc/hosts"
echo "$root is ready"
