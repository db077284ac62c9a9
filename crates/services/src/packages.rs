//! What Debian's packages of uWSGI's services and of supervisor install. They are put on the machine where a scenario uses
//! them; nothing of the scenario's is replaced.

use hurdles_machine::{Content, Machine, NodeKind, Origin};

/// A package that starts uWSGI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Package {
    /// `uwsgi`: the init script that starts one uWSGI for each file in `/etc/uwsgi/apps-enabled`.
    Uwsgi,
    /// `uwsgi-emperor`: a unit for an Emperor over `/etc/uwsgi-emperor/vassals`.
    Emperor,
    /// `supervisor`.
    Supervisor,
}

/// A directory, a file with its text, or a program.
enum Entry {
    Directory,
    Text(&'static str),
    /// A text that is not carried, with its mode.
    Stock(u16),
}

impl Package {
    /// Every package known here.
    pub const ALL: [Self; 3] = [Self::Uwsgi, Self::Emperor, Self::Supervisor];

    /// Its name for apt.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Uwsgi => "uwsgi",
            Self::Emperor => "uwsgi-emperor",
            Self::Supervisor => "supervisor",
        }
    }

    /// Whether a path belongs to what the package reads or brings.
    #[must_use]
    pub fn owns(self, path: &str) -> bool {
        let places: &[&str] = match self {
            Self::Uwsgi => &[
                "/etc/uwsgi/apps-",
                "/etc/init.d/uwsgi",
                "/usr/share/uwsgi/conf/",
                "/etc/default/uwsgi",
                "/run/uwsgi/app/",
                "/var/log/uwsgi/app/",
            ],
            Self::Emperor => &[
                "/etc/uwsgi-emperor/emperor.ini",
                "/etc/uwsgi-emperor/vassals",
                "/etc/init.d/uwsgi-emperor",
                "/etc/default/uwsgi-emperor",
            ],
            Self::Supervisor => &["/etc/supervisor/", "/etc/init.d/supervisor"],
        };
        let is_emperors = self == Self::Uwsgi && Self::Emperor.owns(path);
        !is_emperors && places.iter().any(|place| path.starts_with(place))
    }

    /// Whether a text names the package's commands or directories; a word of a longer name does not count.
    #[must_use]
    pub fn is_named_in(self, text: &str) -> bool {
        text.split(['\n', ';', '&', '|']).any(|command| {
            let words = command.split(|c: char| c.is_whitespace() || "'\"`()=".contains(c));
            let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
            words.iter().any(|word| self.owns(word)) || self.is_started_by(&words)
        })
    }

    /// Whether one of these words is a program of the package, or a service manager's with the package's service.
    fn is_started_by(self, words: &[&str]) -> bool {
        let name = |word: &str| word.rsplit('/').next().unwrap_or("").to_owned();
        let programs: &[&str] = match self {
            Self::Supervisor => &["supervisord", "supervisorctl"],
            _ => &[],
        };
        let manager = words
            .iter()
            .position(|word| ["service", "systemctl", "invoke-rc.d"].contains(&&*name(word)));
        let is_service = manager.is_some_and(|at| {
            let after = words.get(at + 1..).unwrap_or_default();
            after
                .iter()
                .any(|word| word.strip_suffix(".service").unwrap_or(word) == self.name())
        });
        is_service || words.iter().any(|word| programs.contains(&&*name(word)))
    }

    /// Puts what the package brings on the machine, services stopped and disabled; what is there already stays.
    pub fn install(self, machine: &mut Machine) {
        for (path, entry) in self.entries() {
            if machine.find_link(path).is_some() {
                continue;
            }
            let (kind, mode) = match entry {
                Entry::Directory => (
                    NodeKind::Directory(std::collections::BTreeMap::new()),
                    0o755,
                ),
                Entry::Text(text) => {
                    let text = Content::Text((*text).into(), None);
                    (NodeKind::File(text), 0o644)
                }
                Entry::Stock(mode) => (NodeKind::File(Content::Stock((*path).into())), *mode),
            };
            machine.place(path, kind, mode, (0, 0), Origin::Stock);
        }
    }

    /// Whether it is there: by the file that its programs cannot do without.
    #[must_use]
    pub fn is_installed(self, machine: &Machine) -> bool {
        let file = match self {
            Self::Uwsgi => "/usr/share/uwsgi/init/do_command",
            Self::Emperor => "/etc/init.d/uwsgi-emperor",
            Self::Supervisor => "/usr/bin/supervisord",
        };
        machine.find(file).is_some()
    }

    /// What `dpkg -L` lists of it, without documentation (uwsgi 2.0.21-5.1, supervisor 4.2.5-1).
    fn entries(self) -> &'static [(&'static str, Entry)] {
        use Entry::{Directory, Stock, Text};
        match self {
            Self::Uwsgi => &[
                (
                    "/etc/default/uwsgi",
                    Text(include_str!("../data/debian/default-uwsgi")),
                ),
                ("/etc/init.d/uwsgi", Stock(0o755)),
                ("/etc/uwsgi/apps-available/README", Stock(0o644)),
                ("/etc/uwsgi/apps-enabled/README", Stock(0o644)),
                (
                    "/usr/share/uwsgi/conf/default.ini",
                    Text(include_str!("../data/debian/uwsgi-default.ini")),
                ),
                ("/usr/share/uwsgi/init/do_command", Stock(0o644)),
                ("/usr/share/uwsgi/init/snippets", Stock(0o644)),
                ("/usr/share/uwsgi/init/specific_daemon", Stock(0o644)),
                ("/var/log/uwsgi/app", Directory),
            ],
            Self::Emperor => &[
                ("/etc/default/uwsgi-emperor", Stock(0o644)),
                ("/etc/init.d/uwsgi-emperor", Stock(0o755)),
                (
                    "/etc/uwsgi-emperor/emperor.ini",
                    Text(include_str!("../data/debian/emperor.ini")),
                ),
                ("/etc/uwsgi-emperor/vassals", Directory),
                (
                    "/lib/systemd/system/uwsgi-emperor.service",
                    Text(include_str!("../data/debian/uwsgi-emperor.service")),
                ),
                ("/var/log/uwsgi", Directory),
            ],
            Self::Supervisor => &[
                ("/etc/init.d/supervisor", Stock(0o755)),
                ("/etc/supervisor/conf.d", Directory),
                (
                    "/etc/supervisor/supervisord.conf",
                    Text(include_str!("../data/debian/supervisord.conf")),
                ),
                (
                    "/lib/systemd/system/supervisor.service",
                    Text(include_str!("../data/debian/supervisor.service")),
                ),
                ("/usr/bin/supervisorctl", Stock(0o755)),
                ("/usr/bin/supervisord", Stock(0o755)),
                ("/var/log/supervisor", Directory),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_named_by_its_commands_and_directories_only() {
        for (text, expected) in [
            ("sudo service uwsgi start", vec![Package::Uwsgi]),
            ("systemctl restart uwsgi.service", vec![Package::Uwsgi]),
            ("ls /etc/uwsgi/apps-enabled", vec![Package::Uwsgi]),
            ("sudo systemctl start uwsgi-emperor", vec![Package::Emperor]),
            ("/etc/init.d/uwsgi-emperor start", vec![Package::Emperor]),
            ("sudo supervisorctl update", vec![Package::Supervisor]),
            ("systemctl start supervisor", vec![Package::Supervisor]),
            ("uwsgi --ini /etc/uwsgi/app.ini", vec![]),
            ("systemctl start shop; uwsgi --http :80", vec![]),
            ("cp supervisor.conf /etc", vec![]),
        ] {
            let named: Vec<Package> = Package::ALL
                .into_iter()
                .filter(|package| package.is_named_in(text))
                .collect();
            assert_eq!(named, expected, "{text}");
        }
    }

    #[test]
    fn what_is_there_stays() {
        let mut machine = hurdles_machine::stock::machine("debian-12").unwrap();
        let own = NodeKind::File(Content::Text("[supervisord]\n".into(), None));
        let path = "/etc/supervisor/supervisord.conf";
        machine.place(path, own, 0o600, (0, 0), Origin::Made);
        assert!(!Package::Supervisor.is_installed(&machine));
        Package::Supervisor.install(&mut machine);
        assert!(Package::Supervisor.is_installed(&machine));
        assert_eq!(machine.text_of(path).as_deref(), Some("[supervisord]\n"));
    }
}
