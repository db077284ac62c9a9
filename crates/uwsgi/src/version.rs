//! Which uWSGI it is, and the source line numbers that its messages carry.

use std::sync::OnceLock;

/// A release, such as 2.0.21.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u16, pub u16, pub u16);

impl Version {
    /// Reads `2.0.21`, with or without a suffix such as `-debian`; what is no number counts as zero.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let number = text.split('-').next().unwrap_or_default();
        let mut parts = number.split('.').map(|part| part.parse().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        Self(next(), next(), next())
    }

    /// ` [core/file.c line N]` as uWSGI's error macros append it, for a name of `data/lines.txt`.
    #[must_use]
    pub(crate) fn place(self, name: &str) -> String {
        let table = lines();
        let Some(line) = table.iter().find(|line| line.name == name) else {
            return String::new();
        };
        let versions = table.first().map_or(&[][..], |first| &first.numbers);
        let column = versions
            .iter()
            .rposition(|version| Self::parse(version) <= self)
            .unwrap_or(0);
        let number = line.numbers.get(column).or(line.numbers.last());
        format!("[{} line {}]", line.file, number.unwrap_or(&""))
    }
}

struct Line {
    name: &'static str,
    file: &'static str,
    numbers: Vec<&'static str>,
}

fn lines() -> &'static [Line] {
    static LINES: OnceLock<Vec<Line>> = OnceLock::new();
    LINES.get_or_init(|| {
        let text = include_str!("../data/lines.txt").lines();
        let rows = text.filter(|line| !line.starts_with('#'));
        let parse = |row: &'static str| {
            let mut words = row.split(' ');
            Some(Line {
                name: words.next()?,
                file: words.next()?,
                numbers: words.collect(),
            })
        };
        rows.filter_map(parse).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_carry_the_line_of_their_version() {
        let place = |version: &str, name| Version::parse(version).place(name);
        assert_eq!(place("2.0.21-debian", "chown"), "[core/utils.c line 2657]");
        assert_eq!(place("2.0.12", "chown"), "[core/utils.c line 2623]");
        assert_eq!(place("2.0.31", "chown"), "[core/utils.c line 2635]");
        assert_eq!(place("2.0.19.1", "chown"), "[core/utils.c line 2661]");
        assert_eq!(place("2.0.17", "chown"), "[core/utils.c line 2623]");
        assert_eq!(place("2.0.28", "bind-unix"), "[core/socket.c line 230]");
    }
}
