//! Splits a typed line into simple commands and their words, as far as telling what it does needs.

/// One simple command of a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Simple {
    /// Its words without quotes; assignments in front, redirections and `sudo` with its options are left out.
    pub(super) words: Vec<String>,
    /// Whom `sudo`, `runuser` or `su` runs it as; `root` where no one is named.
    pub(super) as_user: Option<String>,
    /// Whether the environment set in front of it has options of uWSGI's.
    pub(super) has_options: bool,
    /// Where its output goes.
    pub(super) output: Option<String>,
    /// The word that ends a here-document, and whether it was quoted.
    pub(super) here: Option<(String, bool)>,
    /// Whether its output goes on to another command.
    pub(super) is_piped: bool,
    /// Whether it stands behind a pipe.
    pub(super) is_behind_pipe: bool,
    /// Whether it goes on in the background.
    pub(super) is_background: bool,
}

impl Simple {
    /// The name of the program, without its directory.
    pub(super) fn program(&self) -> &str {
        let first = self.words.first().map_or("", String::as_str);
        first.rsplit('/').next().unwrap_or(first)
    }

    /// The words that are no options, behind the program.
    pub(super) fn operands(&self) -> impl Iterator<Item = &str> {
        self.words
            .iter()
            .skip(1)
            .map(String::as_str)
            .filter(|word| !word.starts_with('-') || word.len() == 1)
    }

    /// Whether an option stands there in so many letters.
    pub(super) fn has(&self, option: &str) -> bool {
        self.words.iter().any(|word| word == option)
    }
}

/// A word of a line, or a mark between words.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String, bool),
    Mark(String),
}

/// The simple commands of a line in order.
pub(super) fn simple_commands(line: &str) -> Vec<Simple> {
    let mut commands = Vec::new();
    let mut command = Simple::default();
    let mut raw: Vec<String> = Vec::new();
    let mut tokens = tokens(line).into_iter();
    while let Some(token) = tokens.next() {
        match token {
            Token::Word(word, _) => raw.push(word),
            Token::Mark(mark) => match mark.as_str() {
                ">" | ">>" | "<" | "<<" | "<<-" | "<<<" => {
                    let Some(Token::Word(target, quoted)) = tokens.next() else {
                        continue;
                    };
                    // `2>/dev/null`: the number belongs to the mark.
                    let is_numbered = raw.last().is_some_and(|word| word == "2" || word == "1");
                    let number = is_numbered.then(|| raw.pop()).flatten();
                    match mark.as_str() {
                        ">" | ">>" if number.as_deref() != Some("2") => {
                            command.output = Some(target);
                        }
                        "<<" | "<<-" => command.here = Some((target, quoted)),
                        _ => {}
                    }
                }
                separator => {
                    let is_pipe = separator == "|";
                    command.is_piped = is_pipe;
                    command.is_background = separator == "&";
                    close(&mut commands, &mut command, &mut raw);
                    command.is_behind_pipe = is_pipe;
                }
            },
        }
    }
    close(&mut commands, &mut command, &mut raw);
    commands
}

/// Ends a simple command and takes off its front what only says who runs it.
fn close(commands: &mut Vec<Simple>, command: &mut Simple, raw: &mut Vec<String>) {
    let mut command = std::mem::take(command);
    let mut words = std::mem::take(raw).into_iter().peekable();
    let mut in_sudo = false;
    while let Some(word) = words.peek() {
        match word.as_str() {
            "sudo" | "doas" => {
                in_sudo = true;
                command.as_user = Some("root".to_owned());
            }
            "nohup" | "time" | "env" | "exec" | "command" | "setsid" | "nice" | "then" | "do"
            | "(" | "{" => {}
            "-u" | "--user" if in_sudo => {
                words.next();
                command.as_user = words.peek().cloned();
            }
            "-g" | "--group" | "-p" if in_sudo => {
                words.next();
            }
            option if in_sudo && option.starts_with('-') => {
                let user = option
                    .strip_prefix("--user=")
                    .or_else(|| option.strip_prefix("-u"));
                command.as_user = user.map(str::to_owned).or(command.as_user);
            }
            word if is_assignment(word) => command.has_options |= word.starts_with("UWSGI_"),
            _ => break,
        }
        words.next();
    }
    command.words = words.collect();
    if !command.words.is_empty() || command.output.is_some() || command.here.is_some() {
        commands.push(command);
    }
}

