//! XML configurations: elements below `<uwsgi>`, an empty one stands for `1` (core/xmlconf.c).

use super::file::Pair;
use super::magic::Substituted;
use super::yaml::{Read, Reading};
use crate::Given;

/// Reads the elements below the element `wanted`.
pub(super) fn read(text: &Substituted, wanted: &str) -> Reading {
    let broken = || Err("[uWSGI] could not parse file {}.".to_owned());
    let mut out = Read::default();
    let mut open: Vec<(String, usize, usize)> = Vec::new();
    let (mut at, mut seen_root) = (0, false);
    while let Some(start) = text.text.get(at..).and_then(|rest| rest.find('<')) {
        let tag_at = at + start;
        let rest = text.text.get(tag_at..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            let Some(end) = comment.find("-->") else {
                return broken();
            };
            at = tag_at + end + 7;
            continue;
        }
        let Some(end) = rest.find('>') else {
            return broken();
        };
        let inner = rest.get(1..end).unwrap_or_default();
        let after = tag_at + end + 1;
        at = after;
        if inner.starts_with(['?', '!']) {
            continue;
        }
        seen_root = true;
        let is_wanted = open.last().is_some_and(|(name, ..)| name == wanted);
        if let Some(name) = inner.strip_prefix('/') {
            let Some((opened, name_at, content_at)) = open.pop() else {
                return broken();
            };
            if opened != name.trim() {
                return broken();
            }
            if open.last().is_some_and(|(parent, ..)| parent == wanted) {
                let content = text.text.get(content_at..tag_at).unwrap_or_default();
                out.element(text, &opened, name_at, content, content_at);
            }
        } else if let Some(name) = inner.strip_suffix('/') {
            let name = name.split_whitespace().next().unwrap_or_default();
            if is_wanted {
                out.element(text, name, tag_at + 1, "", after);
            }
        } else {
            let name = inner.split_whitespace().next().unwrap_or_default();
            open.push((name.to_owned(), tag_at + 1, after));
        }
    }
    if open.is_empty() && seen_root {
        Ok(out)
    } else {
        broken()
    }
}

impl Read {
    fn element(&mut self, text: &Substituted, name: &str, at: usize, content: &str, from: usize) {
        let key = Given::new(name, text.span(at, at + name.len()));
        let value = if content.is_empty() {
            Given::new("1", None)
        } else if content.contains('<') {
            self.not_read.push(format!("the elements inside <{name}>"));
            return;
        } else {
            let span = text.span(from, from + content.len());
            let plain = content
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
            Given::new(plain, span)
        };
        self.pairs.push(Pair {
            key,
            value: Some(value),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_become_options() {
        let text = "<?xml version='1.0'?>\n<uwsgi><!-- <x/> --><socket>a &amp; b</socket><master/></uwsgi>";
        let read = read(&Substituted::literal(text, None), "uwsgi").unwrap_or_default();
        let pairs: Vec<_> = read
            .pairs
            .iter()
            .map(|pair| {
                (
                    pair.key.text.as_str(),
                    pair.value.as_ref().map_or("", |v| &v.text),
                )
            })
            .collect();
        assert_eq!(pairs, [("socket", "a & b"), ("master", "1")]);
        let unclosed = super::read(&Substituted::literal("<uwsgi><a>", None), "uwsgi");
        assert!(unclosed.is_err());
    }
}
