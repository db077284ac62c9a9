//! What nginx read, ran with, chose and passed on.

use std::net::IpAddr;
use std::sync::Arc;

use hurdles_machine::{Errno, Walk};
use hurdles_nginx::event::{AnswerReason, Doubt, Event, LocationChoice, Passed, ServerChoice};
use hurdles_nginx::{AnsweredBy, Configuration, Directive, DirectiveId, Problem};
use hurdles_source::Span;

use super::host::Holder;
use super::{Facts, Who};
use crate::finding::Finding;
use crate::fix::Candidate;

/// A file that nginx could not serve.
pub(crate) struct FileTried<'a> {
    pub(crate) path: String,
    pub(crate) errno: Errno,
    pub(crate) walk: &'a Walk,
    /// The `root` or `alias` that makes the path.
    pub(crate) place: Option<Span>,
}

impl<'a> Facts<'a> {
    /// What the browser's request met, in order.
    pub(super) fn events(&self) -> impl Iterator<Item = &'a Event> {
        self.trace.response.events.iter()
    }

    /// The configuration that answers, or the one that nginx refused.
    pub(crate) fn configuration(&self) -> Option<&'a Configuration> {
        match &self.trace.nginx.server {
            Some(server) => Some(Arc::as_ref(&server.configuration)),
            None => self.trace.nginx.test.configuration.as_ref(),
        }
    }

    pub(crate) fn nginx_runs(&self) -> bool {
        self.trace.nginx.server.is_some()
    }

    /// The fault that keeps nginx from starting.
    pub(crate) fn nginx_fault(&self) -> Option<&'a Problem> {
        if self.nginx_runs() {
            return None;
        }
        let started = self
            .trace
            .nginx
            .commands
            .iter()
            .rev()
            .map(|command| &command.outcome);
        let runs = [&self.trace.nginx.test, &self.trace.nginx.start]
            .into_iter()
            .chain(started);
        let mut configurations = runs.filter_map(|outcome| outcome.configuration.as_ref());
        configurations.find_map(Configuration::fault)
    }

    /// The fault for which nginx refused its last reload, with what was typed.
    pub(crate) fn reload_fault(&self) -> Option<(&'a Problem, Option<Span>)> {
        let last = self.trace.nginx.commands.iter().rev().find(|command| {
            command
                .arguments
                .iter()
                .any(|argument| argument == "reload" || argument == "-t")
        })?;
        let fault = last.outcome.configuration.as_ref()?.fault()?;
        (self.nginx_runs() && last.outcome.status != 0).then_some((fault, Some(last.span)))
    }

    /// Adds what nginx prints of a fault, and what follows.
    pub(crate) fn nginx_refuses(&self, finding: Finding, problem: &Problem) -> Finding {
        finding.explain(format!(
            "nginx reads its configuration, stops with \"{}\" and does not start. So nobody takes the browser's request.",
            problem.message()
        ))
    }

    /// The characters at fault, or the line that nginx names.
    pub(crate) fn blame(&self, problem: &Problem) -> Option<Span> {
        let line = || {
            let place = problem.place.as_ref()?;
            place
                .span
                .or_else(|| self.line_number(&place.path, place.line))
        };
        problem.blame.or_else(line).or_else(|| self.anywhere())
    }

    pub(crate) fn nginx_last_words(&self) -> String {
        let output = if self.trace.nginx.start.output.trim().is_empty() {
            &self.trace.nginx.test.output
        } else {
            &self.trace.nginx.start.output
        };
        output
            .lines()
            .rev()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default()
            .to_owned()
    }

    /// As whom nginx's workers run, or would.
    pub(crate) fn worker(&self) -> Who {
        if let Some(server) = &self.trace.nginx.server {
            return Who::new(server.worker_user.clone(), server.worker.clone());
        }
        let name = self
            .directive_named("user")
            .and_then(|user| user.argument(0))
            .filter(|name| self.before().accounts.user(name).is_some())
            .unwrap_or("www-data");
        let accounts = &self.before().accounts;
        let identity = accounts
            .user(name)
            .map_or_else(|| self.root(), |user| accounts.login(user));
        Who::new(name.to_owned(), identity)
    }

    /// All directives of the configuration.
    pub(crate) fn directives(&self) -> impl Iterator<Item = (DirectiveId, &'a Directive)> {
        self.configuration()
            .into_iter()
            .flat_map(|configuration| configuration.tree.iter())
    }

    pub(crate) fn directive_named(&self, name: &str) -> Option<&'a Directive> {
        self.directives()
            .map(|(_, directive)| directive)
            .find(|directive| directive.is(name))
    }

    /// The directive that stands at, or around, a place.
    pub(crate) fn directive_at(&self, place: Span) -> Option<&'a Directive> {
        let covers = |directive: &&'a Directive| {
            directive.place.span.is_some_and(|span| {
                span.source == place.source && span.start <= place.start && span.end >= place.end
            })
        };
        self.directives()
            .map(|(_, directive)| directive)
            .filter(covers)
            .last()
    }

    /// The directive of one of these names that names `path`, absolute or below nginx's prefix.
    pub(crate) fn directive_with(&self, names: &[&str], path: &str) -> Option<Span> {
        let mut found = self
            .directives()
            .map(|(_, directive)| directive)
            .filter(|directive| {
                names.iter().any(|name| directive.is(name))
                    && directive
                        .argument(0)
                        .is_some_and(|argument| path.ends_with(argument))
            });
        found.find_map(|directive| directive.place.span)
    }

    /// Takes a whole directive away, with its block where it has one.
    pub(crate) fn drop_directive(&self, place: Span) -> Option<Candidate> {
        let line = self.trimmed(self.line_of(place));
        let text = self.text(line);
        let directive = self.directive_at(place);
        let block = directive.and_then(|directive| {
            let close = directive.close.as_ref()?.span?;
            Some(directive.place.span?.to(close))
        });
        let simple = directive
            .filter(|directive| directive.children.is_none())
            .and_then(|directive| directive.place.span);
        let bare = || (text.ends_with(';') && !text.contains(['{', '}'])).then_some(line);
        let whole = simple.or(block).or_else(bare)?;
        let name = self.text(whole).split_whitespace().next()?;
        let name = name.trim_end_matches([';', '{']).to_owned();
        let title = format!("Take this `{}` away", self.short(&name));
        Some(Candidate::new(title).replace(whole, ""))
    }

    /// The `listen` lines that name an address as nginx prints it.
    pub(crate) fn listens_with(&self, address: &str) -> Vec<Span> {
        let port = address.rsplit(':').next().unwrap_or(address);
        let is_six = address.contains('[');
        self.directives()
            .map(|(_, directive)| directive)
            .filter(|directive| {
                let first = directive.argument(0).unwrap_or_default();
                directive.is("listen")
                    && first.rsplit(':').next() == Some(port)
                    && first.contains('[') == is_six
            })
            .filter_map(|directive| directive.place.span)
            .collect()
    }

    /// The locations of this name.
    pub(crate) fn locations_named(&self, name: &str) -> Vec<Span> {
        let all = self.directives().map(|(_, directive)| directive);
        let named = all
            .filter(|directive| directive.is("location") && directive.texts().last() == Some(name));
        named.filter_map(|directive| directive.place.span).collect()
    }

    /// The address of the first `listen` line, for when nginx does not say which one it could not have.
    pub(crate) fn refused_listen(&self) -> Option<String> {
        let listen = self.directive_named("listen")?.argument(0)?;
        let port = listen.rsplit(':').next().unwrap_or(listen);
        Some(format!("0.0.0.0:{port}"))
    }

    /// The longest name of any server.
    pub(crate) fn longest_server_name(&self) -> Option<Span> {
        let names = self
            .directives()
            .map(|(_, directive)| directive)
            .filter(|directive| directive.is("server_name"));
        let words = names.flat_map(|directive| &directive.arguments);
        words
            .max_by_key(|word| word.text.len())
            .and_then(|word| word.span)
    }

    /// Whether the answer rests on what is not simulated of nginx.
    pub(crate) fn is_in_doubt(&self) -> bool {
        let mut gaps = self.trace.nginx_gaps();
        gaps.any(|(doubt, _)| doubt == Doubt::Answer)
    }

    /// The last server block choice.
    pub(crate) fn server_choice(&self) -> Option<&'a ServerChoice> {
        self.events()
            .filter_map(|event| match event {
                Event::Server(choice) => Some(choice),
                _ => None,
            })
            .last()
    }

    /// The last location choice.
    pub(crate) fn location_choice(&self) -> Option<&'a LocationChoice> {
        self.events()
            .filter_map(|event| match event {
                Event::Location(choice) => Some(choice),
                _ => None,
            })
            .last()
    }

    /// The request as it was passed on.
    pub(crate) fn passed(&self) -> Option<&'a Passed> {
        self.events()
            .filter_map(|event| match event {
                Event::Passed(passed) => Some(passed),
                _ => None,
            })
            .last()
    }

    pub(crate) fn answers(&self) -> impl Iterator<Item = (&'a AnswerReason, Option<Span>)> {
        self.events().filter_map(|event| match event {
            Event::Answered { place, reason, .. } => {
                Some((reason, place.as_ref().and_then(|place| place.span)))
            }
            _ => None,
        })
    }

    pub(crate) fn answered_because(&self, wanted: &AnswerReason) -> Option<Span> {
        let (_, place) = self.answers().find(|(reason, _)| *reason == wanted)?;
        place.or_else(|| self.anywhere())
    }

    /// The status, place and kind of an answer that a directive asked for.
    pub(crate) fn answered_by_directive(&self) -> Option<(u16, Span, &'static str)> {
        self.events().find_map(|event| {
            let Event::Answered {
                status,
                place,
                reason,
            } = event
            else {
                return None;
            };
            let what = match reason {
                AnswerReason::Return => "answers by itself",
                AnswerReason::Rewrite => "sends the browser elsewhere",
                AnswerReason::SlashRedirect => "sends the browser to the path with a slash",
                AnswerReason::Denied => "refuses this client",
                AnswerReason::Authentication => "asks for a password",
                AnswerReason::Condition => "does not fit the condition or range of the request",
                AnswerReason::MethodNotAllowed => "takes only GET and HEAD",
                AnswerReason::Internal => "is not for requests from outside",
                _ => return None,
            };
            let span = place
                .as_ref()
                .and_then(|place| place.span)
                .or_else(|| self.anywhere())?;
            Some((*status, span, what))
        })
    }

    /// The file that could not be served; one that only stands in for an answer of the app is none.
    pub(crate) fn file_refused(&self) -> Option<FileTried<'a>> {
        self.events()
            .take_while(|event| {
                !matches!(
                    event,
                    Event::Answered {
                        reason: AnswerReason::Upstream,
                        ..
                    }
                )
            })
            .filter_map(|event| match event {
                Event::File {
                    place,
                    path,
                    walk,
                    errno: Some(errno),
                } => Some(FileTried {
                    path: path.clone(),
                    errno: *errno,
                    walk,
                    place: place.as_ref().and_then(|place| place.span),
                }),
                _ => None,
            })
            .last()
    }

    /// A directory that was asked for and has no index file, with the `root` or `alias` that leads there.
    pub(crate) fn no_index(&self) -> Option<(&'a str, Option<Span>)> {
        self.events().find_map(|event| match event {
            Event::NoIndex { path, place } => {
                Some((path.as_str(), place.as_ref().and_then(|place| place.span)))
            }
            _ => None,
        })
    }

    /// The directives that changed the path on the way.
    pub(crate) fn rewrites(&self) -> Vec<Span> {
        let mut places: Vec<Span> = self
            .events()
            .filter_map(|event| match event {
                Event::Rewrite { place, .. } => place.span,
                Event::InternalRedirect { place, .. } => place.as_ref()?.span,
                _ => None,
            })
            .collect();
        places.sort();
        places.dedup();
        places
    }

    /// The address that the browser found nobody on.
    pub(crate) fn refused_browser(&self) -> Option<(Option<IpAddr>, u16)> {
        self.events().find_map(|event| match event {
            Event::NobodyListens { ip, port, .. } => Some((Some(*ip), *port)),
            _ => None,
        })
    }

    /// The `listen` line for IPv6 on a port, where there is none for IPv4.
    pub(crate) fn ipv6_listen_on(&self, port: u16) -> Option<Span> {
        let ends = format!("]:{port}");
        let listens = || {
            self.directives()
                .map(|(_, directive)| directive)
                .filter(|directive| directive.is("listen"))
        };
        listens()
            .find(|listen| {
                listen
                    .argument(0)
                    .is_some_and(|first| first.ends_with(&ends))
            })?
            .place
            .span
    }

    /// Whether the browser's port belongs to another program than nginx.
    pub(crate) fn meets_another_program(&self) -> bool {
        self.events()
            .any(|event| matches!(event, Event::OtherProgramAnswers { .. }))
    }

    /// Whoever answered the browser in place of nginx.
    pub(crate) fn other_program(&self) -> Option<Holder> {
        let AnsweredBy::Direct(listener) = self.trace.response.from else {
            return None;
        };
        self.holder(self.machine().listener(listener))
    }
}
