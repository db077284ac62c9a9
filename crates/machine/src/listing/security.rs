//! What a paste tells of SELinux and AppArmor, and of a distribution of another family.

use std::net::SocketAddr;

use hurdles_source::{Span, Spanned};

/// What is known of access control beyond permission bits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// Whether SELinux enforces, with the line that tells.
    pub enforcing: Option<Spanned<bool>>,
    /// What the kernel's audit says was denied.
    pub denials: Vec<Spanned<Denial>>,
    /// Addresses to which connecting was refused, by what an error log says.
    pub refused: Vec<Spanned<Target>>,
    /// A distribution that is none of those simulated.
    pub system: Option<Spanned<&'static str>>,
}

/// One denied access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Whether AppArmor said so, and not SELinux.
    pub by_apparmor: bool,
    /// The permission: `connectto`, `name_connect`, `write`.
    pub permission: String,
    /// The domain or profile that was refused: `httpd_t`, `/usr/sbin/nginx`.
    pub domain: String,
    /// The type of what it wanted.
    pub label: String,
    /// To what, where it shows.
    pub target: Option<Target>,
}

/// What somebody wanted to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A socket by its path.
    Path(String),
    /// A file by its name alone.
    Name(String),
    /// A port.
    Port(u16),
}

/// Distributions with SELinux, by the names in their release files.
const SYSTEMS: [&str; 7] = [
    "CentOS",
    "Red Hat Enterprise Linux",
    "Rocky Linux",
    "AlmaLinux",
    "Fedora",
    "Amazon Linux",
    "Oracle Linux",
];

/// Whether a log line tells of what the kernel refuses: the listing reads it, too.
#[must_use]
pub fn is_of_security(line: &str) -> bool {
    let line = line.trim();
    denial(line).is_some() || refused(line).is_some()
}

impl Security {
    /// Takes a line in; whether it is one that is understood.
    pub(super) fn line(&mut self, text: &str, program: &str, span: Span) -> bool {
        let text = text.trim();
        if let Some(enforcing) = mode(text, program) {
            self.enforcing = Some(Spanned::new(enforcing, span));
            return true;
        }
        if program == "sestatus" {
            return true;
        }
        if let Some(denial) = denial(text) {
            let is_permissive = text.contains("permissive=1") || text.contains("\"ALLOWED\"");
            if !is_permissive {
                self.denials.push(Spanned::new(denial, span));
            }
            return true;
        }
        if let Some(target) = refused(text) {
            self.refused.push(Spanned::new(target, span));
            return true;
        }
        let is_release = ["NAME=", "PRETTY_NAME="]
            .iter()
            .any(|key| text.starts_with(key))
            || text.contains(" release ");
        let system = SYSTEMS.iter().find(|name| text.contains(**name));
        if let Some(system) = system.filter(|_| is_release) {
            self.system = Some(Spanned::new(system, span));
        }
        false
    }

    /// What nginx may not connect to although the bits would let it.
    pub(crate) fn shut(&self) -> Vec<Target> {
        let is_enforcing = self.enforcing.as_ref().is_some_and(|shown| shown.value);
        let denied = self.denials.iter().filter_map(|denial| {
            let by_nginx =
                denial.value.domain.contains("httpd") || denial.value.domain.contains("nginx");
            denial.value.target.clone().filter(|_| by_nginx)
        });
        let refused = self.refused.iter().map(|refused| refused.value.clone());
        let known = is_enforcing || !self.denials.is_empty();
        denied.chain(refused.filter(|_| known)).collect()
    }
}

/// Output of getenforce, or the line of sestatus.
fn mode(text: &str, program: &str) -> Option<bool> {
    let word = match text.strip_prefix("Current mode:") {
        Some(word) => word.trim(),
        None if program == "getenforce" || matches!(text, "Enforcing" | "Permissive") => text,
        None => return None,
    };
    match word.to_ascii_lowercase().as_str() {
        "enforcing" => Some(true),
        "permissive" | "disabled" => Some(false),
        _ => None,
    }
}

