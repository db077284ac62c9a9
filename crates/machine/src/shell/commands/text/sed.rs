//! sed(1): substitution, deletion, appending and the like, as deployment recipes use them.

use super::super::super::Outcome;
use super::super::super::complaint::ComplaintKind;
use super::super::super::expression::Expression;
use super::super::super::run::{Call, Shell};
use super::super::options::{Saying, Syntax, usage};
use super::super::processes::not_simulated;
use super::in_place::{replace, take_in_place};

/// One command with the lines it is for.
struct Command {
    from: Option<Line>,
    to: Option<Line>,
    negated: bool,
    action: Action,
}

/// A line by number or by what it matches.
enum Line {
    Number(usize),
    Last,
    Matching(Expression),
}

enum Action {
    Substitute {
        expression: Expression,
        replacement: String,
        all: bool,
        print: bool,
    },
    Delete,
    Print,
    Quit,
    Append(String),
    Insert(String),
    Change(String),
}

/// sed(1).
pub(in super::super) fn sed(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let (argv, in_place) = take_in_place(call.argv);
    if in_place
        .as_ref()
        .is_some_and(|suffix| suffix.contains(['/', '*']))
    {
        not_simulated(shell, call, "a backup of this name");
        return Some(Outcome::status(0));
    }
    const SYNTAX: Syntax = Syntax {
        short: "nErsze:f:u",
        long: &[
            ("quiet", 'n'),
            ("silent", 'n'),
            ("expression", 'e'),
            ("regexp-extended", 'E'),
        ],
    };
    let read = SYNTAX.read(&Call {
        argv: &argv,
        ..*call
    });
    let mut options = match read {
        Ok(options) => options,
        Err(outcome) => return Some(outcome),
    };
    let mut scripts: Vec<String> = options
        .given
        .iter()
        .filter(|(letter, _)| *letter == 'e')
        .map(|(_, script)| script.clone())
        .collect();
    if scripts.is_empty() {
        if options.operands.is_empty() {
            return Some(usage("sed", "no script specified"));
        }
        scripts.push(options.operands.remove(0).text);
    }
    let extended = options.has('E') || options.has('r');
    let script = scripts.join("\n");
    let Some(commands) = read_script(&script, extended) else {
        let what = format!("the sed script `{script}`");
        shell.complain(call.span, ComplaintKind::NotSimulated(what));
        return Some(Outcome::status(0));
    };
    let mut saying = Saying::default();
    let mut paths: Vec<String> = options
        .operands
        .iter()
        .map(|word| word.text.clone())
        .collect();
    if paths.is_empty() {
        paths.push("-".to_owned());
    }
    for path in &paths {
        let text = match shell.text_operand(call, path) {
            Ok(text) => text,
            Err(errno) => {
                saying.error(&format!("sed: can't read {path}: {errno}"));
                saying.status = 2;
                continue;
            }
        };
        let edited = edit(&commands, &text, options.has('n'));
        let Some(suffix) = &in_place else {
            saying.out.push_str(&edited);
            continue;
        };
        if let Err(line) = replace(shell, call, path, &edited, suffix) {
            saying.error(&line);
            saying.status = 4;
        }
    }
    Some(saying.outcome())
}

/// Reads a script; `None` where it holds anything that is not simulated.
fn read_script(script: &str, extended: bool) -> Option<Vec<Command>> {
    let mut commands = Vec::new();
    let mut rest = script;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';', '\n']);
        if rest.is_empty() {
            return Some(commands);
        }
        if rest.starts_with('#') {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
            continue;
        }
        let from = read_line(&mut rest, extended)?;
        let mut to = None;
        if from.is_some()
            && let Some(after) = rest.strip_prefix(',')
        {
            rest = after;
            to = Some(read_line(&mut rest, extended)??);
        }
        rest = rest.trim_start();
        let negated = rest.starts_with('!');
        rest = rest.trim_start_matches(['!', ' ']);
        let mut letters = rest.chars();
        let letter = letters.next()?;
        rest = letters.as_str();
        let action = match letter {
            's' => read_substitution(&mut rest, extended)?,
            'd' => Action::Delete,
            'p' => Action::Print,
            'q' => Action::Quit,
            'a' | 'i' | 'c' => {
                let text = rest
                    .trim_start()
                    .strip_prefix('\\')
                    .unwrap_or(rest.trim_start());
                let (text, after) = text
                    .trim_start_matches('\n')
                    .split_once('\n')
                    .unwrap_or((text.trim_start_matches('\n'), ""));
                rest = after;
                let text = text.replace("\\n", "\n").replace("\\t", "\t");
                match letter {
                    'a' => Action::Append(text),
                    'i' => Action::Insert(text),
                    _ => Action::Change(text),
                }
            }
            _ => return None,
        };
        commands.push(Command {
            from,
            to,
            negated,
            action,
        });
    }
}

