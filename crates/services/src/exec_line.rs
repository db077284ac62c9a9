//! `ExecStart=` and its kin: which program, with which words (`config_parse_exec`, src/core/load-fragment.c).

use hurdles_machine::shell::Word;
use hurdles_source::Span;

use crate::specifier::Specifiers;
use crate::words::{self, CutError};

/// One command of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecLine {
    /// The file to execute, a path or a bare name.
    pub program: Word,
    /// What it gets, `argv[0]` first; variables are not yet put in.
    pub argv: Vec<Word>,
    /// `-`: its failure counts as success.
    pub may_fail: bool,
    /// `+` or `!`: started as root whatever `User=` says.
    pub privileged: bool,
    /// `:`: no variables are put in.
    pub verbatim: bool,
    /// The characters of the whole command.
    pub span: Span,
}

/// Why systemd refuses a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExecError {
    /// A path that is neither absolute nor a bare name.
    Relative(Word),
    /// A quote that is not closed.
    Unbalanced(Span),
    /// A specifier that does not exist; the word it stands in.
    Specifier(Word, Span),
    /// Only a prefix.
    Empty(Span),
    /// A path that ends in a slash.
    Directory(Word),
}

impl ExecError {
    /// systemd's words for it.
    #[must_use]
    pub fn message(&self, value: &str) -> String {
        match self {
            Self::Relative(path) => format!(
                "Neither a valid executable name nor an absolute path: {}",
                path.text
            ),
            Self::Unbalanced(_) => format!("Unbalanced quoting, ignoring: \"{value}\""),
            Self::Specifier(word, _) => format!(
                "Failed to resolve unit specifiers in {}: Invalid slot",
                word.text
            ),
            Self::Empty(_) => format!("Empty path in command line: \"{value}\""),
            Self::Directory(path) => {
                format!("Executable path specifies a directory: {}", path.text)
            }
        }
    }

    /// Where it lies.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Relative(word) | Self::Directory(word) => word.span,
            Self::Unbalanced(span) | Self::Specifier(_, span) | Self::Empty(span) => *span,
        }
    }
}

/// The commands of one value; several are parted by a lone `;`.
///
/// # Errors
/// What systemd refuses; a command with `-` before it is then left out and is no error.
pub(crate) fn parse(value: &Word, specifiers: &Specifiers) -> Result<Vec<ExecLine>, ExecError> {
    let words = words::cut(value).map_err(|CutError::Unbalanced(at)| {
        ExecError::Unbalanced(value.span_of(at..value.text.len()))
    })?;
    let mut lines = Vec::new();
    for command in words.split(|word| word.text == ";" && word.span.range().len() == 1) {
        let [first, rest @ ..] = command else {
            continue;
        };
        let may_fail = first.text.starts_with('-');
        match parse_one(first, rest, specifiers) {
            Ok(line) => lines.push(line),
            Err(_) if may_fail => {}
            Err(error) => return Err(error),
        }
    }
    Ok(lines)
}

fn parse_one(
    first: &Word,
    mut rest: &[Word],
    specifiers: &Specifiers,
) -> Result<ExecLine, ExecError> {
    let span = rest
        .last()
        .map_or(first.span, |last| first.span.to(last.span));
    let length = first.text.len()
        - first
            .text
            .trim_start_matches(['-', '@', ':', '+', '!'])
            .len();
    let prefixes = first.text.get(..length).unwrap_or("");
    let expanded = |word: &Word| {
        specifiers.expand(word).map_err(|unknown| {
            ExecError::Specifier(word.clone(), word.span_of(unknown.at..unknown.at + 2))
        })
    };
    let program = expanded(&first.tail(length))?;
    if program.text.is_empty() {
        return Err(ExecError::Empty(first.span));
    }
    if !program.text.starts_with('/') && program.text.contains('/') || program.text == ".." {
        return Err(ExecError::Relative(program));
    }
    if program.text.ends_with('/') {
        return Err(ExecError::Directory(program));
    }
    let mut argv = Vec::with_capacity(rest.len() + 1);
    if prefixes.contains('@') {
        if let [name, tail @ ..] = rest {
            argv.push(expanded(name)?);
            rest = tail;
        }
    } else {
        argv.push(program.clone());
    }
    for word in rest {
        argv.push(match word.text.as_str() {
            "\\;" => word.tail(1),
            _ => expanded(word)?,
        });
    }
    Ok(ExecLine {
        program,
        argv,
        may_fail: prefixes.contains('-'),
        privileged: prefixes.contains('+') || prefixes.contains('!'),
        verbatim: prefixes.contains(':'),
        span,
    })
}

