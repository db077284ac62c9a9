//! Who is on the machine: users, who holds a port, and what was typed by root.

use hurdles_machine::listing::Security;
use hurdles_machine::{Address, Listener, NodeId, Origin, Program};
use hurdles_source::{Span, nearest_name};

use super::Facts;

/// Somebody who listens.
#[derive(Clone, Debug)]
pub(crate) struct Holder {
    /// What it is, for people.
    pub(crate) name: String,
    /// Words of its command line.
    pub(crate) command: String,
    /// What started it.
    pub(crate) span: Option<Span>,
}

impl Facts<'_> {
    pub(crate) fn user_name(&self, uid: u32) -> String {
        self.machine().accounts.user_name(uid)
    }

    /// Accounts that somebody may have meant: a slip of the finger, and those of nginx and the user.
    pub(crate) fn likely_accounts(&self, name: &str, is_group: bool) -> Vec<String> {
        let accounts = &self.before().accounts;
        let names: Vec<&str> = if is_group {
            accounts
                .groups
                .iter()
                .map(|group| group.name.as_str())
                .collect()
        } else {
            accounts
                .users
                .iter()
                .map(|user| user.name.as_str())
                .collect()
        };
        let near = nearest_name(name, names.iter().copied());
        let usual = ["www-data", self.scenario.user.as_str()];
        let mut likely: Vec<String> = near.into_iter().chain(usual).map(str::to_owned).collect();
        likely.retain(|likely| names.contains(&likely.as_str()));
        likely.dedup();
        likely
    }

    /// The home of whoever types the invocation.
    pub(crate) fn home(&self) -> String {
        let user = self.before().accounts.user(&self.scenario.user);
        user.map_or_else(
            || format!("/home/{}", self.scenario.user),
            |user| user.home.clone(),
        )
    }

    /// Who holds a port, as far as it is not this nginx or uWSGI.
    pub(crate) fn holder_of_port(&self, port: u16) -> Option<Holder> {
        let listeners = self.machine().listeners().map(|(_, listener)| listener);
        let mut holders = listeners
            .filter(|listener| matches!(listener.address, Address::Tcp(_, held) if held == port))
            .filter_map(|listener| self.holder(listener));
        holders.next()
    }

    pub(super) fn holder(&self, listener: &Listener) -> Option<Holder> {
        let process = listener.process.and_then(|id| self.machine().process(id));
        let (name, command) = match process.map(|process| &process.program) {
            Some(Program::Nginx | Program::Uwsgi) => return None,
            Some(Program::HttpServer(_)) => (
                "python3 -m http.server".to_owned(),
                "http.server".to_owned(),
            ),
            Some(Program::Other(name)) => (name.clone(), name.clone()),
            None => ("another process".to_owned(), "another".to_owned()),
        };
        Some(Holder {
            name,
            command,
            span: listener.span,
        })
    }

    /// What typed or pasted text says how a node came to be as it is.
    pub(crate) fn origin_of(&self, node: NodeId) -> Option<Span> {
        self.origin_span(self.before().node(node).origin)
    }

    pub(super) fn origin_span(&self, origin: Origin) -> Option<Span> {
        match origin {
            Origin::Typed(span) => Some(span),
            // The first word of a line of `ls -l` is the mode.
            Origin::Seen(span) => {
                let text = self.text(span);
                let mode = text.split_whitespace().next().unwrap_or("");
                let at = text.find(mode).unwrap_or(0);
                Some(if mode.len() >= 10 {
                    span.part(at, at + mode.len())
                } else {
                    span
                })
            }
            Origin::Stock | Origin::Scenario(_) | Origin::Made => None,
        }
    }

    /// The whole line of `setup` or `after` that a place lies in.
    pub(crate) fn typed_line(&self, span: Span) -> Option<Span> {
        let name = &*self.sources().get(span.source).name;
        ["setup", "after"]
            .contains(&name)
            .then(|| self.line_of(span))
    }

    /// The last command of `setup` or `after` that runs one of these programs and names `word`.
    pub(crate) fn typed_with(&self, programs: &[&str], word: &str) -> Option<Span> {
        let ran = self.trace.setup.ran.iter().chain(&self.trace.after.ran);
        let mut typed = ran.filter(|ran| {
            let mut argv = ran.argv.iter();
            argv.next()
                .is_some_and(|name| programs.contains(&name.rsplit('/').next().unwrap_or("")))
                && (word.is_empty() || argv.any(|argument| argument.contains(word)))
        });
        typed.next_back().map(|ran| ran.span)
    }

    /// What the listing tells of SELinux and AppArmor.
    pub(crate) fn security(&self) -> &Security {
        &self.trace.listing.security
    }

    /// The lines of `setup` and `after` that failed, each with what was said of it.
    pub(crate) fn failed_lines(&self) -> Vec<(Span, String)> {
        let scripts = [&self.trace.setup, &self.trace.after];
        let not_run = |span: Span| {
            let mut complaints = scripts.iter().flat_map(|script| &script.complaints);
            complaints.any(|complaint| complaint.span.start == span.start)
        };
        let ran = scripts.iter().flat_map(|script| &script.ran);
        let failed = ran.filter(|ran| {
            let goes_on = self
                .typed_line(ran.span)
                .is_some_and(|line| self.text(line).contains("||"));
            ran.status.is_some_and(|status| status != 0)
                && !ran.stderr.trim().is_empty()
                && !goes_on
                && !not_run(ran.span)
        });
        failed
            .map(|ran| (ran.span, words_of(&ran.stderr)))
            .collect()
    }

    /// What the shell could not run of the invocation.
    pub(crate) fn shell_complaint(&self) -> Option<String> {
        let failed = self
            .trace
            .invocation
            .ran
            .iter()
            .find(|ran| !ran.stderr.trim().is_empty());
        failed.map(|ran| words_of(&ran.stderr))
    }

    /// A service that was asked for and whose program never ran.
    pub(crate) fn stopped_service(&self) -> Option<&hurdles_services::manager::State> {
        self.trace.stopped_service()
    }

    /// Invocations that would suit the files and nginx's configuration.
    pub(crate) fn possible_invocations(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (path, span) in self.files() {
            if path.ends_with(".ini") && self.text(span).contains("[uwsgi]") {
                lines.push(format!("uwsgi --ini {path}"));
                lines.push(format!("sudo uwsgi --ini {path}"));
            }
        }
        for address in self.wanted_addresses() {
            for file in self.app_files() {
                let (directory, name) = file.rsplit_once('/').unwrap_or(("/", &file));
                let chdir = if directory == self.scenario.cwd {
                    String::new()
                } else {
                    format!(" --chdir {directory}")
                };
                lines.push(format!(
                    "sudo uwsgi --plugin python3 -s {address} --chmod-socket=660{chdir} --wsgi-file {name} --uid {} --gid www-data",
                    self.scenario.user
                ));
            }
        }
        lines.truncate(6);
        lines
    }
}

/// As many characters of what a program said as a sentence takes.
const MOST_SAID: usize = 160;

/// What was said, on one line: the cause often stands in the first, and the rest follows from it.
fn words_of(said: &str) -> String {
    let lines: Vec<&str> = said.trim().lines().map(str::trim).collect();
    let whole = lines.join("; ");
    if whole.chars().count() <= MOST_SAID {
        return whole;
    }
    let cut: String = whole.chars().take(MOST_SAID).collect();
    format!("{cut}…")
}
