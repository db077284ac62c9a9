//! The page of each rule, as `explain` and the web page show it: the `//!` text at the head of the rule's file.

/// All pages: the rule's id, a line break, the text, a record separator.
const PAGES: &str = include_str!(concat!(env!("OUT_DIR"), "/pages.txt"));

/// The page of the rule with this id: what it finds, why it matters, an example, how to fix it.
#[must_use]
pub fn explain(code: &str) -> Option<&'static str> {
    PAGES.split('\u{1e}').find_map(|page| {
        let (id, text) = page.split_once('\n')?;
        (id == code).then_some(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    #[test]
    fn every_rule_opens_with_its_page() {
        for rule in RULES {
            let page = explain(rule.id).unwrap_or_default();
            let mut rest = page;
            for title in [
                "## What it finds\n",
                "## Why it matters\n",
                "## Example\n",
                "## How to fix\n",
            ] {
                let at = rest.find(title);
                assert!(at.is_some(), "{} lacks {title}", rule.id);
                rest = &rest[at.unwrap() + title.len()..];
                assert!(
                    rest.trim().len() > 10,
                    "{} says nothing under {title}",
                    rule.id
                );
            }
        }
        assert_eq!(explain("no-such-rule"), None);
    }

    #[test]
    fn every_page_belongs_to_a_rule() {
        for page in PAGES.split_terminator('\u{1e}') {
            let id = page.lines().next().unwrap_or_default();
            assert!(
                RULES.iter().any(|rule| rule.id == id),
                "{id} is not in RULES"
            );
        }
    }
}
