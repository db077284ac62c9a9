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
