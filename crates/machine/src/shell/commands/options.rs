//! Splits arguments into options and operands (getopt_long(3)).

use super::super::Outcome;
use super::super::run::Call;
use super::super::word::Word;

/// The arguments of a call.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// Options in order, each with its argument or an empty word.
    pub(super) given: Vec<(char, String)>,
    /// What is no option.
    pub(super) operands: Vec<Word>,
}

impl Options {
    /// Whether an option is given.
    pub(super) fn has(&self, option: char) -> bool {
        self.given.iter().any(|(given, _)| *given == option)
    }

    /// The last argument of an option.
    pub(super) fn value(&self, option: char) -> Option<&str> {
        let mut given = self.given.iter().rev();
        given
            .find(|(given, _)| *given == option)
            .map(|(_, value)| value.as_str())
    }
}

/// How a program reads its arguments.
pub(super) struct Syntax {
    /// Letters, each followed by `:` where it takes an argument; a leading `+` ends the options at the first operand.
    pub(super) short: &'static str,
    /// Long names with the letter they mean.
    pub(super) long: &'static [(&'static str, char)],
}

impl Syntax {
    fn takes_argument(&self, option: char) -> Option<bool> {
        let mut letters = self.short.trim_start_matches('+').chars().peekable();
        while let Some(letter) = letters.next() {
            let with_argument = letters.peek() == Some(&':');
            if letter == option && letter != ':' {
                return Some(with_argument);
            }
        }
        None
    }

    /// Reads the arguments behind the program's name.
    ///
    /// # Errors
    /// What the program says of an option that it does not have.
    pub(super) fn read(&self, call: &Call<'_>) -> Result<Options, Outcome> {
        let name = call.name();
        let mut options = Options::default();
        let mut words = call.argv.iter().skip(1);
        while let Some(word) = words.next() {
            let text = word.text.as_str();
            if text == "--" {
                options.operands.extend(words.cloned());
                break;
            }
            if let Some(long) = text.strip_prefix("--") {
                options.given.push(self.long(name, long, &mut words)?);
            } else if text.len() > 1 && text.starts_with('-') {
                self.letters(name, text, &mut words, &mut options)?;
            } else {
                options.operands.push(word.clone());
                if self.short.starts_with('+') {
                    options.operands.extend(words.cloned());
                    break;
                }
            }
        }
        Ok(options)
    }

    /// `--name`, `--name=value` or `--name value`.
    fn long<'w>(
        &self,
        name: &str,
        text: &str,
        words: &mut impl Iterator<Item = &'w Word>,
    ) -> Result<(char, String), Outcome> {
        let (long, value) = match text.split_once('=') {
            Some((long, value)) => (long, Some(value)),
            None => (text, None),
        };
        let letter = self.long_option(long);
        let letter =
            letter.ok_or_else(|| usage(name, &format!("unrecognized option '--{text}'")))?;
        let value = match value {
            Some(value) => value.to_owned(),
            None if self.takes_argument(letter) == Some(true) => {
                let missing = || usage(name, &format!("option '--{text}' requires an argument"));
                words.next().ok_or_else(missing)?.text.clone()
            }
            None => String::new(),
        };
        Ok((letter, value))
    }

    /// `-abc`, the last of which may take the rest or the next word as its argument.
    fn letters<'w>(
        &self,
        name: &str,
        text: &str,
        words: &mut impl Iterator<Item = &'w Word>,
        options: &mut Options,
    ) -> Result<(), Outcome> {
        for (at, letter) in text.char_indices().skip(1) {
            let invalid = || usage(name, &format!("invalid option -- '{letter}'"));
            if !self.takes_argument(letter).ok_or_else(invalid)? {
                options.given.push((letter, String::new()));
                continue;
            }
            let rest = text.get(at + letter.len_utf8()..).unwrap_or("");
            let value = if rest.is_empty() {
                let missing = || usage(name, &format!("option requires an argument -- '{letter}'"));
                words.next().ok_or_else(missing)?.text.clone()
            } else {
                rest.to_owned()
            };
            options.given.push((letter, value));
            break;
        }
        Ok(())
    }

    /// The letter of a long option, which may be cut short where that is unambiguous.
    fn long_option(&self, name: &str) -> Option<char> {
        if let Some((_, letter)) = self.long.iter().find(|(long, _)| *long == name) {
            return Some(*letter);
        }
        let mut fitting = self.long.iter().filter(|(long, _)| long.starts_with(name));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first.1)
    }
}

/// The words of the coreutils for arguments that they cannot read.
pub(super) fn usage(name: &str, problem: &str) -> Outcome {
    Outcome {
        status: Some(1),
        stdout: String::new(),
        stderr: format!("{name}: {problem}\nTry '{name} --help' for more information.\n"),
    }
}

/// What a program that goes on after an error says and returns.
#[derive(Default)]
pub(super) struct Saying {
    pub(super) out: String,
    pub(super) err: String,
    pub(super) status: i32,
}

impl Saying {
    /// Success, with this on standard output.
    pub(super) fn output(out: impl Into<String>) -> Self {
        Self {
            out: out.into(),
            ..Self::default()
        }
    }

    /// Adds an error line, which makes the status 1 at least.
    pub(super) fn error(&mut self, line: &str) {
        self.err.push_str(line);
        self.err.push('\n');
        self.status = self.status.max(1);
    }

    /// The outcome.
    pub(super) fn outcome(self) -> Outcome {
        Outcome {
            status: Some(self.status),
            stdout: self.out,
            stderr: self.err,
        }
    }
}
