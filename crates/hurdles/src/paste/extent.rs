//! How far a block goes that begins in the midst of text, where no prompt and no fence ends it.

use super::line::Line;
use super::prompt::{Prompts, Shape};
use super::sniff::{self, Begins};

/// The line behind the block that begins at `from`; never beyond `limit`.
pub(super) fn extent(
    kind: Begins,
    lines: &[Line<'_>],
    from: usize,
    limit: usize,
    prompts: &Prompts<'_>,
) -> usize {
    let depth = lines.get(from).map_or(0, |line| line.depth);
    let mut state = State::default();
    let mut end = from;
    for (at, line) in lines.iter().enumerate().take(limit).skip(from) {
        let is_foreign = line.depth != depth
            || line.text.starts_with("```")
            || prompts.at(line.text).is_some_and(|prompt| {
                prompt.shape > Shape::Plain
                    || prompt.command.contains(' ') && line.text.starts_with('$')
            })
            || at > from
                && sniff::header_path(line.text)
                    .is_some_and(|path| path.contains('.') || path.contains('/'))
                && line.text.trim().starts_with(['#', ';', '=', '-'])
                && state.nesting == 0;
        if is_foreign {
            break;
        }
        let goes_on = match kind {
            Begins::Unit | Begins::Ini | Begins::Program => settings(kind, line.text),
            Begins::Nginx => state.nginx(line.text),
            Begins::Python => state.python(line.text),
            Begins::Log => log(line.text, at > from),
            Begins::Listing => sniff::is_listing_line(line.text) || at == from,
            Begins::Command => at == from,
        };
        if !goes_on {
            break;
        }
        if !line.is_blank() {
            end = at + 1;
        }
    }
    end.max(from + 1)
}

#[derive(Default)]
struct State {
    /// How many braces are open.
    nesting: usize,
    /// The quotes of a Python text that goes on.
    quotes: Option<&'static str>,
}

impl State {
    fn nginx(&mut self, text: &str) -> bool {
        let line = text.trim();
        let is_outside = self.nesting == 0;
        let is_directive = line.is_empty()
            || line.starts_with('#')
            || line.ends_with([';', '{', '}'])
            || line.contains('{');
        if is_outside && !is_directive
            || sniff::section(line).is_some()
            || sniff::is_log_line(text) && !line.starts_with("worker_")
        {
            return false;
        }
        let code = line.split(" #").next().unwrap_or("");
        if !line.starts_with('#') {
            for c in code.chars() {
                match c {
                    '{' => self.nesting += 1,
                    '}' => self.nesting = self.nesting.saturating_sub(1),
                    _ => {}
                }
            }
        }
        true
    }

    fn python(&mut self, text: &str) -> bool {
        if self.quotes.is_none() {
            let is_ours = text.is_empty() || text.starts_with([' ', '\t']) || is_statement(text);
            if !is_ours || sniff::is_log_line(text) && !text.starts_with(' ') {
                return false;
            }
        }
        for quotes in ["\"\"\"", "'''"] {
            if text.matches(quotes).count() % 2 == 1 {
                self.quotes = match self.quotes {
                    None => Some(quotes),
                    Some(open) if open == quotes => None,
                    open => open,
                };
            }
        }
        true
    }
}

/// Whether a line without indentation looks like Python rather than like a sentence.
fn is_statement(text: &str) -> bool {
    const KEYWORDS: [&str; 21] = [
        "import", "from", "def", "class", "if", "elif", "else:", "try:", "except", "finally:",
        "with", "for", "while", "return", "raise", "async", "assert", "del", "global", "pass",
        "print",
    ];
    let line = text.trim_end();
    if line.starts_with(['@', '#', ')', ']', '}', '"', '\'', '(', '[']) {
        return sniff::section(line).is_none();
    }
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or("");
    let second = words.next().unwrap_or("");
    let head: String = first
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
        .collect();
    let behind = first.get(head.len()..).unwrap_or("");
    let is_sentence = line.ends_with(['.', '?', '!']) && line.contains(' ');
    if KEYWORDS.contains(&first) {
        let needs_colon = !matches!(
            first,
            "import" | "from" | "return" | "raise" | "del" | "global" | "pass" | "assert" | "print"
        );
        return !is_sentence
            && (!needs_colon || line.contains(':') || line.ends_with(['(', '\\', ',']));
    }
    !head.is_empty()
        && !line.ends_with('{')
        && (behind.starts_with(['(', '[', '='])
            || behind.is_empty() && matches!(second, "=" | "+=" | "-=" | "|=" | "==")
            || behind == ":" && words.next().is_some() && line.contains('='))
}

/// Lines of an ini or a unit.
fn settings(kind: Begins, text: &str) -> bool {
    let line = text.trim();
    if line.is_empty() || line.starts_with(['#', ';']) {
        return true;
    }
    if let Some(section) = sniff::section(line) {
        return match kind {
            Begins::Unit => section.starts_with(char::is_uppercase),
            Begins::Program => {
                section.contains(':')
                    || section.starts_with("supervisor")
                    || section == "unix_http_server"
                    || section == "include"
            }
            _ => section != "Unit" && section != "Service" && !section.starts_with("program:"),
        };
    }
    if text.starts_with([' ', '\t']) && kind != Begins::Ini {
        return true;
    }
    let key = line.split(['=', ':']).next().unwrap_or("").trim();
    let is_key = !key.is_empty()
        && key.chars().all(|c| {
            c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '(' | ')' | '%' | '$')
        });
    is_key && key.len() < line.len()
}

/// Lines of a log; what is indented belongs to the line before.
fn log(text: &str, is_later: bool) -> bool {
    sniff::is_log_line(text) || is_later && text.starts_with("  ") && !text.trim().is_empty()
}
