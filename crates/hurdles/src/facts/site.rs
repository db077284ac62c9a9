//! The sites: which server blocks pass to the app, which files are read, and how a setting of theirs is changed.

use hurdles_machine::{Bits, Machine};
use hurdles_nginx::event::{LocationKind, ServerChoice, ServerReason};
use hurdles_nginx::{Directive, DirectiveId, Place, Problem};
use hurdles_source::Span;

use super::Facts;
use crate::fix::Candidate;

/// As many places that pass requests on as are looked at.
const MOST_SITES: usize = 64;

/// A directive that passes requests on, with the blocks around it.
#[derive(Clone, Debug)]
pub(crate) struct PassSite {
    /// The file it stands in.
    pub(crate) path: String,
    pub(crate) server_place: Place,
    pub(crate) server: Option<Span>,
    /// The opening brace of the server block.
    pub(crate) open: Option<Span>,
    pub(crate) name: Option<Span>,
    pub(crate) name_value: Option<Span>,
    pub(crate) listen: Option<Span>,
    pub(crate) listen_port: Option<Span>,
    pub(crate) ports: Vec<u16>,
    pub(crate) location: Option<Span>,
    /// From `location` up to its brace.
    pub(crate) location_head: Option<Span>,
    pub(crate) location_name: Option<String>,
    pub(crate) location_word: Option<Span>,
    pub(crate) location_kind: LocationKind,
}

/// A site file that nginx did not read.
pub(crate) struct UnreadSite {
    pub(crate) path: String,
    pub(crate) span: Span,
}

/// An include of sites.
pub(crate) struct Include {
    /// The absolute pattern.
    pub(crate) pattern: String,
    pub(crate) span: Option<Span>,
    pub(crate) directive: Option<Span>,
}

