//! The words of the command line.

/// What `hurdles --help` prints.
pub(crate) const USAGE: &str = "\
Plays a uWSGI and nginx deployment through and says where it fails.

usage: hurdles check FILE... [--json] [--logs]   simulates each scenario
       hurdles repair FILE                       applies fixes until the request succeeds
       hurdles link FILE [--base URL]            prints the scenario as a link
       hurdles open URL                          prints the scenario of a link
       hurdles check --expect FILE...            holds scenarios, also those in links of documents, against what they expect
       hurdles paste FILE... [--json]            sorts what was pasted into a scenario
       hurdles explain CODE                      prints the page of a finding, an option, a directive

FILE is a scenario or a case as JSON, for `paste` any text; `-` for standard input.
";

/// Where links lead when no base is given.
const BASE: &str = "https://hurdles.example/";

/// One of the commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Check {
        files: Vec<String>,
        json: bool,
        logs: bool,
        expect: bool,
    },
    Paste {
        files: Vec<String>,
        json: bool,
    },
    Repair {
        file: String,
    },
    Link {
        file: String,
        base: String,
    },
    Open {
        url: String,
    },
    Explain {
        code: String,
    },
}

/// Reads the words after the program's name.
pub(crate) fn parse(words: &[String]) -> Result<Command, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((command, words)) = words.split_first() else {
        return Err("a command is missing".to_owned());
    };
    if matches!(*command, "help" | "--help" | "-h") {
        return Ok(Command::Help);
    }
    let mut files = Vec::new();
    let (mut json, mut logs, mut expect, mut base) = (false, false, false, BASE);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match (*command, *word) {
            ("check" | "paste", "--json") => json = true,
            ("check", "--expect") => expect = true,
            ("check", "--logs") => logs = true,
            ("link", "--base") => base = words.next().ok_or("`--base` needs a URL")?,
            (_, word) if word.starts_with("--") => {
                return Err(format!("`hurdles {command}` has no option `{word}`"));
            }
            (_, word) => files.push(word.to_owned()),
        }
    }
    let only = |what: &str| match files.as_slice() {
        [one] => Ok(one.clone()),
        _ => Err(format!("`hurdles {command}` takes one {what}")),
    };
    match *command {
        "check" | "paste" if files.is_empty() => {
            Err(format!("`hurdles {command}` takes at least one file"))
        }
        "check" => Ok(Command::Check {
            files,
            json,
            logs,
            expect,
        }),
        "paste" => Ok(Command::Paste { files, json }),
        "repair" => Ok(Command::Repair {
            file: only("file")?,
        }),
        "link" => Ok(Command::Link {
            file: only("file")?,
            base: base.to_owned(),
        }),
        "open" => Ok(Command::Open { url: only("URL")? }),
        "explain" => Ok(Command::Explain {
            code: only("code")?,
        }),
        other => Err(format!("there is no command `{other}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        let words: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words)
    }

    #[test]
    fn words_are_read_in_any_order() {
        let check = Command::Check {
            files: vec!["a".to_owned(), "-".to_owned()],
            json: true,
            logs: false,
            expect: false,
        };
        assert_eq!(parsed("check a --json -"), Ok(check));
        let link = Command::Link {
            file: "a".to_owned(),
            base: "http://b/".to_owned(),
        };
        assert_eq!(parsed("link --base http://b/ a"), Ok(link));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let message = |line| parsed(line).unwrap_err();
        assert!(message("").contains("missing"));
        assert!(message("chekc a").contains("`chekc`"));
        assert!(message("check").contains("at least one"));
        assert!(message("repair a b").contains("one file"));
        assert!(message("open --json x").contains("`--json`"));
        assert!(message("link a --base").contains("needs a URL"));
    }
}
