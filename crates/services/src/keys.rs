//! Which sections and keys systemd knows.

use std::sync::LazyLock;

use hurdles_source::nearest_name;

/// The keys by section.
static KEYS: LazyLock<Vec<(&'static str, Vec<&'static str>)>> = LazyLock::new(|| {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in include_str!("../data/keys.txt").lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        match line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            Some(section) => all.push((section, Vec::new())),
            None => {
                if let Some((_, keys)) = all.last_mut() {
                    keys.push(line);
                }
            }
        }
    }
    all
});

/// The keys of a section.
fn keys(section: &str) -> &'static [&'static str] {
    let found = KEYS.iter().find(|(name, _)| *name == section);
    found.map_or(&[], |(_, keys)| keys)
}

/// Whether units of the kinds that are simulated have this section.
pub(crate) fn is_section(section: &str) -> bool {
    !keys(section).is_empty()
}

/// Whether a section has this key.
pub(crate) fn is_key(section: &str, key: &str) -> bool {
    keys(section).contains(&key)
}

/// The key that was probably meant.
pub(crate) fn nearest(section: &str, key: &str) -> Option<String> {
    let names = keys(section).iter().copied();
    let in_section = nearest_name(key, names).map(str::to_owned);
    in_section.filter(|name| !name.is_empty())
}

/// How systemd calls the value of a key that it cannot read (seen with 252).
pub(crate) fn value_name(key: &str) -> String {
    let named = match key {
        "Type" => "service type value",
        "Restart" => "service restart specifier value",
        "KillMode" => "kill mode value",
        "UMask" => "mode value",
        "StandardOutput" | "StandardError" => "output specifier",
        "KillSignal" => "signal name",
        "RestartSec" => "sec value",
        "ProtectHome" => "protect home value",
        "ProtectSystem" => "protect system value",
        "PrivateTmp" | "DynamicUser" | "RemainAfterExit" => "boolean value",
        key => return format!("{key}= parameter"),
    };
    named.to_owned()
}

/// The section that a key belongs to, for one that stands in another.
#[must_use]
pub fn section_of(key: &str) -> Option<&'static str> {
    let found = KEYS.iter().find(|(_, keys)| keys.contains(&key));
    found.map(|(section, _)| *section)
}
