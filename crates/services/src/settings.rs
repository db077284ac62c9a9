//! From `key=value` to settings, as `load-fragment.c` reads each kind of value; what it cannot read it says and passes over.

use hurdles_machine::shell::Word;

use crate::exec_line::{self, ExecLine};
use crate::problem::{Problem, ProblemKind};
use crate::service::{
    Asked, Directories, Install, KillMode, Kind, Output, Preserve, ProtectHome, ProtectSystem,
    Restart, Service, Socket,
};
use crate::specifier::Specifiers;
use crate::unit_file::Entry;
use crate::{keys, status, words};

/// The settings of a unit while its files are read.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) description: Option<String>,
    pub(crate) service: Service,
    pub(crate) socket: Socket,
    pub(crate) install: Install,
    /// `Requires=`, `Wants=`, `BindsTo=`, `Requisite=`.
    pub(crate) needs: Vec<(String, Word)>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) specifiers: Specifiers,
    pub(crate) path: String,
}

impl Reader {
    fn problem(&mut self, entry: &Entry, kind: ProblemKind, message: String) {
        self.problems.push(Problem {
            span: match kind {
                ProblemKind::UnknownKey { .. } | ProblemKind::UnknownSection => entry.key_span,
                _ => entry.value.span,
            },
            line: entry.line,
            path: self.path.clone(),
            kind,
            message,
        });
    }

    /// Takes one setting in.
    pub(crate) fn take(&mut self, entry: &Entry) {
        let section = entry.section.as_str();
        if section.starts_with("X-") || entry.key.starts_with("X-") {
            return;
        }
        if !keys::is_section(section) {
            let message = format!("Unknown section '{section}'. Ignoring.");
            let told = |problem: &Problem| problem.message == message;
            if !self.problems.iter().any(told) {
                self.problem(entry, ProblemKind::UnknownSection, message);
            }
            return;
        }
        if !keys::is_key(section, &entry.key) {
            let nearest = keys::nearest(section, &entry.key);
            let message = format!(
                "Unknown key '{}' in section [{section}], ignoring.",
                entry.key
            );
            self.problem(entry, ProblemKind::UnknownKey { nearest }, message);
            return;
        }
        match section {
            "Service" => self.service_key(entry),
            "Socket" => self.socket_key(entry),
            "Install" => self.install_key(entry),
            _ => self.unit_key(entry),
        }
    }

    fn unit_key(&mut self, entry: &Entry) {
        let value = &entry.value;
        match entry.key.as_str() {
            "Description" => self.description = self.expanded(entry).map(|word| word.text),
            "StartLimitBurst" => self.service.limit_burst = value.text.parse().ok(),
            "StartLimitIntervalSec" | "StartLimitInterval" => {
                self.service.limit_seconds = seconds(&value.text);
            }
            "Requires" | "Wants" | "BindsTo" | "Requisite" => {
                for word in words::cut(value).unwrap_or_default() {
                    self.needs.push((entry.key.clone(), word));
                }
            }
            key if key.starts_with("Condition") || key.starts_with("Assert") => {
                self.ask(entry);
            }
            _ => {}
        }
    }

    fn install_key(&mut self, entry: &Entry) {
        let words = entry.value.text.split_ascii_whitespace();
        let mut names = words.map(str::to_owned);
        match entry.key.as_str() {
            "WantedBy" => self
                .install
                .wanted_by
                .extend(names.map(|name| (name, "wants"))),
            "RequiredBy" => self
                .install
                .wanted_by
                .extend(names.map(|name| (name, "requires"))),
            "Alias" => self.install.alias.extend(names),
            "Also" => self.install.also.extend(names),
            _ => self.install.default_instance = names.next(),
        }
    }

    fn socket_key(&mut self, entry: &Entry) {
        let value = &entry.value;
        match entry.key.as_str() {
            "ListenStream" if value.text.is_empty() => self.socket.streams.clear(),
            "ListenStream" => {
                let stream = self.expanded(entry);
                self.socket.streams.extend(stream);
            }
            "SocketMode" => self.socket.mode = mode(&value.text),
            "SocketUser" => self.socket.user = self.expanded(entry),
            "SocketGroup" => self.socket.group = self.expanded(entry),
            "Service" => self.socket.service = Some(value.text.clone()),
            "RemoveOnStop" => self.socket.remove_on_stop = is_yes(&value.text),
            _ => self.ask(entry),
        }
    }

    fn ask(&mut self, entry: &Entry) {
        let (key, value) = (entry.key.clone(), entry.value.clone());
        self.service.asked.push(Asked { key, value });
    }

