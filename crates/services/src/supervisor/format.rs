//! `TEXT % NAMES` as Python does it, which supervisor does to every value (supervisor/options.py, `expand`).

use std::collections::BTreeMap;

use super::config::quoted;

/// What a name stands for.
pub(super) type Names = BTreeMap<String, Value>;

/// A text or a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Number(u32),
}

/// Why a text cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// A name that stands for nothing.
    Unknown(String),
    /// Something else, in Python's words.
    Format(String),
}

impl Broken {
    /// What supervisord says of it.
    pub(super) fn message(&self, text: &str, option: &str, names: &Names) -> String {
        let (text, option) = (quoted(text), quoted(option));
        match self {
            Self::Unknown(name) => format!(
                "Format string {text} for {option} contains names ({}) which cannot be expanded. Available names: {}",
                quoted(name),
                names
                    .keys()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            Self::Format(reason) => {
                format!("Format string {text} for {option} is badly formatted: {reason}")
            }
        }
    }
}

/// Puts what names stand for in their places.
pub(super) fn expand(text: &str, names: &Names) -> Result<String, Broken> {
    let broken = |reason: &str| Err(Broken::Format(reason.to_owned()));
    let characters: Vec<char> = text.chars().collect();
    let mut expanded = String::new();
    let mut at = 0;
    while let Some(&c) = characters.get(at) {
        at += 1;
        if c != '%' {
            expanded.push(c);
            continue;
        }
        let mut name = None;
        if characters.get(at) == Some(&'(') {
            let rest = characters.get(at + 1..).unwrap_or_default();
            let Some(length) = key_length(rest) else {
                return broken("incomplete format key");
            };
            name = Some(rest.iter().take(length).collect::<String>());
            at += length + 2;
        }
        let value = match &name {
            Some(name) => Some(
                names
                    .get(name)
                    .ok_or_else(|| Broken::Unknown(name.clone()))?,
            ),
            None => None,
        };
        let from = at;
        while characters
            .get(at)
            .is_some_and(|c| "#0- +.123456789hlL".contains(*c))
        {
            at += 1;
        }
        let flags: String = characters
            .get(from..at)
            .unwrap_or_default()
            .iter()
            .collect();
        let Some(&conversion) = characters.get(at) else {
            return broken("incomplete format");
        };
        if let Err(reason) = convert(conversion, at, value, &flags, &mut expanded) {
            return Err(Broken::Format(reason));
        }
        at += 1;
    }
    Ok(expanded)
}

/// How long a name in parentheses is, from behind the first: parentheses within count.
fn key_length(rest: &[char]) -> Option<usize> {
    let mut depth = 1_usize;
    rest.iter().position(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// One conversion; without a name it is the mapping itself that Python tries to convert (Objects/unicodeobject.c).
fn convert(
    conversion: char,
    at: usize,
    value: Option<&Value>,
    flags: &str,
    expanded: &mut String,
) -> Result<(), String> {
    match (conversion, value) {
        ('%', _) => expanded.push('%'),
        ('s' | 'r' | 'a', Some(Value::Text(text))) if flags.is_empty() => expanded.push_str(text),
        ('s' | 'd' | 'i' | 'u', Some(Value::Number(number))) => {
            let width: usize = flags.trim_matches('0').parse().unwrap_or(0);
            let number = if flags.starts_with('0') {
                format!("{number:0width$}")
            } else {
                format!("{number:width$}")
            };
            expanded.push_str(&number);
        }
        ('s', Some(Value::Text(text))) => {
            let width: usize = flags.trim_matches(['0', '-']).parse().unwrap_or(0);
            expanded.push_str(&format!("{text:>width$}"));
        }
        ('d' | 'i' | 'u', value) => {
            let kind = kind_of(value);
            return Err(format!(
                "%{conversion} format: a real number is required, not {kind}"
            ));
        }
        ('x' | 'X' | 'o', value) => {
            let kind = kind_of(value);
            return Err(format!(
                "%{conversion} format: an integer is required, not {kind}"
            ));
        }
        ('e' | 'E' | 'f' | 'F' | 'g' | 'G', value) => {
            return Err(format!("must be real number, not {}", kind_of(value)));
        }
        ('c', _) => return Err("%c requires int or char".to_owned()),
        ('s' | 'r' | 'a', _) => expanded.push_str("{…}"),
        (other, _) => {
            return Err(format!(
                "unsupported format character '{other}' (0x{:x}) at index {at}",
                u32::from(other)
            ));
        }
    }
    Ok(())
}

fn kind_of(value: Option<&Value>) -> &'static str {
    match value {
        None => "dict",
        Some(Value::Text(_)) => "str",
        Some(Value::Number(_)) => "int",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_python_s() {
        let names: Names = [
            ("program_name".to_owned(), Value::Text("radio".to_owned())),
            ("process_num".to_owned(), Value::Number(3)),
        ]
        .into();
        for (text, expected) in [
            ("100%%", Ok("100%")),
            ("%(program_name)s_%(process_num)02d", Ok("radio_03")),
            ("jazz%2Fblues", Err("must be real number, not dict")),
            (
                "A=\"50%\"",
                Err("unsupported format character '\"' (0x22) at index 6"),
            ),
            ("50%", Err("incomplete format")),
            ("%(a", Err("incomplete format key")),
            (
                "%20d",
                Err("%d format: a real number is required, not dict"),
            ),
        ] {
            let expanded = expand(text, &names);
            let expected = expected
                .map(str::to_owned)
                .map_err(|reason| Broken::Format(reason.to_owned()));
            assert_eq!(expanded, expected, "{text}");
        }
        let broken = expand("%(x)s", &names).unwrap_err();
        assert_eq!(
            broken.message("%(x)s", "program:radio.command", &names),
            "Format string '%(x)s' for 'program:radio.command' contains names ('x') which cannot be expanded. \
             Available names: process_num, program_name"
        );
    }
}