impl Facts<'_> {
    /// All places that pass requests on.
    pub(crate) fn pass_sites(&self) -> Vec<PassSite> {
        let passes = self.directives().filter(|(_, directive)| {
            ["uwsgi_pass", "proxy_pass", "fastcgi_pass", "scgi_pass"]
                .iter()
                .any(|name| directive.is(name))
        });
        passes
            .take(MOST_SITES)
            .filter_map(|(id, _)| self.pass_site(id))
            .collect()
    }

    fn pass_site(&self, id: DirectiveId) -> Option<PassSite> {
        let tree = &self.configuration()?.tree;
        let around = |name: &str| {
            let mut at = tree.get(id).parent;
            while let Some(here) = at {
                if tree.get(here).is(name) {
                    return Some(here);
                }
                at = tree.get(here).parent;
            }
            None
        };
        let server_id = around("server")?;
        let server = tree.get(server_id);
        let location = around("location").map(|id| tree.get(id));
        let child = |name: &str| {
            tree.children(server_id)
                .map(|id| tree.get(id))
                .find(|child| child.is(name))
        };
        let listens: Vec<&Directive> = tree
            .children(server_id)
            .map(|id| tree.get(id))
            .filter(|child| child.is("listen"))
            .collect();
        let mut ports: Vec<u16> = listens
            .iter()
            .filter_map(|listen| port_of(listen.argument(0)?))
            .collect();
        if listens.is_empty() {
            ports.push(80);
        }
        let (kind, word) = location.map_or((LocationKind::None, None), read_location);
        let head = location.and_then(|location| location.place.span);
        Some(PassSite {
            path: server.place.path.to_string(),
            server_place: server.place.clone(),
            server: server.place.span,
            open: server
                .place
                .span
                .map(|span| span.part(span.range().len().saturating_sub(1), span.range().len())),
            name: child("server_name").and_then(|name| name.place.span),
            name_value: child("server_name").and_then(|name| name.arguments.first()?.span),
            listen: listens.first().and_then(|listen| listen.place.span),
            listen_port: listens
                .first()
                .and_then(|listen| listen.arguments.first()?.span),
            ports,
            location: head,
            location_head: head.map(|span| span.part(0, span.range().len().saturating_sub(1))),
            location_name: word.map(|word| word.text.clone()),
            location_word: word.and_then(|word| word.span),
            location_kind: kind,
        })
    }

    /// A file of the scenario with a server block that passes requests on, which nginx did not read.
    pub(crate) fn unread_site(&self) -> Option<UnreadSite> {
        let machine = self.before();
        let read: Vec<_> = self
            .configuration()?
            .files
            .iter()
            .filter_map(|file| {
                machine
                    .walk(&self.root(), "/", &file.path, Bits::NONE)
                    .end
                    .ok()
            })
            .collect();
        self.files().into_iter().find_map(|(path, span)| {
            let text = self.text(span);
            let is_site = text.contains("server") && text.contains("_pass") && text.contains('{');
            let node = machine.find(&path)?;
            (is_site && !path.ends_with(".py") && !read.contains(&node))
                .then_some(UnreadSite { path, span })
        })
    }

    /// The includes by pattern that sites come from.
    pub(crate) fn site_includes(&self) -> Vec<Include> {
        self.directives()
            .map(|(_, directive)| directive)
            .filter(|directive| directive.is("include"))
            .filter_map(|directive| {
                let pattern = directive.argument(0)?;
                (pattern.contains('*') && !pattern.contains("modules-enabled")).then(|| Include {
                    pattern: Machine::absolute("/etc/nginx", pattern),
                    span: directive.arguments.first().and_then(|word| word.span),
                    directive: directive.place.span,
                })
            })
            .collect()
    }

    /// Files with server blocks that nginx reads, other than the one at `path`.
    pub(crate) fn other_site_files(&self, path: &str) -> Vec<String> {
        let own = self.before().find(path);
        let files = self
            .configuration()
            .map(|configuration| configuration.files.as_slice());
        files
            .unwrap_or_default()
            .iter()
            .skip(1)
            .filter(|file| file.text.contains("server {") && self.before().find(&file.path) != own)
            .map(|file| file.path.to_string())
            .collect()
    }

    /// Why a server block was chosen, as a sentence.
    pub(crate) fn why_server(&self, choice: &ServerChoice) -> &'static str {
        match choice.reason {
            ServerReason::Exact(_) => "Another block has that very name.",
            ServerReason::Wildcard(_) | ServerReason::Regex(_) => "A name of another block fits.",
            ServerReason::MarkedDefault(_) => {
                "No block on that port has it, so the one marked `default_server` answers."
            }
            ServerReason::First => "No block on that port has it, so the first one answers.",
        }
    }

    /// Whether a chosen location is meant to serve files.
    pub(crate) fn is_static_location(&self, choice: &hurdles_nginx::event::LocationChoice) -> bool {
        let Some(place) = &choice.place else {
            return false;
        };
        let Some((id, _)) = self
            .directives()
            .find(|(_, directive)| directive.place == *place)
        else {
            return false;
        };
        let Some(configuration) = self.configuration() else {
            return false;
        };
        let tree = &configuration.tree;
        tree.children(id).any(|child| {
            ["alias", "root"]
                .iter()
                .any(|name| tree.get(child).is(name))
        })
    }

    /// The directive of this name that holds where the request was passed on: in the location, the server, or `http`.
    pub(crate) fn directive_in_force(&self, name: &str) -> Option<Span> {
        let tree = &self.configuration()?.tree;
        let location = self
            .location_choice()
            .and_then(|choice| choice.place.clone());
        let server = self.server_choice().map(|choice| choice.place.clone());
        let block = |place: &Place| {
            self.directives()
                .find(|(_, directive)| directive.place == *place)
                .map(|(id, _)| id)
        };
        let http = self
            .directives()
            .find(|(_, directive)| directive.is("http"))
            .map(|(id, _)| id);
        let blocks = [
            location.as_ref().and_then(block),
            server.as_ref().and_then(block),
            http,
        ];
        blocks.into_iter().flatten().find_map(|id| {
            tree.named(id, name)
                .last()
                .and_then(|found| tree.get(found).place.span)
        })
    }

    /// Sets a directive for the server that answers: the one in force is replaced, else one is added to the block.
    pub(crate) fn set_in_server(&self, name: &str, value: &str) -> Option<Candidate> {
        let line = format!("{name} {value};");
        let title = format!("Set `{name} {value}`");
        if let Some(span) = self.directive_in_force(name) {
            return Some(Candidate::new(title).replace(span, line));
        }
        let chosen = self.server_choice().and_then(|choice| choice.place.span);
        let server =
            chosen.or_else(|| self.pass_sites().into_iter().find_map(|site| site.server))?;
        let indent = self.indent_of(server);
        Some(Candidate::new(title).insert_after(server, format!("\n{indent}    {line}")))
    }

    /// The arguments of all pass directives of this name, with their texts.
    pub(crate) fn pass_arguments(&self, name: &str) -> Vec<(Span, String)> {
        let passes = self
            .directives()
            .filter(|(_, directive)| directive.is(name));
        passes
            .filter_map(|(_, directive)| {
                let word = directive.arguments.first()?;
                Some((word.span?, word.text.clone()))
            })
            .collect()
    }

    /// The parameter of this name that is passed on.
    pub(crate) fn parameter(&self, name: &str) -> Option<Span> {
        let mut parameters =
            self.directives()
                .map(|(_, directive)| directive)
                .filter(|directive| {
                    directive.name.text.ends_with("_param") && directive.argument(0) == Some(name)
                });
        parameters.find_map(|parameter| parameter.place.span)
    }

    /// Repairs of a configuration that was typed while nginx ran and refused at its reload.
    pub(crate) fn repair_reload(&self, problem: &Problem) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        let Some(place) = &problem.place else {
            return candidates;
        };
        let Some(text) = self.machine().text_of(&place.path) else {
            return candidates;
        };
        // The last line before the complaint that is not ended.
        let before = text.lines().take(place.line as usize).collect::<Vec<_>>();
        let open = before
            .iter()
            .rev()
            .skip(1)
            .map(|line| line.trim())
            .find(|line| !line.is_empty());
        let Some(open) = open.filter(|line| !line.ends_with([';', '{', '}'])) else {
            return candidates;
        };
        let title = format!("End `{}` with a semicolon", self.short(open));
        for name in ["after", "setup"] {
            if let Some(document) = self.document(name)
                && let Some(at) = self.text(document).find(open)
            {
                let word = document.part(at, at + open.len());
                candidates.push(Candidate::new(&title).insert_after(word, ";"));
            }
        }
        candidates.push(Candidate::new(title).after(format!(
            "sed -i 's#{open}$#{open};#' {} && nginx -s reload",
            place.path
        )));
        candidates
    }

    /// The `include` that brought in the file that a place lies in.
    pub(crate) fn include_of(&self, place: Span) -> Option<Span> {
        let file = self.file_of(place)?;
        let files = &self.configuration()?.files;
        let read = files
            .iter()
            .find(|read| self.file(&read.path) == Some(file))?;
        read.included_by.as_ref()?.span
    }

    /// The opening of the block that is still open at the end of a file.
    pub(crate) fn open_block(&self, path: &str) -> Option<Span> {
        let unclosed = self
            .directives()
            .map(|(_, directive)| directive)
            .filter(|directive| {
                *directive.place.path == *path
                    && directive.children.is_some()
                    && directive.close.is_none()
            });
        // The innermost open block is most likely the one whose brace got lost, but only the outermost is sure.
        unclosed.filter_map(|directive| directive.place.span).next()
    }
}

/// The port of a `listen` argument.
fn port_of(listen: &str) -> Option<u16> {
    if listen.starts_with("unix:") {
        return None;
    }
    match listen.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => port.parse().ok(),
        _ => Some(listen.parse().unwrap_or(80)),
    }
}

/// Kind and name of a location block.
fn read_location(location: &Directive) -> (LocationKind, Option<&hurdles_nginx::Word>) {
    let (first, second) = (location.arguments.first(), location.arguments.get(1));
    let kind = match first.map(|word| word.text.as_str()) {
        Some("=") => LocationKind::Exact,
        Some("^~") => LocationKind::PrefixFinal,
        Some("~") => LocationKind::Regex,
        Some("~*") => LocationKind::RegexCaseless,
        Some(name) if name.starts_with('@') => LocationKind::Named,
        // Modifier and name may be written without a space.
        Some(name) if name.starts_with("~*") => LocationKind::RegexCaseless,
        Some(name) if name.starts_with('~') => LocationKind::Regex,
        Some(name) if name.starts_with('=') => LocationKind::Exact,
        _ => LocationKind::Prefix,
    };
    (kind, second.or(first))
}