    /// The value with its specifiers replaced; a problem where one does not exist.
    fn expanded(&mut self, entry: &Entry) -> Option<Word> {
        match self.specifiers.expand(&entry.value) {
            Ok(word) => Some(word),
            Err(_) => {
                let message = format!(
                    "Failed to resolve unit specifiers in '{}', ignoring: Invalid slot",
                    entry.value.text
                );
                self.problem(entry, ProblemKind::Value, message);
                None
            }
        }
    }

    fn service_key(&mut self, entry: &Entry) {
        let key = entry.key.as_str();
        match key {
            "ExecStart" | "ExecStartPre" | "ExecStartPost" | "ExecCondition" | "ExecReload"
            | "ExecStop" | "ExecStopPost" => self.command(entry),
            "User" | "Group" | "SupplementaryGroups" | "WorkingDirectory" | "PIDFile" => {
                self.identity_key(entry);
            }
            "Environment" | "EnvironmentFile" => self.environment_key(entry),
            "ReadWritePaths"
            | "ReadWriteDirectories"
            | "ReadOnlyPaths"
            | "ReadOnlyDirectories"
            | "InaccessiblePaths"
            | "InaccessibleDirectories" => self.paths_key(entry),
            _ if key.contains("Directory") => self.directory_key(entry),
            _ => self.plain_key(entry),
        }
    }

    fn command(&mut self, entry: &Entry) {
        let lines = exec_line::parse(&entry.value, &self.specifiers);
        let service = &mut self.service;
        let list: &mut Vec<ExecLine> = match entry.key.as_str() {
            "ExecStart" => &mut service.start,
            "ExecStartPre" => &mut service.start_pre,
            "ExecStartPost" => &mut service.start_post,
            "ExecCondition" => &mut service.condition,
            "ExecReload" => &mut service.reload,
            "ExecStop" => &mut service.stop,
            _ => &mut service.stop_post,
        };
        match lines {
            Ok(_) if entry.value.text.is_empty() => list.clear(),
            Ok(lines) => list.extend(lines),
            Err(error) => {
                let message = error.message(&entry.value.text);
                self.problems.push(Problem {
                    span: error.span(),
                    line: entry.line,
                    path: self.path.clone(),
                    kind: ProblemKind::Command(error),
                    message,
                });
            }
        }
    }

    fn identity_key(&mut self, entry: &Entry) {
        let Some(word) = self.expanded(entry) else {
            return;
        };
        let is_empty = word.text.is_empty();
        match entry.key.as_str() {
            "User" => self.service.user = (!is_empty).then_some(word),
            "Group" => self.service.group = (!is_empty).then_some(word),
            "PIDFile" => self.service.pid_file = (!is_empty).then_some(word),
            "WorkingDirectory" => {
                let may_miss = word.text.starts_with('-');
                let path = word.tail(usize::from(may_miss));
                if !is_empty && path.text != "~" && !path.text.starts_with('/') {
                    let message = format!(
                        "WorkingDirectory= path is not absolute, ignoring: {}",
                        path.text
                    );
                    // Only with `-` is the line passed over; else the unit is not started.
                    let kind = if may_miss {
                        ProblemKind::Value
                    } else {
                        ProblemKind::Fatal
                    };
                    let message = match may_miss {
                        true => message,
                        false => message.replace(", ignoring:", ":"),
                    };
                    self.problem(entry, kind, message);
                    return;
                }
                self.service.directory = (!is_empty).then_some((path, may_miss));
            }
            _ if is_empty => self.service.supplementary.clear(),
            _ => {
                let groups = words::cut(&word).unwrap_or_default();
                self.service.supplementary.extend(groups);
            }
        }
    }

    fn environment_key(&mut self, entry: &Entry) {
        let Some(word) = self.expanded(entry) else {
            return;
        };
        if entry.key == "EnvironmentFile" {
            let may_miss = word.text.starts_with('-');
            let path = word.tail(usize::from(may_miss));
            if path.text.is_empty() {
                self.service.environment_files.clear();
            } else if path.text.starts_with('/') {
                self.service.environment_files.push((path, may_miss));
            } else {
                let message = format!(
                    "EnvironmentFile= path is not absolute, ignoring: {}",
                    path.text
                );
                self.problem(entry, ProblemKind::Value, message);
            }
            return;
        }
        if word.text.is_empty() {
            self.service.environment.clear();
        }
        for assignment in words::cut(&word).unwrap_or_default() {
            match assignment.text.split_once('=') {
                Some((name, _)) if is_variable(name) => {
                    let value = assignment.tail(name.len() + 1);
                    self.service.environment.push((name.to_owned(), value));
                }
                _ => {
                    let message = format!(
                        "Invalid environment assignment, ignoring: {}",
                        assignment.text
                    );
                    self.problem(entry, ProblemKind::Value, message);
                }
            }
        }
    }