/// A line of the audit log (`ausearch -m AVC`, `dmesg`, `journalctl`).
fn denial(text: &str) -> Option<Denial> {
    let by_apparmor = text.contains("apparmor=\"DENIED\"");
    let by_selinux = text.contains("avc:") && text.contains("denied");
    if !by_apparmor && !by_selinux {
        return None;
    }
    let target = || {
        let port = field(text, "dest").and_then(|port| port.parse().ok());
        let path = field(text, "path").filter(|path| path.starts_with('/'));
        port.map(Target::Port)
            .or_else(|| path.map(|path| Target::Path(path.to_owned())))
            .or_else(|| {
                let name = field(text, "name")?;
                Some(if name.starts_with('/') {
                    Target::Path(name.to_owned())
                } else {
                    Target::Name(name.to_owned())
                })
            })
    };
    let kind = |context: &str| context.split(':').nth(2).unwrap_or("").to_owned();
    let permission = if by_apparmor {
        field(text, "operation").unwrap_or_default()
    } else {
        let inside = text
            .split_once('{')
            .and_then(|(_, rest)| rest.split_once('}'));
        inside.map_or("", |(inside, _)| inside.trim())
    };
    Some(Denial {
        by_apparmor,
        permission: permission.to_owned(),
        domain: match field(text, "profile") {
            Some(profile) if by_apparmor => profile.to_owned(),
            _ => kind(field(text, "scontext").unwrap_or_default()),
        },
        label: kind(field(text, "tcontext").unwrap_or_default()),
        target: target(),
    })
}

/// The value of `key=value` or `key="value"`.
fn field<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let start = text.match_indices(key).map(|(at, _)| at).find(|at| {
        let before = text
            .get(..*at)
            .and_then(|before| before.chars().next_back());
        let after = text.get(at + key.len()..).unwrap_or("");
        before.is_none_or(|c| c == ' ') && after.starts_with('=')
    })?;
    let rest = text.get(start + key.len() + 1..)?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split(' ').next(),
    }
}

/// `connect() to ADDRESS failed (13: Permission denied)` of nginx's error log.
fn refused(text: &str) -> Option<Target> {
    let (_, rest) = text.split_once("connect() to ")?;
    let (address, rest) = rest.split_once(' ')?;
    if !rest.starts_with("failed (13:") {
        return None;
    }
    match address.strip_prefix("unix:") {
        Some(path) => Some(Target::Path(path.to_owned())),
        None => {
            let address: SocketAddr = address.parse().ok()?;
            Some(Target::Port(address.port()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn read(lines: &[(&str, &str)]) -> Security {
        let mut sources = Sources::default();
        let id = sources.add("listing", "");
        let mut security = Security::default();
        for (program, text) in lines {
            security.line(text, program, Span::new(id, 0, 0));
        }
        security
    }

    #[test]
    fn an_audit_line_tells_who_wanted_what() {
        let line = "type=AVC msg=audit(1591858502.201:96): avc:  denied  { connectto } for  pid=2210 comm=\"nginx\" \
                    path=\"/run/garden.sock\" scontext=system_u:system_r:httpd_t:s0 \
                    tcontext=system_u:system_r:unconfined_service_t:s0 tclass=unix_stream_socket permissive=0";
        let security = read(&[("ausearch", line)]);
        let denial = &security.denials[0].value;
        assert_eq!(
            (denial.permission.as_str(), denial.domain.as_str()),
            ("connectto", "httpd_t")
        );
        assert_eq!(
            security.shut(),
            [Target::Path("/run/garden.sock".to_owned())]
        );
        let permissive = line.replace("permissive=0", "permissive=1");
        assert_eq!(read(&[("ausearch", &permissive)]).shut(), []);
    }

    #[test]
    fn a_refusal_counts_only_where_something_enforces() {
        let log = "[crit] 1#0: *1 connect() to 127.0.0.1:8000 failed (13: Permission denied) while connecting";
        assert_eq!(read(&[("tail", log)]).shut(), []);
        let both = read(&[("getenforce", "Enforcing"), ("tail", log)]);
        assert_eq!(both.shut(), [Target::Port(8000)]);
        let off = read(&[("sestatus", "Current mode:   permissive"), ("tail", log)]);
        assert_eq!(off.shut(), []);
    }

    #[test]
    fn release_files_name_the_distribution() {
        let line = "CentOS Linux release 8.2.2004 (Core)";
        let system = read(&[("cat", line)]).system;
        assert_eq!(system.map(|system| system.value), Some("CentOS"));
    }
}
