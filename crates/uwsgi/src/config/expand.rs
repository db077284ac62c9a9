//! `$(ENV)`, `@(file)` and `%(placeholder)` in values, three passes over all that has not acted yet.

use hurdles_machine::{Content, Machine};

use crate::Instance;
use crate::event::ExitCause;
use crate::instance::{Exit, Step};

/// As many substitutions in one value as are followed; uWSGI itself never stops on `x = a%(x)`.
const MOST_SUBSTITUTIONS: usize = 200;
/// The longest value that is followed.
const LONGEST_VALUE: usize = 1 << 16;

/// The bytes that all substitutions of a start together may make.
const MOST_SUBSTITUTED: usize = 1 << 20;

impl Instance {
    /// The three passes, in uWSGI's order (core/uwsgi.c:uwsgi_setup).
    pub(crate) fn substitute(&mut self, machine: &Machine) -> Step {
        for symbol in ['$', '@', '%'] {
            for index in 0..self.config.entries.len() {
                self.substitute_entry(machine, symbol, index)?;
            }
        }
        Ok(())
    }

    fn substitute_entry(&mut self, machine: &Machine, symbol: char, index: usize) -> Step {
        let entry = self.config.entries.get(index);
        let Some(mut text) = entry
            .filter(|entry| !entry.configured)
            .and_then(|entry| entry.text.clone())
            .filter(|text| text.contains(symbol))
        else {
            return Ok(());
        };
        if self.config.n_substituted > MOST_SUBSTITUTED {
            let span = self.config.entries.get(index).and_then(super::Entry::span);
            self.not_played_further("substitutions without end", span);
            return Ok(());
        }
        let (mut from, mut n_done) = (0, 0);
        while let Some((start, end)) = next_tag(&text, symbol, from) {
            let name = text.get(start + 2..end).unwrap_or_default().to_owned();
            let Some(value) = self.value_of(machine, symbol, &name)? else {
                from = end + 1;
                continue;
            };
            text.replace_range(start..=end, &value);
            n_done += 1;
            self.config.n_substituted += text.len();
            if n_done > MOST_SUBSTITUTIONS || text.len() > LONGEST_VALUE {
                self.not_simulated(
                    format!("the endless substitution of {symbol}({name})"),
                    None,
                );
                break;
            }
            // The scan begins again behind the first character (core/utils.c:uwsgi_apply_config_pass).
            from = 1;
        }
        if let Some(entry) = self.config.entries.get_mut(index) {
            entry.text = Some(text);
        }
        Ok(())
    }

    fn value_of(
        &mut self,
        machine: &Machine,
        symbol: char,
        name: &str,
    ) -> Result<Option<String>, Exit> {
        match symbol {
            '$' => Ok(self.context.environment.get(name).cloned()),
            '@' => self.file_text(machine, name).map(Some),
            _ => {
                let words = name.split(' ').filter(|word| !word.is_empty());
                self.config.placeholders.extend(words.map(str::to_owned));
                Ok(self.compute(name))
            }
        }
    }

    fn file_text(&mut self, machine: &Machine, path: &str) -> Result<String, Exit> {
        let content = machine.read(&self.context.identity, &self.context.cwd, path);
        match content {
            Ok(Content::Text(text, _)) => Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned()),
            Ok(_) => {
                self.not_simulated(format!("the text of `{path}`"), None);
                Ok(String::new())
            }
            Err(errno) => {
                let place = self.table.version.place("config");
                self.log.say(format!("open(\"{path}\"): {errno} {place}"));
                Err(Exit::new(1, ExitCause::ConfigUnreadable))
            }
        }
    }

    /// A placeholder's value, or that of an expression such as `%(workers * 2)` (core/config.c:uwsgi_manage_placeholder).
    fn compute(&self, expression: &str) -> Option<String> {
        if !expression.contains(' ') {
            return self.config.exported(expression).map(str::to_owned);
        }
        let number = |text: &str| crate::given::atoi(text);
        let mut current: Option<String> = None;
        let mut operator = "";
        for word in expression.split(' ').filter(|word| !word.is_empty()) {
            match word {
                "+" | "-" | "*" | "/" => {
                    operator = word;
                    continue;
                }
                "++" | "--" => {
                    let step = if word == "++" { 1 } else { -1 };
                    current = current.map(|text| number(&text).saturating_add(step).to_string());
                    operator = "";
                    continue;
                }
                _ => {}
            }
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            let value = if is_number {
                word.to_owned()
            } else {
                self.config.exported(word).unwrap_or_default().to_owned()
            };
            let left = current.as_deref().map_or(0, number);
            let right = number(&value);
            current = Some(match operator {
                "+" => left.saturating_add(right).to_string(),
                "-" => left.saturating_sub(right).to_string(),
                "*" => left.saturating_mul(right).to_string(),
                "/" => left.checked_div(right).unwrap_or(0).to_string(),
                _ => current.unwrap_or_default() + &value,
            });
            operator = "";
        }
        current
    }
}

/// The next `symbol(…)` at or after `from`: where it begins and where its closing parenthesis stands.
fn next_tag(text: &str, symbol: char, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        if bytes.get(at) == Some(&(symbol as u8)) && bytes.get(at + 1) == Some(&b'(') {
            let mut depth = 0_usize;
            let close = bytes.iter().enumerate().skip(at + 2).find(|(_, byte)| {
                match byte {
                    b'(' => depth += 1,
                    b')' if depth == 0 => return true,
                    b')' => depth -= 1,
                    _ => {}
                }
                false
            });
            // A tag that is never closed swallows the rest of the value.
            let (end, _) = close?;
            if end > at + 2 {
                return Some((at, end));
            }
            at = end;
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_may_hold_parentheses_and_empty_ones_are_none() {
        assert_eq!(next_tag("a%(x)b", '%', 0), Some((1, 4)));
        assert_eq!(next_tag("%(a(b)c)", '%', 0), Some((0, 7)));
        assert_eq!(next_tag("%() %(x)", '%', 0), Some((4, 7)));
        assert_eq!(next_tag("%(x", '%', 0), None);
    }
}