    fn paths_key(&mut self, entry: &Entry) {
        let Some(word) = self.expanded(entry) else {
            return;
        };
        let service = &mut self.service;
        let list = match entry.key.as_str() {
            "ReadWritePaths" | "ReadWriteDirectories" => &mut service.read_write,
            "ReadOnlyPaths" | "ReadOnlyDirectories" => &mut service.read_only,
            _ => &mut service.inaccessible,
        };
        if word.text.is_empty() {
            list.clear();
        }
        list.extend(words::cut(&word).unwrap_or_default());
    }

    fn directory_key(&mut self, entry: &Entry) {
        let Some(word) = self.expanded(entry) else {
            return;
        };
        let service = &mut self.service;
        let kinds: [(&str, &mut Directories); 5] = [
            ("Runtime", &mut service.runtime),
            ("State", &mut service.state),
            ("Cache", &mut service.cache),
            ("Logs", &mut service.logs),
            ("Configuration", &mut service.configuration),
        ];
        let mut refused: Option<Vec<Word>> = None;
        for (kind, directories) in kinds {
            match entry.key.strip_prefix(kind) {
                Some("Directory") if word.text.is_empty() => {
                    directories.names.clear();
                    return;
                }
                Some("Directory") => {
                    let names = words::cut(&word).unwrap_or_default();
                    let (good, bad): (Vec<_>, Vec<_>) = (names.into_iter())
                        .partition(|name| !name.text.starts_with('/') && !name.text.contains(".."));
                    directories.names.extend(good);
                    refused = Some(bad);
                    break;
                }
                Some("DirectoryMode") => {
                    directories.mode = mode(&word.text);
                    return;
                }
                Some("DirectoryPreserve") => {
                    service.preserve = match word.text.as_str() {
                        "restart" => Preserve::Restart,
                        text if is_yes(text) => Preserve::Yes,
                        _ => Preserve::No,
                    };
                    return;
                }
                _ => {}
            }
        }
        let Some(refused) = refused else {
            self.ask(entry);
            return;
        };
        for name in refused {
            let what = if name.text.starts_with('/') {
                "is absolute"
            } else {
                "is not normalized"
            };
            let message = format!("{}= path {what}, ignoring: {}", entry.key, name.text);
            self.problem(entry, ProblemKind::Value, message);
        }
    }

    fn plain_key(&mut self, entry: &Entry) {
        let value = entry.value.clone();
        let text = value.text.as_str();
        let service = &mut self.service;
        let known = match entry.key.as_str() {
            "Type" => named(kind(text), |kind| service.kind = Some(kind)),
            "Restart" => named(restart(text), |restart| service.restart = restart),
            "RestartSec" => named(seconds(text), |all| service.restart_seconds = Some(all)),
            "StartLimitBurst" => named(text.parse().ok(), |n| service.limit_burst = Some(n)),
            "StartLimitInterval" => named(seconds(text), |all| service.limit_seconds = Some(all)),
            "TimeoutStartSec" => named(seconds(text), |all| service.timeout_start = Some(all)),
            "TimeoutStopSec" => named(seconds(text), |all| service.timeout_stop = Some(all)),
            "TimeoutSec" => named(seconds(text), |all| {
                service.timeout_start = Some(all);
                service.timeout_stop = Some(all);
            }),
            "KillSignal" => named(status::signal_number(text), |n| {
                service.kill_signal = Some(n)
            }),
            "KillMode" => named(kill_mode(text), |mode| service.kill_mode = mode),
            "UMask" => named(mode(text), |mask| service.umask = Some(mask)),
            "PrivateTmp" => named(boolean(text), |yes| {
                service.private_tmp = yes.then(|| value.clone());
            }),
            "DynamicUser" => named(boolean(text), |yes| service.dynamic_user = yes),
            "RemainAfterExit" => named(boolean(text), |yes| service.remains = yes),
            "ProtectHome" => named(protect_home(text), |how| {
                service.protect_home = (how != ProtectHome::No).then(|| (how, value.clone()));
            }),
            "ProtectSystem" => named(protect_system(text), |how| {
                service.protect_system = (how != ProtectSystem::No).then(|| (how, value.clone()));
            }),
            "NotifyAccess" => named(Some(()), |()| service.notify_access = Some(value.clone())),
            "StandardOutput" => named(output(&value), |to| service.stdout = to),
            "StandardError" => named(output(&value), |to| service.stderr = Some(to)),
            "SuccessExitStatus" => {
                let all = text.split_ascii_whitespace();
                service
                    .success
                    .extend(all.filter_map(|word| word.parse::<i32>().ok()));
                true
            }
            _ => {
                self.ask(entry);
                true
            }
        };
        if !known {
            let message = format!(
                "Failed to parse {}, ignoring: {text}",
                keys::value_name(&entry.key)
            );
            self.problem(entry, ProblemKind::Value, message);
        }
    }
}

