//! The roots: a whole system each, made once and never written to again.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{Trouble, is_root_on_debian, output_of, program};
use crate::setup::debian;
use crate::tree;

/// The systems whose real programs can be had, with their releases.
const SYSTEMS: &[(&str, &str)] = &[
    ("debian-11", "bullseye"),
    ("debian-12", "bookworm"),
    ("debian-13", "trixie"),
];

/// What a root holds beyond the smallest Debian.
const PACKAGES: &str = "nginx,uwsgi-core,uwsgi-plugin-python3,python3-flask,python3-django,python3-venv,python3-pip,\
    acl,curl,sudo,procps,adduser,iproute2,util-linux";

/// The folder of all roots; `HURDLES_LAB` names another.
pub(crate) fn folder() -> PathBuf {
    std::env::var_os("HURDLES_LAB")
        .map_or_else(|| PathBuf::from("/var/cache/hurdles/lab"), PathBuf::from)
}

/// The names of all systems of the lab.
pub(crate) fn systems<'a>() -> Vec<&'a str> {
    SYSTEMS.iter().map(|(name, _)| *name).collect()
}

/// Makes a system's root, if it is not there.
pub(crate) fn prepare(system: &str) -> Result<(), Trouble> {
    let root = of(system)?;
    println!("{system} is at {}", root.display());
    Ok(())
}

/// The root of a system, made first where it is not there.
pub(crate) fn of(system: &str) -> Result<PathBuf, Trouble> {
    let release = release(system)?;
    let root = folder().join(system);
    if root.join("usr/sbin/nginx").exists() && root.join("usr/bin/uwsgi-core").exists() {
        return Ok(root);
    }
    bootstrap(release, &root)?;
    Ok(root)
}

/// The root of a system that boots, made first where it is not there.
pub(crate) fn of_booted(system: &str) -> Result<PathBuf, Trouble> {
    let release = release(system)?;
    let root = folder().join("booted").join(system);
    if root.join("etc/systemd/system/lab.service").exists() {
        return Ok(root);
    }
    debian::bring("debootstrap", "debootstrap")?;
    fs::create_dir_all(folder().join("booted"))?;
    let mut prepare = program("bash", &[]);
    prepare
        .arg(tree::path("tests/lab/booted/prepare.sh"))
        .arg(release)
        .arg(&root);
    output_of(&mut prepare)?;
    Ok(root)
}

/// The release that a system is, where its root can be made here.
fn release(system: &str) -> Result<&'static str, Trouble> {
    let Some((_, release)) = SYSTEMS.iter().find(|(name, _)| *name == system) else {
        return Err(Trouble::Failed(format!(
            "the lab has no {system}, only {}",
            systems().join(", ")
        )));
    };
    if !is_root_on_debian() {
        return Err(Trouble::Missing {
            what: "root on a Debian machine".to_owned(),
            how: "The lab mounts systems and makes namespaces: run it as root on Debian".to_owned(),
        });
    }
    Ok(release)
}

/// Installs a release beside the place where it belongs, and moves it there when it is whole.
fn bootstrap(release: &str, root: &Path) -> Result<(), Trouble> {
    debian::bring("debootstrap", "debootstrap")?;
    let unfinished = root.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    fs::create_dir_all(&unfinished)?;
    let packages = format!("--include={PACKAGES}");
    let mut debootstrap = program("debootstrap", &["--variant=minbase", &packages, release]);
    output_of(debootstrap.arg(&unfinished))?;
    fs::rename(unfinished, root)?;
    Ok(())
}
