//! How supervisor takes a command and an environment apart: Python's `shlex.split` and `shlex.shlex`.

use hurdles_machine::shell::Word;
use hurdles_source::Span;

/// The words of a command, with their places in the value that `span` covers; Python's reason where it refuses
/// (`shlex.split`: POSIX rules without comments, expansions or operators).
pub(super) fn split(text: &str, span: Span) -> Result<Vec<Word>, &'static str> {
    let is_verbatim = span.range().len() == text.len();
    let mut words = Vec::new();
    let mut word: Option<(String, usize)> = None;
    let mut push = |word: Option<(String, usize)>, end: usize| {
        if let Some((text, start)) = word {
            let place = if is_verbatim {
                span.part(start, end)
            } else {
                span
            };
            words.push(Word::plain(&text, place));
        }
    };
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => push(word.take(), at),
            '\'' | '"' => {
                let (held, _) = word.get_or_insert_with(|| (String::new(), at));
                loop {
                    let Some((_, inner)) = characters.next() else {
                        return Err("No closing quotation");
                    };
                    if inner == c {
                        break;
                    }
                    if inner != '\\' || c == '\'' {
                        held.push(inner);
                        continue;
                    }
                    // Within double quotes a backslash protects itself and the quote alone.
                    let Some((_, escaped)) = characters.next() else {
                        return Err("No escaped character");
                    };
                    if !matches!(escaped, '\\' | '"') {
                        held.push('\\');
                    }
                    held.push(escaped);
                }
            }
            '\\' => {
                let (held, _) = word.get_or_insert_with(|| (String::new(), at));
                match characters.next() {
                    Some((_, escaped)) => held.push(escaped),
                    None => return Err("No escaped character"),
                }
            }
            _ => word.get_or_insert_with(|| (String::new(), at)).0.push(c),
        }
    }
    push(word.take(), text.len());
    Ok(words)
}

/// `KEY=value,KEY2="value 2"`; none where it ends in the middle (supervisor/datatypes.py, `dict_of_key_value_pairs`).
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let tokens = tokens(text)?;
    let mut found = Vec::new();
    let mut rest = tokens.as_slice();
    while !rest.is_empty() {
        let [key, equals, value, ..] = rest else {
            return None;
        };
        if equals != "=" {
            return None;
        }
        found.push((key.clone(), value.trim_matches(['\'', '"']).to_owned()));
        // What stands between two pairs is skipped unseen.
        rest = rest.get(4..).unwrap_or_default();
    }
    Some(found)
}

/// The tokens of `shlex.shlex` without POSIX rules and with `/.+-():` among the characters of words; quotes stay.
fn tokens(text: &str) -> Option<Vec<String>> {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || "_/.+-():".contains(c);
    let mut tokens = Vec::new();
    let mut token = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '#' if token.is_empty() => while characters.next_if(|c| *c != '\n').is_some() {},
            '\'' | '"' if token.is_empty() => {
                token.push(c);
                loop {
                    let inner = characters.next()?;
                    token.push(inner);
                    if inner == c {
                        break;
                    }
                }
                tokens.push(std::mem::take(&mut token));
            }
            c if is_of_word(c) || (matches!(c, '\'' | '"') && !token.is_empty()) => token.push(c),
            _ => {
                if !token.is_empty() {
                    tokens.push(std::mem::take(&mut token));
                }
                if c == '#' {
                    while characters.next_if(|c| *c != '\n').is_some() {}
                } else if !c.is_whitespace() {
                    tokens.push(c.to_string());
                }
            }
        }
    }
    if !token.is_empty() {
        tokens.push(token);
    }
    Some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hurdles_source::Sources;

    #[test]
    fn commands_are_split_without_a_shell() {
        for (text, expected) in [
            ("uwsgi --ini ~/a.ini", Ok(vec!["uwsgi", "--ini", "~/a.ini"])),
            (
                "bash -c 'cd /srv && uwsgi'",
                Ok(vec!["bash", "-c", "cd /srv && uwsgi"]),
            ),
            (
                "a \"b \\\" $c\" d\\ e ''",
                Ok(vec!["a", "b \" $c", "d e", ""]),
            ),
            ("a # b", Ok(vec!["a", "#", "b"])),
            ("a 'b", Err("No closing quotation")),
        ] {
            let span = Span::new(Sources::default().add("x", text), 0, text.len());
            let words = split(text, span);
            let texts = words
                .as_ref()
                .map(|words| words.iter().map(|word| &*word.text).collect());
            assert_eq!(texts.map_err(|reason| *reason), expected, "{text}");
        }
    }

    #[test]
    fn pairs_are_what_python_makes_of_them() {
        for (text, expected) in [
            ("A=1,B=\"x y, z\"", Some(vec![("A", "1"), ("B", "x y, z")])),
            (
                "HOME=\"/home/lena\",USER=\"lena\"",
                Some(vec![("HOME", "/home/lena"), ("USER", "lena")]),
            ),
            ("A=a@b", None),
            ("A", None),
            ("A=", None),
            ("", Some(vec![])),
        ] {
            let found = pairs(text);
            let found = found.as_ref().map(|pairs| {
                let pairs = pairs.iter().map(|(key, value)| (&**key, &**value));
                pairs.collect::<Vec<_>>()
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