/// `NAME=value`.
pub(super) fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// The quote that is open at the end of a line, given the one that was open before it.
pub(super) fn open_quote(line: &str, before: Option<char>) -> Option<char> {
    let mut quote = before;
    let mut characters = line.chars();
    let mut last = ' ';
    while let Some(c) = characters.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\\', None | Some('"')) => {
                characters.next();
            }
            ('\'' | '"', None) => quote = Some(c),
            ('#', None) if last == ' ' => break,
            _ => {}
        }
        last = c;
    }
    quote
}

fn tokens(line: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut word, mut in_word, mut is_quoted) = (String::new(), false, false);
    let mut quote = None;
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\\', None | Some('"')) => {
                in_word = true;
                // A line that goes on: nothing stands there.
                match characters.next() {
                    Some('\n') | None => in_word = !word.is_empty(),
                    Some(next) => word.push(next),
                }
            }
            (c, Some(_)) => word.push(c),
            ('\'' | '"', None) => (quote, in_word, is_quoted) = (Some(c), true, true),
            ('#', None) if !in_word => break,
            (c, None) if c.is_whitespace() || is_mark(c) => {
                if in_word {
                    tokens.push(Token::Word(std::mem::take(&mut word), is_quoted));
                    (in_word, is_quoted) = (false, false);
                }
                if c == '\n' {
                    tokens.push(Token::Mark(";".to_owned()));
                } else if is_mark(c) {
                    let mut mark = c.to_string();
                    while let Some(next) = characters.next_if(|next| {
                        matches!((c, *next), ('&' | '|' | '<' | '>', n) if n == c || c == '>' && n == '&')
                            || mark == "<<" && *next == '-'
                    }) {
                        mark.push(next);
                    }
                    push_mark(&mut tokens, &mark, &mut characters);
                }
            }
            (c, None) => {
                in_word = true;
                word.push(c);
            }
        }
    }
    if in_word {
        tokens.push(Token::Word(word, is_quoted));
    }
    tokens
}

/// Puts a mark down; `2>&1` and `&>` are redirections that say nothing here.
fn push_mark(
    tokens: &mut Vec<Token>,
    mark: &str,
    characters: &mut std::iter::Peekable<std::str::Chars<'_>>,
) {
    if mark == ">&" {
        characters.next_if(|next| next.is_ascii_digit());
        if matches!(tokens.last(), Some(Token::Word(word, _)) if word == "2" || word == "1") {
            tokens.pop();
        }
        return;
    }
    if mark == "&" && characters.peek() == Some(&'>') {
        return;
    }
    tokens.push(Token::Mark(mark.to_owned()));
}

fn is_mark(c: char) -> bool {
    matches!(c, '&' | '|' | ';' | '<' | '>' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_into_its_commands() {
        let line = "cd /srv && sudo -u app A=1 nohup uwsgi --ini 'a b.ini' > /tmp/log 2>&1 & # go";
        let commands = simple_commands(line);
        assert_eq!(commands[0].words, ["cd", "/srv"]);
        assert_eq!(commands[1].words, ["uwsgi", "--ini", "a b.ini"]);
        assert_eq!(commands[1].as_user.as_deref(), Some("app"));
        assert_eq!(commands[1].output.as_deref(), Some("/tmp/log"));
        assert!(commands[1].is_background);
    }

    #[test]
    fn here_documents_and_pipes_are_seen() {
        let commands = simple_commands("sudo tee /etc/x <<'EOF' >/dev/null");
        assert_eq!(commands[0].here, Some(("EOF".to_owned(), true)));
        assert_eq!(commands[0].output.as_deref(), Some("/dev/null"));
        let commands = simple_commands("cat a | grep -v '#'");
        assert!(commands[0].is_piped && commands[1].is_behind_pipe);
    }

    #[test]
    fn a_line_goes_on_behind_a_backslash() {
        let commands = simple_commands("uwsgi \\\n  --master");
        assert_eq!(commands.len(), 1);
        assert_eq!(commands[0].words, ["uwsgi", "--master"]);
    }
}
