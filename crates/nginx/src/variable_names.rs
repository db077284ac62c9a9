//! Variables by name: which there are, and how `$name` stands in a text.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::build::Version;
use crate::problem::ProblemKind;

/// A variable of nginx's own.
#[derive(Clone, Copy, Debug)]
struct Known {
    may_be_set: bool,
    since: Version,
    module: Option<&'static str>,
}

fn table() -> &'static BTreeMap<&'static str, Known> {
    static TABLE: OnceLock<BTreeMap<&'static str, Known>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("../data/variables.txt").lines();
        lines
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut fields = line.split(' ');
                let name = fields.next()?;
                let mut known = Known {
                    may_be_set: name.ends_with('='),
                    since: Version::V1_10_3,
                    module: None,
                };
                for field in fields {
                    if let Some(since) = field.strip_prefix('@') {
                        known.since = Version::parse(since).unwrap_or(known.since);
                    }
                    known.module = field.strip_prefix('%').or(known.module);
                }
                Some((name.trim_end_matches('='), known))
            })
            .collect()
    })
}

/// The names that stand for all that begin so: `http_`, `arg_` …
fn prefixes() -> &'static [(&'static str, Known)] {
    static PREFIXES: OnceLock<Vec<(&'static str, Known)>> = OnceLock::new();
    PREFIXES.get_or_init(|| {
        let names = table().iter().filter(|(name, _)| name.ends_with('_'));
        names.map(|(name, known)| (*name, *known)).collect()
    })
}

/// Whether nginx itself has this variable.
pub(crate) fn is_known(name: &str, version: Version, modules: &[&'static str]) -> bool {
    let name = name.to_ascii_lowercase();
    let fits = |known: &Known| {
        known.since <= version && known.module.is_none_or(|module| modules.contains(&module))
    };
    table().get(name.as_str()).is_some_and(fits)
        || (name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_digit()))
        || prefixes()
            .iter()
            .any(|(known, facts)| name.starts_with(known) && fits(facts))
}

/// Whether `set` and the like may define this variable: an own one only where it is changeable.
pub(crate) fn may_be_set(name: &str) -> bool {
    table()
        .get(name.to_ascii_lowercase().as_str())
        .is_none_or(|known| known.may_be_set)
}

/// A text with variables, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Text(&'a str),
    Variable(&'a str),
}

/// Takes a text with variables apart (`ngx_http_script_compile`, http/ngx_http_script.c).
pub(crate) fn parts(text: &str) -> Result<Vec<Part<'_>>, ProblemKind> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        if !before.is_empty() {
            found.push(Part::Text(before));
        }
        let after = after.get(1..).unwrap_or("");
        let (name, next) = if let Some(braced) = after.strip_prefix('{') {
            let end = name_end(braced);
            let name = braced.get(..end).unwrap_or("");
            match braced.get(end..).and_then(|rest| rest.strip_prefix('}')) {
                Some(next) => (name, next),
                None if braced.is_empty() => return Err(ProblemKind::VariableEmpty),
                None => {
                    return Err(ProblemKind::VariableBracket(
                        braced.get(..end).unwrap_or("").to_owned(),
                    ));
                }
            }
        } else {
            after.split_at(name_end(after))
        };
        if name.is_empty() {
            return Err(ProblemKind::VariableEmpty);
        }
        found.push(Part::Variable(name));
        rest = next;
    }
    if !rest.is_empty() {
        found.push(Part::Text(rest));
    }
    Ok(found)
}

fn name_end(text: &str) -> usize {
    // A capture is one digit: `$12` is `$1` and `2`.
    if text.starts_with(|c: char| matches!(c, '1'..='9')) {
        return 1;
    }
    text.bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_in_texts() {
        use Part::{Text, Variable};
        let table: &[(&str, Result<Vec<Part<'_>>, ProblemKind>)] = &[
            ("a", Ok(vec![Text("a")])),
            ("", Ok(vec![])),
            ("$uri/x", Ok(vec![Variable("uri"), Text("/x")])),
            ("/${a}b", Ok(vec![Text("/"), Variable("a"), Text("b")])),
            ("$12", Ok(vec![Variable("1"), Text("2")])),
            ("a$", Err(ProblemKind::VariableEmpty)),
            ("${}", Err(ProblemKind::VariableEmpty)),
            ("${x", Err(ProblemKind::VariableBracket("x".to_owned()))),
        ];
        for (text, expected) in table {
            assert_eq!(&parts(text), expected, "{text}");
        }
    }

    #[test]
    fn own_variables_are_known_by_release() {
        assert!(is_known("http_x_y", Version::V1_10_3, &[]));
        assert!(is_known("REQUEST_URI", Version::V1_10_3, &[]));
        assert!(!is_known("connection_time", Version::V1_18_0, &[]));
        assert!(!is_known("nosuch", Version::V1_22_1, &[]));
        assert!(may_be_set("args") && may_be_set("mine") && !may_be_set("host"));
    }
}
