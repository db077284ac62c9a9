//! Changes of nginx's configuration as a whole: doing without TLS, a frame too many.

use hurdles_nginx::Directive;
use hurdles_source::Span;

use crate::facts::Facts;
use crate::fix::Candidate;

/// Takes TLS out of all servers: their `listen … ssl`, and what only TLS needs.
pub(crate) fn without_tls(facts: &Facts) -> Option<Candidate> {
    let mut candidate = Candidate::new("Do without TLS for now");
    let mut found = false;
    for (_, directive) in facts.directives() {
        let Some(span) = directive.place.span else {
            continue;
        };
        let is_listen = directive.is("listen");
        let asks_for_tls = is_listen && directive.texts().any(|text| text == "ssl");
        if asks_for_tls {
            found = true;
            candidate = match has_plain_listen(facts, directive) {
                true => candidate.replace(span, ""),
                false => candidate.replace(span, "listen 80;"),
            };
        } else if directive.name.text.starts_with("ssl_") || directive.is("ssl") {
            candidate = candidate.replace(span, "");
        }
    }
    found.then_some(candidate)
}

/// Whether the server of a `listen` line listens without TLS as well.
fn has_plain_listen(facts: &Facts, listen: &Directive) -> bool {
    facts.directives().any(|(_, other)| {
        other.is("listen")
            && other.parent == listen.parent
            && other.place.path == listen.place.path
            && !other.texts().any(|text| text == "ssl")
    })
}

/// Takes away the frame of a block, from its name to `{`, and the last brace of its file; what is inside stays.
pub(crate) fn unwrap_block(facts: &Facts, place: Span, name: &str) -> Option<Candidate> {
    let file = facts.file_of(place)?;
    let text = facts.text(file);
    let start = usize::try_from(place.start.checked_sub(file.start)?).ok()?;
    let open = start + text.get(start..)?.find('{')?;
    let close = text.rfind('}').filter(|close| *close > open)?;
    Some(
        Candidate::new(format!(
            "Take away the frame `{name} {{ … }}`, keep what is inside"
        ))
        .replace(file.part(start, open + 1), "")
        .replace(file.part(close, close + 1), ""),
    )
}

/// What text processors and web pages put in the place of blanks and quotes, and what was meant.
const PASTED: [(char, &str); 9] = [
    ('\u{a0}', " "),
    ('\u{2009}', " "),
    ('\u{200b}', ""),
    ('\u{feff}', ""),
    ('\u{201c}', "\""),
    ('\u{201d}', "\""),
    ('\u{201e}', "\""),
    ('\u{2018}', "'"),
    ('\u{2019}', "'"),
];

/// Writes plain blanks and straight quotes within a directive, from the first such character to the last.
pub(crate) fn plain_characters(facts: &Facts, place: Span) -> Option<Candidate> {
    let whole = facts.directive_at(place).and_then(|found| found.place.span);
    let whole = whole.unwrap_or(place);
    let text = facts.text(whole);
    let is_pasted = |c: char| PASTED.iter().any(|(pasted, _)| *pasted == c);
    let first = text.find(is_pasted)?;
    let last = text.rfind(is_pasted)?;
    let end = last + text.get(last..)?.chars().next()?.len_utf8();
    let mut plain = text.get(first..end)?.to_owned();
    for (pasted, meant) in PASTED {
        plain = plain.replace(pasted, meant);
    }
    Some(
        Candidate::new("Write plain blanks and straight quotes")
            .replace(whole.part(first, end), plain),
    )
}

/// Moves a block that belongs into `http` out of the server that it was written in.
pub(crate) fn move_out_of_server(facts: &Facts, place: Span) -> Option<Candidate> {
    let directive = facts.directive_at(place)?;
    let start = directive.place.span?;
    let whole = match &directive.close {
        Some(close) => start.to(close.span?),
        None => start,
    };
    let (_, server) = facts.directives().find(|(_, server)| {
        let open = server.place.span;
        let close = server.close.as_ref().and_then(|close| close.span);
        server.is("server")
            && open.zip(close).is_some_and(|(open, close)| {
                open.source == whole.source && open.start < whole.start && close.end > whole.end
            })
    })?;
    let text = format!("{}\n", facts.text(whole));
    let title = format!(
        "Move `{}` out of `server`",
        facts.short(&directive.name.text)
    );
    Some(
        Candidate::new(title)
            .replace(whole, "")
            .insert_before(server.place.span?, text),
    )
}

/// Puts `http { … }` around a server that stands in the main file.
pub(crate) fn wrap_in_http(facts: &Facts, place: Span) -> Option<Candidate> {
    let server = facts.directive_at(place)?;
    let (open, close) = (server.place.span?, server.close.as_ref()?.span?);
    Some(
        Candidate::new("Put `http { … }` around the server")
            .insert_before(open, "http {\n")
            .insert_after(close, "\n}"),
    )
}