/// A line address at the start, if there is one; the outer `None` is an address that cannot be read.
#[expect(
    clippy::option_option,
    reason = "no address and an unreadable one differ"
)]
fn read_line(rest: &mut &str, extended: bool) -> Option<Option<Line>> {
    if let Some(after) = rest.strip_prefix('$') {
        *rest = after;
        return Some(Some(Line::Last));
    }
    if let Some(after) = rest.strip_prefix('/') {
        let (pattern, after) = until_delimiter(after, '/')?;
        *rest = after;
        return Some(Some(Line::Matching(Expression::parse(&pattern, extended)?)));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return Some(None);
    }
    let number = rest.get(..digits)?.parse().ok()?;
    *rest = rest.get(digits..)?;
    Some(Some(Line::Number(number)))
}

fn read_substitution(rest: &mut &str, extended: bool) -> Option<Action> {
    let delimiter = rest.chars().next()?;
    let after = rest.get(delimiter.len_utf8()..)?;
    let (pattern, after) = until_delimiter(after, delimiter)?;
    let (replacement, after) = until_delimiter(after, delimiter)?;
    let length = after
        .find(|c: char| {
            !matches!(c, 'g' | 'I' | 'i' | 'p' | 'e' | 'm' | 'M') && !c.is_ascii_digit()
        })
        .unwrap_or(after.len());
    let flags = after.get(..length)?;
    if flags.contains(['e', 'm', 'M']) || flags.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    *rest = after.get(length..)?;
    let expression = Expression::parse(&pattern, extended)?;
    Some(Action::Substitute {
        expression: expression.ignoring_case(flags.contains(['I', 'i'])),
        replacement,
        all: flags.contains('g'),
        print: flags.contains('p'),
    })
}

/// The text up to an unescaped delimiter, and what follows it; an escaped delimiter loses its backslash.
fn until_delimiter(text: &str, delimiter: char) -> Option<(String, &str)> {
    let mut part = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == delimiter {
            return Some((part, text.get(at + c.len_utf8()..)?));
        }
        if c == '\\' {
            let (_, next) = chars.next()?;
            if next != delimiter {
                part.push('\\');
            }
            part.push(next);
        } else {
            part.push(c);
        }
    }
    None
}

/// Runs the commands on every line.
fn edit(commands: &[Command], text: &str, quiet: bool) -> String {
    let mut result = String::with_capacity(text.len());
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    // For each command whether a range is open.
    let mut open = vec![false; commands.len()];
    'lines: for (n, line) in lines.iter().enumerate() {
        let (mut line, end) = match line.strip_suffix('\n') {
            Some(line) => (line.to_owned(), "\n"),
            None => ((*line).to_owned(), ""),
        };
        let mut after = String::new();
        let mut quits = false;
        for (command, open) in commands.iter().zip(&mut open) {
            let is_last = n + 1 == lines.len();
            if selects(command, open, n + 1, is_last, &line) == command.negated {
                continue;
            }
            match &command.action {
                Action::Substitute {
                    expression,
                    replacement,
                    all,
                    print,
                } => {
                    if let Some(new) = expression.replace(&line, replacement, *all) {
                        line = new;
                        if *print {
                            result.push_str(&format!("{line}{end}"));
                        }
                    }
                }
                Action::Delete => continue 'lines,
                Action::Print => result.push_str(&format!("{line}{end}")),
                Action::Quit => quits = true,
                Action::Append(text) => after.push_str(&format!("{text}\n")),
                Action::Insert(text) => result.push_str(&format!("{text}\n")),
                Action::Change(text) => {
                    result.push_str(&format!("{text}\n"));
                    continue 'lines;
                }
            }
        }
        if !quiet {
            result.push_str(&line);
            result.push_str(if after.is_empty() { end } else { "\n" });
        }
        result.push_str(&after);
        if quits {
            break;
        }
    }
    result
}

fn selects(command: &Command, open: &mut bool, number: usize, is_last: bool, line: &str) -> bool {
    let is_at = |place: &Line| match place {
        Line::Number(wanted) => number == *wanted,
        Line::Last => is_last,
        Line::Matching(expression) => expression.find(line, 0).is_some(),
    };
    let Some(from) = &command.from else {
        return true;
    };
    let Some(to) = &command.to else {
        return is_at(from);
    };
    if *open {
        let past = matches!(to, Line::Number(last) if number >= *last);
        *open = !(past || is_at(to));
        return true;
    }
    if is_at(from) {
        *open = !matches!(to, Line::Number(last) if number >= *last);
        return true;
    }
    false
}
