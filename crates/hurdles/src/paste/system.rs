//! Which system a paste comes from, by what only that system prints.

/// What is looked for, the surest first: a word in the text, and the system.
///
/// Versions are those of the distributions' own packages (packages.debian.org, packages.ubuntu.com).
const SIGNS: [(&str, &str); 62] = [
    ("Ubuntu 24.04", "ubuntu-24.04"),
    ("Ubuntu 22.04", "ubuntu-22.04"),
    ("Ubuntu 20.04", "ubuntu-20.04"),
    ("Ubuntu 16.04", "ubuntu-16.04"),
    ("Debian GNU/Linux 13", "debian-13"),
    ("Debian GNU/Linux 12", "debian-12"),
    ("Debian GNU/Linux 11", "debian-11"),
    ("VERSION_CODENAME=noble", "ubuntu-24.04"),
    ("VERSION_CODENAME=jammy", "ubuntu-22.04"),
    ("VERSION_CODENAME=focal", "ubuntu-20.04"),
    ("VERSION_CODENAME=xenial", "ubuntu-16.04"),
    ("VERSION_CODENAME=trixie", "debian-13"),
    ("VERSION_CODENAME=bookworm", "debian-12"),
    ("VERSION_CODENAME=bullseye", "debian-11"),
    ("PREEMPT_DYNAMIC Debian 6.12", "debian-13"),
    ("PREEMPT_DYNAMIC Debian 6.1.", "debian-12"),
    ("SMP Debian 5.10.", "debian-11"),
    ("+deb13u", "debian-13"),
    ("+deb12u", "debian-12"),
    ("+deb11u", "debian-11"),
    ("nginx/1.24.0 (Ubuntu)", "ubuntu-24.04"),
    ("nginx/1.10.3 (Ubuntu)", "ubuntu-16.04"),
    ("uWSGI 2.0.28-debian", "debian-13"),
    ("uWSGI 2.0.24-debian", "ubuntu-24.04"),
    ("uWSGI 2.0.21-debian", "debian-12"),
    ("uWSGI 2.0.20-debian", "ubuntu-22.04"),
    ("uWSGI 2.0.19.1-debian", "debian-11"),
    ("uWSGI 2.0.18-debian", "ubuntu-20.04"),
    ("uWSGI 2.0.12-debian", "ubuntu-16.04"),
    ("Python version: 3.13", "debian-13"),
    ("Python version: 3.12", "ubuntu-24.04"),
    ("Python version: 3.11", "debian-12"),
    ("Python version: 3.10", "ubuntu-22.04"),
    ("Python version: 3.9", "debian-11"),
    ("Python version: 3.8", "ubuntu-20.04"),
    ("Python version: 3.5", "ubuntu-16.04"),
    ("nginx/1.26.3", "debian-13"),
    ("nginx/1.22.1", "debian-12"),
    ("python3.13/", "debian-13"),
    ("python3.12/", "ubuntu-24.04"),
    ("python3.11/", "debian-12"),
    ("python3.10/", "ubuntu-22.04"),
    ("python3.9/", "debian-11"),
    ("python3.8/", "ubuntu-20.04"),
    ("python3.5/", "ubuntu-16.04"),
    ("Ubuntu Server 24.04", "ubuntu-24.04"),
    ("Ubuntu Server 22.04", "ubuntu-22.04"),
    ("Ubuntu Server 20.04", "ubuntu-20.04"),
    ("Debian 13", "debian-13"),
    ("Debian 12", "debian-12"),
    ("Debian 11", "debian-11"),
    ("debian 13", "debian-13"),
    ("debian 12", "debian-12"),
    ("debian 11", "debian-11"),
    ("ubuntu 24.04", "ubuntu-24.04"),
    ("ubuntu 22.04", "ubuntu-22.04"),
    ("ubuntu 20.04", "ubuntu-20.04"),
    ("ubuntu 16.04", "ubuntu-16.04"),
    ("trixie", "debian-13"),
    ("bookworm", "debian-12"),
    ("bullseye", "debian-11"),
    ("nginx/1.18.0 (Ubuntu)", "ubuntu-22.04"),
];

/// As much of a paste as is looked through.
const MOST_BYTES: usize = 128 * 1024;

/// The system that a paste shows, if it shows one.
pub(super) fn system(paste: &str) -> Option<&'static str> {
    let paste = paste.get(..paste.floor_char_boundary(MOST_BYTES))?;
    SIGNS
        .iter()
        .find(|(sign, _)| paste.contains(sign))
        .map(|(_, system)| *system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_surer_counts() {
        let text = "Welcome to Ubuntu 22.04.5 LTS\nuWSGI 2.0.21-debian\n";
        assert_eq!(system(text), Some("ubuntu-22.04"));
        assert_eq!(
            system("*** Starting uWSGI 2.0.21-debian (64bit)"),
            Some("debian-12")
        );
        assert_eq!(system("hello"), None);
    }
}
