//! Variables that modules make of the client's address or headers: `geo`, `split_clients`, `$invalid_referer`.

use std::net::IpAddr;

use crate::access::contains;
use crate::event::{Doubt, Event};
use crate::regex::Pattern;
use crate::transaction::Transaction;
use crate::tree::DirectiveId;
use crate::value;

impl Transaction<'_> {
    /// The value of a `geo` or `split_clients` variable, by the block that defines it.
    pub(super) fn derived(&mut self, block: DirectiveId, name: &str) -> Option<String> {
        let directive = self.configuration.tree.get(block);
        let is_geo = directive.is("geo");
        let value = if is_geo {
            self.geo(block)
        } else {
            let text = self.expand(directive.argument(0).unwrap_or(""));
            self.share(block, &text)
        };
        if value.is_none() {
            self.events.push(Event::NotSimulated {
                place: Some(directive.place.clone()),
                what: format!("the value of ${name}"),
                doubt: Doubt::Answer,
            });
        }
        value
    }

    /// The narrowest network that holds the address (modules/ngx_http_geo_module.c); none where it is in other forms.
    fn geo(&mut self, block: DirectiveId) -> Option<String> {
        let tree = &self.configuration.tree;
        let directive = tree.get(block);
        let client = match directive.argument(1).and(directive.argument(0)) {
            Some(source) => self.expand(source).parse::<IpAddr>().ok(),
            None => Some(self.asked.client),
        };
        let mut found = Some((0, String::new()));
        for entry in tree.children(block).map(|id| tree.get(id)) {
            let key = entry.name.text.as_str();
            if matches!(
                key,
                "ranges" | "include" | "delete" | "proxy" | "proxy_recursive"
            ) {
                return None;
            }
            let text = entry.argument(0).unwrap_or("").to_owned();
            let width = match (key, client) {
                ("default", _) => Some(0),
                (network, Some(client)) if contains(network, client) => {
                    let width = network.split_once('/').map(|(_, width)| width);
                    Some(1 + width.and_then(value::number).unwrap_or(128))
                }
                _ => None,
            };
            let best = found.as_ref().map_or(0, |(width, _)| *width);
            if width.is_some_and(|width| width >= best) {
                found = width.map(|width| (width, text));
            }
        }
        found.map(|(_, text)| text)
    }

    /// The share that a hash of the text falls into (modules/ngx_http_split_clients_module.c).
    fn share(&self, block: DirectiveId, text: &str) -> Option<String> {
        let hash = u64::from(murmur(text.as_bytes()));
        let tree = &self.configuration.tree;
        let mut before = 0;
        for entry in tree.children(block).map(|id| tree.get(id)) {
            let value = entry.argument(0).unwrap_or("").to_owned();
            let Some(percent) = entry.name.text.strip_suffix('%') else {
                return Some(value);
            };
            let (whole, part) = percent.split_once('.').unwrap_or((percent, ""));
            let part = value::number(&format!("{part:0<2}")).unwrap_or(0);
            let hundredths = value::number(whole)?.checked_mul(100)?.checked_add(part)?;
            before += hundredths.checked_mul(u64::from(u32::MAX))? / 10_000;
            if hash < before {
                return Some(value);
            }
        }
        Some(String::new())
    }

    /// `1` where the page that links here is none of the valid ones (modules/ngx_http_referer_module.c).
    pub(super) fn invalid_referer(&mut self) -> String {
        let chain = self.chain();
        let rules = chain.all("valid_referers");
        if rules.is_empty() {
            return String::new();
        }
        let texts = rules.iter().flat_map(|id| chain.tree().get(*id).texts());
        let texts: Vec<&str> = texts.collect();
        let is_valid = match self.asked.header("referer") {
            None => texts.contains(&"none"),
            Some(referer) => match referer.split_once("://") {
                Some(("http" | "https", rest)) => {
                    let host = rest
                        .split(['/', ':'])
                        .next()
                        .unwrap_or("")
                        .to_ascii_lowercase();
                    let own = &self.server_name;
                    texts.iter().any(|rule| {
                        let rule = if *rule == "server_names" {
                            own.as_str()
                        } else {
                            rule
                        };
                        is_from(rule, &host, rest)
                    })
                }
                _ => texts.contains(&"blocked"),
            },
        };
        if is_valid {
            String::new()
        } else {
            "1".to_owned()
        }
    }
}

/// Whether one name of `valid_referers` fits.
fn is_from(rule: &str, host: &str, rest: &str) -> bool {
    if let Some(pattern) = rule.strip_prefix('~') {
        return Pattern::new(pattern, true).captures(rest).is_some();
    }
    let (name, path) = rule.split_once('/').unwrap_or((rule, ""));
    let at = rest
        .find('/')
        .and_then(|at| rest.get(at + 1..))
        .unwrap_or("");
    let name = name.to_ascii_lowercase();
    let fits = if let Some(suffix) = name.strip_prefix('*') {
        host.ends_with(suffix)
    } else if let Some(suffix) = name.strip_prefix('.') {
        host == suffix || host.ends_with(&name)
    } else if let Some(prefix) = name.strip_suffix('*') {
        host.starts_with(prefix)
    } else {
        host == name
    };
    fits && at.starts_with(path)
}

/// MurmurHash2 (core/ngx_murmurhash.c).
fn murmur(bytes: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    let mut hash = u32::try_from(bytes.len()).unwrap_or(0);
    let mut words = bytes.chunks_exact(4);
    for word in &mut words {
        let mut part = word
            .iter()
            .rev()
            .fold(0u32, |all, byte| all << 8 | u32::from(*byte));
        part = part.wrapping_mul(M);
        part ^= part >> 24;
        hash = hash.wrapping_mul(M) ^ part.wrapping_mul(M);
    }
    let rest = words.remainder();
    if !rest.is_empty() {
        hash ^= rest
            .iter()
            .rev()
            .fold(0u32, |all, byte| all << 8 | u32::from(*byte));
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    hash ^ hash >> 15
}

#[cfg(test)]
mod tests {
    use super::{is_from, murmur};

    #[test]
    fn texts_hash_as_in_the_original() {
        // The first value is in the manual page of MurmurHash2 for an empty text and a seed of nought.
        assert_eq!(murmur(b""), 0);
        assert_eq!(murmur(b"a"), 0x9268_5f5e);
    }

    #[test]
    fn referers_fit_by_name_and_path() {
        assert!(is_from("*.example.org", "a.example.org", "a.example.org/x"));
        assert!(is_from("example.org/a", "example.org", "example.org/ab"));
        assert!(!is_from("example.org/b", "example.org", "example.org/ab"));
        assert!(is_from("~\\.org", "example.org", "example.org/"));
        assert!(!is_from("example.org", "evil.example", "evil.example/"));
    }
}
