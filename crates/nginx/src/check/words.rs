//! Words that handlers look at one by one, as a table: which there are and what nginx says of others.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Checked, fault};
use crate::address;
use crate::parse::Reading;
use crate::problem::ProblemKind;
use crate::tree::DirectiveId;
use crate::value;

/// The smallest pool (`NGX_MIN_POOL_SIZE`).
const SMALLEST_POOL: u64 = 112;

/// Which arguments are looked at.
#[derive(Debug)]
enum From {
    /// Those from this one on.
    Number(usize),
    Last,
    /// The first one where it is alone.
    Only,
}

/// What is looked at in some arguments of a directive.
#[derive(Debug)]
struct Rule {
    from: From,
    words: Vec<&'static str>,
    fault: &'static str,
}

fn rules() -> &'static BTreeMap<&'static str, Vec<Rule>> {
    static RULES: OnceLock<BTreeMap<&'static str, Vec<Rule>>> = OnceLock::new();
    RULES.get_or_init(|| {
        let lines = include_str!("../../data/words.txt").lines();
        let mut rules: BTreeMap<_, Vec<Rule>> = BTreeMap::new();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let mut fields = line.splitn(4, ' ');
            let mut next = || fields.next().unwrap_or("");
            let (names, from, words, fault) = (next(), next(), next(), next());
            for name in names.split(',') {
                rules.entry(name).or_default().push(Rule {
                    from: match from {
                        "only" => From::Only,
                        from => from.parse().map_or(From::Last, From::Number),
                    },
                    words: words.split('|').collect(),
                    fault,
                });
            }
        }
        rules
    })
}

/// Looks at the words of a directive that the table knows.
pub(super) fn check(reading: &Reading<'_>, id: DirectiveId, name: &str) -> Checked {
    let directive = reading.tree.get(id);
    let last = directive.arguments.len().saturating_sub(1);
    for rule in rules().get(name).into_iter().flatten() {
        let from = match rule.from {
            From::Number(n) => n,
            From::Last => last,
            From::Only if last == 0 => 0,
            From::Only => continue,
        };
        // Arguments with a rule of their own end the run of those before.
        let is_alone = matches!(name, "random") || name.ends_with("_bind");
        let most = if is_alone { 1 } else { usize::MAX };
        for (n, text) in directive.texts().enumerate().skip(from).take(most) {
            if rule.words.iter().any(|word| fits(reading, word, text)) {
                continue;
            }
            let said = rule.fault.replace("NAME", name).replace('%', text);
            return Err(fault(
                directive,
                ProblemKind::InvalidValueText(said),
                Some(n),
            ));
        }
    }
    Ok(())
}

fn fits(reading: &Reading<'_>, word: &str, text: &str) -> bool {
    match word {
        "<number>" => value::number(text).is_some(),
        "<signed>" => value::number(text.strip_prefix('-').unwrap_or(text)).is_some(),
        "<time>" => value::time(text, true).is_some(),
        "<level>" => value::number(text).is_some_and(|n| n > 0),
        "<pool>" => value::size(text, false).is_some_and(|n| n >= SMALLEST_POOL),
        "<address>" => is_address(reading, text),
        "<size>" => value::size(text, true).is_some(),
        "<ip>" => {
            text.parse::<std::net::IpAddr>().is_ok() || text.parse::<std::net::SocketAddr>().is_ok()
        }
        "$" => text.contains('$'),
        word if word.ends_with('=') => text.starts_with(word),
        // Methods are told by their letters in either case.
        word if word.chars().all(|c| c.is_ascii_uppercase()) => text.eq_ignore_ascii_case(word),
        word => text == word,
    }
}

/// An address, a network, or a host that is known.
fn is_address(reading: &Reading<'_>, text: &str) -> bool {
    let (host, width) = text.split_once('/').unwrap_or((text, "0"));
    if address::short_ip(host).is_some() || host.parse::<std::net::IpAddr>().is_ok() {
        return value::number(width).is_some();
    }
    text.parse::<std::net::SocketAddr>().is_ok() || !reading.machine.resolve(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::rules;

    #[test]
    fn every_line_of_the_table_names_directives_and_says_something() {
        for (name, rules) in rules() {
            let known = crate::directive_table::directive_names_like(name);
            assert_eq!(known, Some(*name));
            assert!(rules.iter().all(|rule| !rule.fault.is_empty()));
        }
    }
}
