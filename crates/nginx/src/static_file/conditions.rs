//! Conditions and ranges of a request for a file (modules/ngx_http_not_modified_filter_module.c,
//! ngx_http_range_filter_module.c).

use crate::answer::Answer;
use crate::event::{Doubt, Event};
use crate::transaction::Transaction;
use crate::value;

/// What the conditions of a request make of a file's answer.
pub(super) enum Outcome {
    /// It goes out as it is.
    Whole,
    /// 304.
    NotModified,
    /// 412 or 416, with the headers of it.
    Refused(u16, Vec<(String, String)>),
    /// 206: these bytes.
    Part(usize, usize),
}

/// Looks at the request's conditions, then at its ranges.
pub(super) fn check(transaction: &mut Transaction<'_>, answer: &Answer) -> Outcome {
    let asked = transaction.asked.clone();
    let header = |name: &str| asked.header(name);
    let has_tag = answer.headers.iter().any(|(name, _)| name == "ETag");
    let tag_fits = |list: &str| has_tag && list.trim() == "*";
    let mode = transaction.chain().argument("if_modified_since", 0);
    let mode = mode.unwrap_or("exact").to_ascii_lowercase();
    if let Some(date) = header("if-unmodified-since") {
        if is_past(date) {
            return Outcome::Refused(412, Vec::new());
        }
        in_doubt(transaction, "If-Unmodified-Since");
    }
    if header("if-match").is_some_and(|list| !tag_fits(list)) {
        return Outcome::Refused(412, Vec::new());
    }
    let since = header("if-modified-since").filter(|_| mode != "off");
    let none_match = header("if-none-match");
    if since.is_some() || none_match.is_some() {
        // A file of the scenario is as young as the run: an older date never equals its own.
        let unmodified = since.is_none_or(|date| mode == "before" && is_to_come(date));
        let matches = none_match.is_none_or(tag_fits);
        if unmodified && matches {
            return Outcome::NotModified;
        }
    }
    range(transaction, answer)
}

fn in_doubt(transaction: &mut Transaction<'_>, header: &str) {
    transaction.events.push(Event::NotSimulated {
        place: None,
        what: format!("whether the file is older than `{header}` says"),
        doubt: Doubt::Answer,
    });
}

/// The year of an HTTP date.
fn year(date: &str) -> Option<u64> {
    let mut words = date.split([' ', '-']);
    words.find_map(|word| value::number(word).filter(|n| *n > 1900))
}

/// Long before any file of a scenario was made.
fn is_past(date: &str) -> bool {
    year(date).is_some_and(|year| year < 2024)
}

fn is_to_come(date: &str) -> bool {
    year(date).is_some_and(|year| year > 2030)
}

/// One range; several make a body of many parts, which is not simulated.
fn range(transaction: &mut Transaction<'_>, answer: &Answer) -> Outcome {
    let length = answer.length.unwrap_or(0);
    let most = transaction.chain().argument("max_ranges", 0);
    let asked = transaction.asked.header("range").map(str::to_owned);
    let Some(ranges) = asked
        .as_deref()
        .and_then(|text| text.strip_prefix("bytes="))
    else {
        return Outcome::Whole;
    };
    // `If-Range` with another tag or date asks for the whole.
    if transaction.asked.header("if-range").is_some() || most == Some("0") {
        return Outcome::Whole;
    }
    if ranges.contains(',') {
        transaction.events.push(Event::NotSimulated {
            place: None,
            what: "an answer of several ranges".to_owned(),
            doubt: Doubt::Answer,
        });
        return Outcome::Whole;
    }
    let unsatisfiable = || {
        let value = format!("bytes */{length}");
        Outcome::Refused(416, vec![("Content-Range".to_owned(), value)])
    };
    let Some((first, last)) = ranges.trim().split_once('-') else {
        return unsatisfiable();
    };
    let (first, last) = (first.trim(), last.trim());
    let (start, end) = match (value::number(first), value::number(last)) {
        (Some(start), Some(last)) => (start, last.saturating_add(1).min(length)),
        (Some(start), None) if last.is_empty() => (start, length),
        (None, Some(n)) if first.is_empty() => (length.saturating_sub(n), length),
        _ => return unsatisfiable(),
    };
    match (usize::try_from(start), usize::try_from(end)) {
        (Ok(start), Ok(end)) if start < end => Outcome::Part(start, end),
        _ => unsatisfiable(),
    }
}
