#!/bin/sh
# Compiles Rust's standard library for wasm32-unknown-unknown from Debian's rust-src package of the very same version, and
# puts it where rustup would have put it. Debian's newer suites are read beside the machine's own, from the mirror that the
# machine already uses, and without changing its package lists.
set -eu
target=wasm32-unknown-unknown
lib="$(rustc --print sysroot)/lib/rustlib"
version="$(rustc --version | cut -d' ' -f2)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p lists/partial cache

mirror="$(apt-get indextargets --format '$(REPO_URI)' | grep -m1 '/debian/*$')"
for suite in trixie-backports trixie forky sid; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main"
done > sources.list
options="-o Dir::Etc::sourcelist=$work/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=$work/lists -o APT::Sandbox::User=root"
apt-get $options update -qq
package="$(apt-cache $options madison rust-src | awk -v v="$version" '$3 ~ "^"v"[+]" {print $3; exit}')"
[ "$package" ] || { echo "Debian has no rust-src $version: install the $target target by hand" >&2; exit 1; }
apt-get $options download "rust-src=$package"
dpkg-deb -x rust-src_*.deb source
mkdir -p "$lib/src/rust"
cp -r source/usr/src/rustc-*/library "$lib/src/rust/"

# An empty crate makes Cargo build the whole library.
mkdir -p empty/src
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' > empty/Cargo.toml
echo 'fn main() {}' > empty/src/main.rs
cd empty
RUSTC_BOOTSTRAP=1 cargo build --release --target "$target" -Z build-std=std,panic_abort,panic_unwind
mkdir -p "$lib/$target/lib"
cp target/$target/release/deps/*.rlib "$lib/$target/lib/"
rm -f "$lib/$target/lib"/libempty*.rlib
