//! nginx's command tables: which directive stands where, with how many arguments of what type.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::build::Version;
use crate::tree::BlockKind;

/// The type of a directive's value, where a generic handler checks it (`ngx_conf_set_…_slot`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    /// Checked elsewhere, or any text.
    Free,
    Flag,
    Number,
    /// A number between these.
    Bounded(u64, u64),
    Size,
    Offset,
    Milliseconds,
    Seconds,
    Buffers,
    /// One of these, case-insensitively.
    Enum(&'static str),
    /// Any of these, case-insensitively, each once.
    Mask(&'static str),
    /// Text with variables.
    Variables,
}

/// One entry of a command table.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    contexts: &'static str,
    least: usize,
    most: usize,
    pub(crate) is_block: bool,
    pub(crate) only_once: bool,
    pub(crate) value: ValueType,
    /// The dynamic module that has it.
    module: Option<&'static str>,
    since: Version,
    until: Version,
}

impl Entry {
    /// Whether it may stand in this kind of block.
    pub(crate) fn fits(&self, block: BlockKind) -> bool {
        match self.contexts {
            "*" => block != BlockKind::Free,
            "-" => !matches!(
                block,
                BlockKind::Free
                    | BlockKind::IfInServer
                    | BlockKind::IfInLocation
                    | BlockKind::LimitExcept
            ),
            letters => letters.contains(block.letter()),
        }
    }

    /// Whether this many arguments are taken.
    pub(crate) fn takes(&self, n_arguments: usize) -> bool {
        (self.least..=self.most).contains(&n_arguments)
    }
}

type Table = BTreeMap<&'static str, Vec<Entry>>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        include_str!("../data/directives.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(' '))
            .map(|(name, entries)| (name, entries.split(" | ").filter_map(parse_entry).collect()))
            .collect()
    })
}

fn parse_entry(text: &'static str) -> Option<Entry> {
    let mut fields = text.split(' ');
    let contexts = fields.next()?;
    let counts = fields.next()?;
    let only_once = counts.ends_with('!');
    let counts = counts.trim_end_matches('!');
    let is_block = counts.ends_with('{');
    let counts = counts.trim_end_matches('{');
    let (least, most) = if let Some(least) = counts.strip_suffix('+') {
        (least.parse().ok()?, usize::MAX)
    } else if let Some((least, most)) = counts.split_once('-') {
        (least.parse().ok()?, most.parse().ok()?)
    } else {
        let exactly = counts.parse().ok()?;
        (exactly, exactly)
    };
    let mut entry = Entry {
        contexts,
        least,
        most,
        is_block,
        only_once,
        value: ValueType::Free,
        module: None,
        since: Version::V1_10_3,
        until: Version::V1_26_3,
    };
    for field in fields {
        if let Some(module) = field.strip_prefix('%') {
            entry.module = Some(module);
        } else if let Some(range) = field.strip_prefix('@') {
            let (since, until) = range.split_once('-')?;
            entry.since = Version::parse(since).unwrap_or(entry.since);
            entry.until = Version::parse(until).unwrap_or(entry.until);
        } else {
            entry.value = value_type(field);
        }
    }
    Some(entry)
}

fn value_type(field: &'static str) -> ValueType {
    match field.split_once(':') {
        Some(("enum", values)) => ValueType::Enum(values),
        Some(("mask", values)) => ValueType::Mask(values),
        Some(("num", bounds)) => bounds
            .split_once('-')
            .and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)))
            .map_or(ValueType::Number, |(low, high)| {
                ValueType::Bounded(low, high)
            }),
        _ => match field {
            "flag" => ValueType::Flag,
            "num" => ValueType::Number,
            "size" => ValueType::Size,
            "off" => ValueType::Offset,
            "msec" => ValueType::Milliseconds,
            "sec" => ValueType::Seconds,
            "bufs" => ValueType::Buffers,
            "value" => ValueType::Variables,
            _ => ValueType::Free,
        },
    }
}

/// The entries for a name in this release with these dynamic modules loaded, in nginx's order; empty for an unknown name.
pub(crate) fn entries<'a>(
    name: &str,
    version: Version,
    modules: &'a [&'static str],
) -> impl Iterator<Item = &'static Entry> + use<'a> {
    table()
        .get(name)
        .into_iter()
        .flatten()
        .filter(move |entry| (entry.since..=entry.until).contains(&version))
        .filter(move |entry| entry.module.is_none_or(|module| modules.contains(&module)))
}

/// The names of all directives, for finding the nearest one.
pub fn directive_names() -> impl Iterator<Item = &'static str> {
    table().keys().copied()
}

/// The table's own copy of a directive's name, where there is one.
pub(crate) fn directive_names_like(name: &str) -> Option<&'static str> {
    table().get_key_value(name).map(|(name, _)| *name)
}

/// The dynamic module that brings a directive, where it is not built in.
#[must_use]
pub fn module_of(name: &str) -> Option<&'static str> {
    let entries = table().get(name)?;
    entries
        .iter()
        .all(|entry| entry.module.is_some())
        .then(|| entries.first().and_then(|entry| entry.module))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        let lines = include_str!("../data/directives.txt").lines();
        let mut n_directives = 0;
        for line in lines.filter(|line| !line.starts_with('#')) {
            let (name, entries) = line.split_once(' ').unwrap();
            let parsed = table().get(name).unwrap();
            assert_eq!(parsed.len(), entries.split(" | ").count(), "{name}");
            n_directives += 1;
        }
        assert!(n_directives > 590);
    }

    #[test]
    fn entries_follow_the_release_and_the_modules() {
        let has = |name, version, modules: &[&'static str]| entries(name, version, modules).count();
        assert_eq!(has("ssl", Version::V1_22_1, &[]), 1);
        assert_eq!(has("ssl", Version::V1_26_3, &[]), 0);
        assert_eq!(has("http2", Version::V1_26_3, &[]), 1);
        assert_eq!(has("stream", Version::V1_22_1, &[]), 0);
        assert_eq!(has("stream", Version::V1_22_1, &["stream"]), 1);
        assert_eq!(module_of("stream"), Some("stream"));
        assert_eq!(module_of("server"), None);
    }
}
