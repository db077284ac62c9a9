//! How nginx failed to connect, and whether what it runs with is what lies on disk.

use hurdles_machine::{Errno, Machine, Step, Walk};
use hurdles_nginx::event::{AttemptEnd, Event, Passed};
use hurdles_source::Span;

use super::{Facts, Who};

/// A connect() of nginx that failed.
pub(crate) struct Connect<'a> {
    /// The path of the socket, made absolute, or the address.
    pub(crate) path: &'a str,
    pub(crate) errno: Errno,
    pub(crate) walk: Option<&'a Walk>,
    /// The characters that name the address.
    pub(crate) place: Option<Span>,
    pub(crate) who: Who,
    pub(crate) is_tcp: bool,
}

impl<'a> Facts<'a> {
    /// A word in the `server` lines of upstreams.
    pub(crate) fn words_of_servers(&self, word: &str) -> Vec<Span> {
        self.directives()
            .filter(|(_, directive)| directive.is("server"))
            .flat_map(|(_, directive)| &directive.arguments)
            .filter(|argument| argument.text == word)
            .filter_map(|argument| argument.span)
            .collect()
    }

    /// The `listen` that wants to be spoken to otherwise, and its word for that.
    pub(crate) fn expects_other_protocol(&self) -> Option<(Span, &'static str)> {
        self.events().find_map(|event| match event {
            Event::ListenExpects { place, word } => Some((place.span?, *word)),
            _ => None,
        })
    }

    /// The `listen` of a socket that speaks plain HTTP and is greeted with TLS.
    pub(crate) fn tls_to_plain_socket(&self) -> Option<Span> {
        self.events().find_map(|event| match event {
            Event::TlsToPlainSocket { place } => place.as_ref()?.span,
            _ => None,
        })
    }

    /// The last attempt to connect, where it failed.
    pub(crate) fn connect_failure(&self) -> Option<Connect<'_>> {
        let passed = self.passed()?;
        let attempt = passed.attempts.last()?;
        let AttemptEnd::NotConnected(errno) = attempt.end else {
            return None;
        };
        Some(Connect {
            path: &self.connect_path,
            errno,
            walk: attempt.walk.as_ref(),
            place: self.address_place(passed, &attempt.address),
            who: Who::new(passed.user.clone(), passed.identity.clone()),
            is_tcp: !attempt.address.starts_with("unix:"),
        })
    }

    /// The address of the failed attempt: a path made absolute, or what nginx writes.
    pub(super) fn failed_address(&self) -> String {
        let attempt = self.passed().and_then(|passed| passed.attempts.last());
        let address = attempt
            .map(|attempt| attempt.address.as_str())
            .unwrap_or_default();
        match address.strip_prefix("unix:") {
            Some(path) => Machine::absolute("/", path),
            None => address.to_owned(),
        }
    }

    /// A refused connect with the component that refuses: a directory on the way, or the socket itself.
    pub(crate) fn connect_refused_at(&self, directory: bool) -> Option<(Connect<'_>, &'a Step)> {
        let connect = self.connect_failure()?;
        let attempt = self.passed()?.attempts.last()?;
        let step = attempt
            .walk
            .as_ref()?
            .steps
            .last()
            .filter(|step| !step.granted)?;
        (connect.errno == Errno::AccessDenied && self.is_directory(step) == directory)
            .then_some((connect, step))
    }

    /// The characters that name an address: the pass directive's argument, or a `server` line of its upstream.
    pub(crate) fn address_place(&self, passed: &Passed, address: &str) -> Option<Span> {
        let directive = self
            .directives()
            .map(|(_, directive)| directive)
            .find(|directive| {
                directive.place == passed.place && directive.name.text.ends_with("_pass")
            })?;
        let word = directive.arguments.first()?;
        let name = word
            .text
            .rsplit("://")
            .next()
            .unwrap_or(&word.text)
            .split('/')
            .next()
            .unwrap_or_default();
        let upstream = self
            .directives()
            .find(|(_, block)| block.is("upstream") && block.argument(0) == Some(name));
        let Some((id, _)) = upstream.filter(|_| !word.text.contains("unix:")) else {
            return word.span;
        };
        let tree = &self.configuration()?.tree;
        let servers = || {
            tree.children(id)
                .map(|child| tree.get(child))
                .filter(|child| child.is("server"))
        };
        let same = servers().find(|server| {
            server
                .argument(0)
                .is_some_and(|argument| argument.contains(address) || address.contains(argument))
        });
        same.or_else(|| servers().next())?.arguments.first()?.span
    }

    /// Whether the configuration on disk differs from the one that runs: the path of a file that does.
    pub(crate) fn changed_since_read(&self) -> Option<String> {
        let server = self.trace.nginx.server.as_ref()?;
        let changed = server.configuration.files.iter().find(|file| {
            match self.machine().text_of(&file.path) {
                Some(text) => *text != *file.text,
                None => false,
            }
        })?;
        Some(changed.path.to_string())
    }

    /// The last thing typed that names a file.
    pub(crate) fn last_change_of(&self, path: &str) -> Option<Span> {
        let node = self
            .machine()
            .find(path)
            .map(|node| self.machine().node(node).origin);
        let typed = self
            .trace
            .after
            .ran
            .iter()
            .rev()
            .find(|ran| ran.argv.iter().any(|word| word.contains(path)));
        typed
            .map(|ran| ran.span)
            .or_else(|| self.origin_span(node?))
    }
}