impl ExecLine {
    /// The words with variables put in: `${NAME}` anywhere, `$NAME` as a word of its own, which is then cut at blanks
    /// (`replace_env_argv`, src/basic/env-util.c).
    #[must_use]
    pub fn with_variables(&self, value_of: &dyn Fn(&str) -> Option<String>) -> Vec<Word> {
        if self.verbatim {
            return self.argv.clone();
        }
        let mut argv = Vec::with_capacity(self.argv.len());
        for (n, word) in self.argv.iter().enumerate() {
            if n == 0 || !word.text.contains('$') {
                argv.push(word.clone());
                continue;
            }
            let name = word.text.strip_prefix('$').filter(|name| is_name(name));
            if let Some(name) = name {
                let value = value_of(name).unwrap_or_default();
                let parts = value.split_ascii_whitespace();
                argv.extend(parts.map(|part| all_from(part, word)));
            } else {
                argv.push(all_from_or_same(braced(&word.text, value_of), word));
            }
        }
        argv
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A word that stands where another was typed.
fn all_from(text: &str, word: &Word) -> Word {
    let whole = (word.span.start, word.span.end);
    Word::traced(text.to_owned(), word.span, vec![whole; text.len()])
}

fn all_from_or_same(text: String, word: &Word) -> Word {
    if text == word.text {
        word.clone()
    } else {
        all_from(&text, word)
    }
}

/// `${NAME}` replaced, `$$` as `$`.
fn braced(text: &str, value_of: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let named = (tail.strip_prefix("${"))
            .and_then(|tail| tail.split_once('}'))
            .filter(|(name, _)| is_name(name.split(":").next().unwrap_or("")));
        if let Some((name, after)) = named {
            out.push_str(&value_of(name).unwrap_or_default());
            rest = after;
        } else {
            out.push('$');
            rest = tail
                .strip_prefix("$$")
                .unwrap_or(tail.get(1..).unwrap_or(""));
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    fn read(text: &str) -> Result<Vec<ExecLine>, ExecError> {
        let mut sources = Sources::default();
        let span = Span::new(sources.add("unit", text), 0, text.len());
        parse(&Word::plain(text, span), &Specifiers::of("a.service", ""))
    }

    fn argv(line: &ExecLine) -> Vec<&str> {
        line.argv.iter().map(|word| &*word.text).collect()
    }

    #[test]
    fn prefixes_and_several_commands() {
        let lines = read("-+/bin/a x ; @/bin/b c d \\; e").unwrap();
        assert_eq!(argv(&lines[0]), ["/bin/a", "x"]);
        assert!(lines[0].may_fail && lines[0].privileged);
        assert_eq!(argv(&lines[1]), ["c", "d", ";", "e"]);
        assert_eq!(lines[1].program.text, "/bin/b");
    }

    #[test]
    fn relative_paths_and_unknown_specifiers_are_refused() {
        let error = read("venv/bin/uwsgi --ini a.ini").unwrap_err();
        assert_eq!(
            error.message(""),
            "Neither a valid executable name nor an absolute path: venv/bin/uwsgi"
        );
        assert!(matches!(read("/bin/a %F"), Err(ExecError::Specifier(..))));
        assert!(matches!(read("/bin/a 'b"), Err(ExecError::Unbalanced(_))));
        assert_eq!(read("uwsgi").unwrap()[0].program.text, "uwsgi");
        assert_eq!(read("").unwrap(), []);
    }

    #[test]
    fn variables_are_put_in_as_systemd_does() {
        let lines = read("/bin/a $X ${X} a$X b${Y}c $$Z '$X'").unwrap();
        let value_of = |name: &str| (name == "X").then(|| "1 2".to_owned());
        let argv = lines[0].with_variables(&value_of);
        let texts: Vec<&str> = argv.iter().map(|word| &*word.text).collect();
        assert_eq!(
            texts,
            ["/bin/a", "1", "2", "1 2", "a$X", "bc", "$Z", "1", "2"]
        );
    }
}