/// Takes a value in where it could be read; whether it could.
fn named<T>(value: Option<T>, take: impl FnOnce(T)) -> bool {
    value.map(take).is_some()
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A truth value (`parse_boolean`, src/basic/parse-util.c).
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "y" | "true" | "t" | "on" => Some(true),
        "0" | "no" | "n" | "false" | "f" | "off" => Some(false),
        _ => None,
    }
}

fn is_yes(text: &str) -> bool {
    boolean(text) == Some(true)
}

/// An octal mode.
fn mode(text: &str) -> Option<u16> {
    u16::from_str_radix(text, 8)
        .ok()
        .filter(|mode| *mode <= 0o7777)
}

fn kind(text: &str) -> Option<Kind> {
    Some(match text {
        "simple" => Kind::Simple,
        "exec" => Kind::Exec,
        "forking" => Kind::Forking,
        "oneshot" => Kind::Oneshot,
        "notify" => Kind::Notify,
        "dbus" => Kind::Dbus,
        "idle" => Kind::Idle,
        _ => return None,
    })
}

fn restart(text: &str) -> Option<Restart> {
    Some(match text {
        "no" => Restart::No,
        "always" => Restart::Always,
        "on-success" => Restart::OnSuccess,
        "on-failure" => Restart::OnFailure,
        "on-abnormal" => Restart::OnAbnormal,
        "on-abort" => Restart::OnAbort,
        "on-watchdog" => Restart::OnWatchdog,
        _ => return None,
    })
}

fn kill_mode(text: &str) -> Option<KillMode> {
    Some(match text {
        "control-group" => KillMode::ControlGroup,
        "mixed" => KillMode::Mixed,
        "process" => KillMode::Process,
        "none" => KillMode::None,
        _ => return None,
    })
}

fn protect_home(text: &str) -> Option<ProtectHome> {
    match text {
        "read-only" => Some(ProtectHome::ReadOnly),
        "tmpfs" => Some(ProtectHome::Tmpfs),
        _ => boolean(text).map(|yes| {
            if yes {
                ProtectHome::Yes
            } else {
                ProtectHome::No
            }
        }),
    }
}

fn protect_system(text: &str) -> Option<ProtectSystem> {
    match text {
        "full" => Some(ProtectSystem::Full),
        "strict" => Some(ProtectSystem::Strict),
        _ => boolean(text).map(|yes| {
            if yes {
                ProtectSystem::Yes
            } else {
                ProtectSystem::No
            }
        }),
    }
}

fn output(value: &Word) -> Option<Output> {
    for prefix in ["append:", "file:", "truncate:"] {
        if value.text.starts_with(prefix) {
            return Some(Output::File(value.tail(prefix.len())));
        }
    }
    Some(match value.text.as_str() {
        "inherit" => Output::Inherit,
        "null" => Output::Null,
        "journal" | "syslog" | "kmsg" | "journal+console" | "syslog+console" | "tty" | "socket" => {
            Output::Journal
        }
        _ => return None,
    })
}

/// A time span in seconds: `5`, `1min 30s`, `100ms`, `infinity` (systemd.time(7)).
pub(crate) fn seconds(text: &str) -> Option<f64> {
    if text == "infinity" {
        return Some(f64::INFINITY);
    }
    let mut all = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
                .len();
        let number: f64 = rest.get(..digits)?.parse().ok()?;
        rest = rest.get(digits..)?.trim_start();
        let letters = rest.len()
            - rest
                .trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .len();
        let unit = match rest.get(..letters)? {
            "" | "s" | "sec" | "second" | "seconds" => 1.0,
            "ms" | "msec" => 0.001,
            "us" | "usec" => 0.000_001,
            "m" | "min" | "minute" | "minutes" => 60.0,
            "h" | "hr" | "hour" | "hours" => 3600.0,
            "d" | "day" | "days" => 86400.0,
            "w" | "week" | "weeks" => 604_800.0,
            _ => return None,
        };
        all += number * unit;
        rest = rest.get(letters..)?.trim_start();
    }
    Some(all)
}
