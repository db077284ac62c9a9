//! Files that nginx missed.

use hurdles_machine::{Errno, Machine, NodeKind};
use hurdles_nginx::event::Event;
use hurdles_nginx::{Configuration, Problem, ProblemKind};

use super::super::ThingKind;
use super::Search;
use crate::report::Stage;

/// Directives that name a certificate, a key or a list of passwords.
const SECRETS: [&str; 8] = [
    "ssl_certificate",
    "ssl_certificate_key",
    "ssl_dhparam",
    "ssl_trusted_certificate",
    "ssl_client_certificate",
    "ssl_password_file",
    "ssl_session_ticket_key",
    "auth_basic_user_file",
];

/// As many links as are followed.
const MOST_LINKS: usize = 8;

impl Search<'_> {
    /// A file that nginx's configuration names.
    pub(super) fn nginx(&mut self, configuration: &Configuration, fault: &Problem) {
        let directive = fault.blame.and_then(|blame| {
            let directives = configuration.tree.iter().map(|(_, directive)| directive);
            directives
                .filter(|directive| {
                    directive.place.span.is_some_and(|span| {
                        span.source == blame.source
                            && span.start <= blame.start
                            && span.end >= blame.end
                    })
                })
                .last()
        });
        let is_secret =
            directive.is_some_and(|directive| SECRETS.iter().any(|secret| directive.is(secret)));
        if is_secret && let Some(name) = directive.and_then(|directive| directive.argument(0)) {
            let path = linked(&self.trace.told, &Machine::absolute("/etc/nginx", name));
            if self.trace.before.find(&path).is_none() {
                self.add(Stage::NginxConfig, ThingKind::Secret(path));
            }
            return;
        }
        match &fault.kind {
            ProblemKind::Call {
                call,
                errno: Errno::NotFound,
            } => {
                let Some(path) = call.split('"').nth(1) else {
                    return;
                };
                let is_log = directive.is_none_or(|directive| {
                    ["access_log", "error_log", "pid"]
                        .iter()
                        .any(|name| directive.is(name))
                });
                let names_log = configuration.tree.iter().any(|(_, directive)| {
                    ["access_log", "error_log", "pid"]
                        .iter()
                        .any(|name| directive.is(name))
                        && directive.argument(0) == Some(path)
                });
                if is_log && names_log {
                    if let Some((directory, _)) = path.rsplit_once('/') {
                        let path = directory.to_owned();
                        let kind = ThingKind::Directory { path, ids: (0, 0) };
                        self.add(Stage::NginxConfig, kind);
                    }
                } else {
                    // What stands in nginx's own directory comes with it, and what does not is a slip of the pen.
                    let path = path.to_owned();
                    self.add(Stage::NginxConfig, ThingKind::Include(path));
                }
            }
            ProblemKind::GetPwNam(name) => self.account(name, ""),
            ProblemKind::GetGrNam(name) => self.account("", name),
            _ => {}
        }
    }

    /// A file that nginx was to send.
    pub(super) fn static_file(&mut self) {
        if self.trace.response.status != Some(404) {
            return;
        }
        let mut files = self
            .trace
            .response
            .events
            .iter()
            .filter_map(|event| match event {
                Event::File {
                    path,
                    errno: Some(Errno::NotFound),
                    ..
                } => Some(path.clone()),
                _ => None,
            });
        if let Some(path) = files.next_back() {
            let name = path.rsplit('/').next().unwrap_or_default().to_owned();
            self.add_named(Stage::Response, &name, &path, ThingKind::File(path.clone()));
        }
    }
}

/// Where a path leads by the symbolic links that are there, whether or not anything lies at their end.
fn linked(machine: &Machine, path: &str) -> String {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Some(id) = machine.find_link(&path) else {
            break;
        };
        let NodeKind::Symlink(target) = &machine.node(id).kind else {
            break;
        };
        let directory = path
            .rsplit_once('/')
            .map_or("/", |(directory, _)| directory);
        path = Machine::absolute(directory, target);
    }
    path
}
