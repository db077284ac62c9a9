//! The command line as glibc's getopt_long(3) reads it: permuted, abbreviated, clustered.

use crate::{Expects, Given};

use super::{OptionSpec, Table};

/// The words still to be read; the table may grow between two of them, because `--plugin` brings options.
#[derive(Clone, Debug)]
pub(crate) struct CommandLine {
    words: Vec<Given>,
    next: usize,
    /// Where the next letter of a cluster such as `-abc` begins.
    letter: Option<usize>,
    positional: Vec<Positional>,
    /// The option just read, when it would have taken an argument after `=`.
    before: Option<&'static str>,
}

/// A word that belongs to no option, and the option just before it that takes its value only after `=`.
pub(crate) type Positional = (Given, Option<&'static str>);

/// One option taken off the command line.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// The option itself; a letter stands for the first option that has it.
    pub(crate) option: &'static OptionSpec,
    /// As it was written, dashes included.
    pub(crate) name: Given,
    /// Its argument.
    pub(crate) value: Option<Given>,
}

/// A refusal with the word as it is quoted in the message.
pub(crate) type Refused = Box<(WordError, Given)>;

fn refused(error: WordError, word: &Given) -> Refused {
    Box::new((error, word.clone()))
}

/// A word that getopt_long(3) refuses, with the facts of its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WordError {
    /// No option begins like this.
    Unknown,
    /// Several do.
    Ambiguous(Vec<&'static str>),
    /// The argument is missing.
    ArgumentMissing(&'static str),
    /// It takes none.
    ArgumentRefused(&'static str),
    /// No such letter.
    UnknownLetter(char),
    /// The letter's argument is missing.
    LetterArgumentMissing(char),
}

impl WordError {
    /// The words of glibc (posix/getopt.c), after `argv[0]: `.
    pub(crate) fn message(&self, written: &str) -> String {
        match self {
            Self::Unknown => format!("unrecognized option '{written}'"),
            Self::Ambiguous(names) => {
                let names: String = names.iter().map(|name| format!(" '--{name}'")).collect();
                format!("option '{written}' is ambiguous; possibilities:{names}")
            }
            Self::ArgumentMissing(name) => format!("option '--{name}' requires an argument"),
            Self::ArgumentRefused(name) => format!("option '--{name}' doesn't allow an argument"),
            Self::UnknownLetter(letter) => format!("invalid option -- '{letter}'"),
            Self::LetterArgumentMissing(letter) => {
                format!("option requires an argument -- '{letter}'")
            }
        }
    }
}

impl CommandLine {
    /// The words after the program's name.
    pub(crate) fn new(words: Vec<Given>) -> Self {
        Self {
            words,
            next: 0,
            letter: None,
            positional: Vec::new(),
            before: None,
        }
    }

    /// The words that belong to no option, once all options are taken.
    pub(crate) fn positional(self) -> Vec<Positional> {
        self.positional
    }

    /// The next option with the options known now; none at the end.
    pub(crate) fn take(&mut self, table: Table) -> Option<Result<Taken, Refused>> {
        if let Some(at) = self.letter.take() {
            return Some(self.take_letter(table, at));
        }
        loop {
            let word = self.words.get(self.next)?.clone();
            if word.text == "--" {
                let rest = self.words.drain(self.next..).skip(1);
                self.positional.extend(rest.map(|word| (word, None)));
                return None;
            }
            if let Some(name) = word.text.strip_prefix("--") {
                self.next += 1;
                return Some(self.take_long(table, &word, name));
            }
            if word.text.len() > 1 && word.text.starts_with('-') {
                return Some(self.take_letter(table, 1));
            }
            self.positional.push((word, self.before.take()));
            self.next += 1;
        }
    }

    fn take_long(&mut self, table: Table, word: &Given, name: &str) -> Result<Taken, Refused> {
        let equals = name.find('=');
        let asked = equals.map_or(name, |at| name.get(..at).unwrap_or(name));
        let written = word.part(0, asked.len() + 2);
        let attached = equals.map(|at| word.part(at + 3, word.text.len()));
        let option = match table.find(asked) {
            Some(option) => option,
            None => {
                let mut close = table.iter().filter(|option| option.name.starts_with(asked));
                match (close.next(), close.next()) {
                    (None, _) => return Err(refused(WordError::Unknown, word)),
                    (Some(option), None) => option,
                    (Some(first), Some(second)) => {
                        let names = [first, second].into_iter().chain(close);
                        let names = names.map(|option| option.name).collect();
                        return Err(refused(WordError::Ambiguous(names), word));
                    }
                }
            }
        };
        let value = match (option.expects(table.version), attached) {
            (Expects::Nothing, Some(_)) => {
                return Err(refused(WordError::ArgumentRefused(option.name), word));
            }
            (Expects::Argument, None) => Some(
                self.next_word()
                    .ok_or_else(|| refused(WordError::ArgumentMissing(option.name), word))?,
            ),
            (_, attached) => attached,
        };
        self.before = lonely(option, table, value.is_none());
        Ok(Taken {
            option,
            name: written,
            value,
        })
    }

    fn take_letter(&mut self, table: Table, at: usize) -> Result<Taken, Refused> {
        let word = self.words.get(self.next).cloned().unwrap_or_default();
        let rest = word.text.get(at..).unwrap_or_default();
        let letter = rest.chars().next().unwrap_or('-');
        let after = at + letter.len_utf8();
        let is_last = after >= word.text.len();
        let name = word.part(at, after);
        let found = table.iter().find(|option| option.short == Some(letter));
        let Some(option) = found else {
            self.step(after, is_last);
            return Err(refused(WordError::UnknownLetter(letter), &name));
        };
        let expects = option.expects(table.version);
        let value = if expects == Expects::Nothing {
            self.step(after, is_last);
            None
        } else {
            self.next += 1;
            match (is_last, expects) {
                (false, _) => Some(word.part(after, word.text.len())),
                (true, Expects::Argument) => Some(
                    self.next_word()
                        .ok_or_else(|| refused(WordError::LetterArgumentMissing(letter), &name))?,
                ),
                _ => None,
            }
        };
        self.before = lonely(option, table, value.is_none());
        Ok(Taken {
            option,
            name,
            value,
        })
    }

    fn step(&mut self, after: usize, is_last: bool) {
        if is_last {
            self.next += 1;
        } else {
            self.letter = Some(after);
        }
    }

    fn next_word(&mut self) -> Option<Given> {
        let word = self.words.get(self.next).cloned()?;
        self.next += 1;
        Some(word)
    }
}

/// The option's name, if a value might have been meant for it.
fn lonely(option: &OptionSpec, table: Table, is_bare: bool) -> Option<&'static str> {
    let takes_value = option.expects(table.version) == Expects::MaybeArgument;
    (is_bare && takes_value).then_some(option.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Version;

    type Read = (Vec<(String, Option<String>)>, Vec<String>, String);

    fn read(line: &str, python: bool) -> Read {
        let words = line.split(' ').map(|word| Given::new(word, None)).collect();
        let table = Table {
            version: Version(2, 0, 21),
            python,
            http: false,
            others: crate::options::Others::default(),
            lacks: crate::options::Lacks::default(),
        };
        let mut line = CommandLine::new(words);
        let (mut taken, mut message) = (Vec::new(), String::new());
        while let Some(next) = line.take(table) {
            match next {
                Ok(next) => {
                    taken.push((next.option.name.to_owned(), next.value.map(|v| v.text)));
                }
                Err(refused) => {
                    let (error, word) = *refused;
                    message = error.message(&word.text);
                    break;
                }
            }
        }
        let positional = line.positional().into_iter().map(|(word, _)| word.text);
        (taken, positional.collect(), message)
    }

    #[test]
    fn words_are_permuted_and_letters_clustered() {
        let (taken, positional, _) =
            read("a.ini -Mp 4 --socket=x b --chmod-socket 664 -C666", false);
        let expected = [
            ("master", None),
            ("processes", Some("4")),
            ("socket", Some("x")),
            ("chmod-socket", None),
            ("chmod-socket", Some("666")),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned)))
            .collect();
        assert_eq!(taken, expected);
        assert_eq!(positional, ["a.ini", "b", "664"]);
    }

    #[test]
    fn one_dash_reads_letters_and_two_end_the_options() {
        let (taken, positional, _) = read("-socket x -- --master", false);
        assert_eq!(taken, [("socket".to_owned(), Some("ocket".to_owned()))]);
        assert_eq!(positional, ["x", "--master"]);
    }

    #[test]
    fn refusals_are_worded_as_glibc_words_them() {
        for (line, message) in [
            ("--foo", "unrecognized option '--foo'"),
            ("--wsgi-file=a", "unrecognized option '--wsgi-file=a'"),
            ("--socket", "option '--socket' requires an argument"),
            ("-s", "option requires an argument -- 's'"),
            ("--master=1", "option '--master' doesn't allow an argument"),
            ("-Z", "invalid option -- 'Z'"),
            (
                "--http :80",
                "option '--http' is ambiguous; possibilities: '--http-socket' '--http-socket-modifier1' \
                 '--http-socket-modifier2' '--http11-socket' '--https-socket' '--https-socket-modifier1' \
                 '--https-socket-modifier2'",
            ),
            (
                "--sock x",
                "option '--sock' is ambiguous; possibilities: '--socket' '--socket-protocol' '--socket-timeout' \
                 '--socket-send-timeout' '--socket-write-timeout' '--socket-sndbuf' '--socket-rcvbuf'",
            ),
        ] {
            assert_eq!(read(line, false).2, message);
        }
        assert_eq!(read("--wsgi-fi app.py", true).0[0].0, "wsgi-file");
    }
}
