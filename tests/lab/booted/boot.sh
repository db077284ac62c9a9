#!/bin/bash
# Boots systemd as PID 1 of a machine of its own: a throw-away layer over ROOT, in namespaces, without a network but
# loopback. The machine runs IODIR/inner.sh (as lab.service, after multi-user.target) and turns itself off. Only IODIR, which it
# has as /lab, outlives it. As root; needs a kernel with cgroup v2 (beside v1 will do) and overlayfs.
#
# usage: boot.sh ROOT IODIR
root=$(readlink -f "$1") io=$(readlink -f "$2")
[ -x "$root/lib/systemd/systemd" ] && [ -e "$io/inner.sh" ] || { echo "boot.sh: no systemd in $1, or no $2/inner.sh" >&2; exit 2; }
work=$(mktemp -d)
group=$(findmnt -n -t cgroup2 -o TARGET | head -1)/hurdles-lab-$$
mkdir "$group" || exit 2
clean() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        find "$group" -depth -type d -exec rmdir {} + 2> /dev/null
        [ -e "$group" ] || break
        sleep 0.1
    done
    rmdir "$work"
}
trap clean EXIT

(
    echo 0 > "$group/cgroup.procs"
    exec unshare --mount --pid --fork --uts --ipc --net --cgroup --kill-child bash -eu -c '
        root=$0 io=$1 work=$2
        mount --make-rprivate /
        mount -t tmpfs tmpfs "$work"
        mkdir "$work/upper" "$work/layer" "$work/machine"
        machine=$work/machine
        mount -t overlay overlay -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/layer" "$machine"
        mount -t proc proc "$machine/proc"
        mount -t sysfs -o ro sysfs "$machine/sys"
        mount -t cgroup2 none "$machine/sys/fs/cgroup"
        mount -t tmpfs -o mode=755,nosuid tmpfs "$machine/dev"
        for device in null zero full random urandom tty; do
            touch "$machine/dev/$device"
            mount --bind "/dev/$device" "$machine/dev/$device"
        done
        mkdir "$machine/dev/pts" "$machine/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$machine/dev/pts"
        ln -s pts/ptmx "$machine/dev/ptmx"
        ln -s /proc/self/fd "$machine/dev/fd"
        mount -t tmpfs -o mode=755 tmpfs "$machine/run"
        mount -t tmpfs -o mode=1777 tmpfs "$machine/tmp"
        mkdir -p "$machine/lab" "$machine/old"
        mount --bind "$io" "$machine/lab"
        ip link set lo up
        ulimit -Sn 1024
        cd "$machine"
        pivot_root . old
        umount -l /old
        rmdir /old
        exec env -i container=lab PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            /lib/systemd/systemd --system --log-target=journal --log-level=info --show-status=no
    ' "$root" "$io" "$work" < /dev/null
)
