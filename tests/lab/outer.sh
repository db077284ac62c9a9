# Lays a throw-away layer over a system's root and runs the scenario in it. Started in namespaces of its own.
# usage: outer.sh ROOT WORK
set -e
root=$1
work=$2
hostname vm
mount -t tmpfs tmpfs "$work/layer"
mkdir "$work/layer/upper" "$work/layer/work" "$work/layer/merged"
merged=$work/layer/merged
mount -t overlay overlay -o "lowerdir=$root,upperdir=$work/layer/upper,workdir=$work/layer/work" "$merged"
mount -t proc proc "$merged/proc"
mount --rbind /dev "$merged/dev"
mount -t tmpfs -o mode=755 tmpfs "$merged/run"
mkdir -p "$merged/run/lock" "$merged/lab"
chmod 1777 "$merged/tmp"
mount --bind "$work/lab" "$merged/lab"
exec chroot "$merged" timeout -k 1 60 bash /lab/inner.sh
