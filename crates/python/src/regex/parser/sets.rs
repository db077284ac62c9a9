//! Sets of characters: what stands in square brackets.

use super::{Node, Parser, Problem, SetItem, wrong};

impl Parser {
    pub(super) fn set(&mut self, start: usize) -> Result<Node, Problem> {
        let negated = self.take("^");
        let mut items = Vec::new();
        loop {
            let first = self.at;
            let Some(c) = self.peek() else {
                return Err(wrong("unterminated character set", start));
            };
            self.at += 1;
            if c == ']' && !items.is_empty() {
                return Ok(Node::Set(items, negated));
            }
            let low = self.set_item(c, first)?;
            let ends = matches!(self.chars.get(self.at + 1), Some(']') | None);
            if self.peek() != Some('-') || ends {
                items.push(low);
                continue;
            }
            self.at += 1;
            let at = self.at;
            let c = self.peek().unwrap_or(']');
            self.at += 1;
            let high = self.set_item(c, at)?;
            match (low, high) {
                (SetItem::Range(low, _), SetItem::Range(high, _)) if low <= high => {
                    items.push(SetItem::Range(low, high));
                }
                _ => {
                    let shown: String = self.chars[first..self.at].iter().collect();
                    return Err(wrong(format!("bad character range {shown}"), first));
                }
            }
        }
    }

    fn set_item(&mut self, c: char, start: usize) -> Result<SetItem, Problem> {
        if c != '\\' {
            return Ok(SetItem::Range(c, c));
        }
        let Some(c) = self.peek() else {
            return Err(wrong("bad escape (end of pattern)", start));
        };
        self.at += 1;
        if "dwsDWS".contains(c) {
            return Ok(SetItem::Class(c));
        }
        let c = if c == 'b' {
            '\x08'
        } else {
            self.escaped(c, start)?
        };
        Ok(SetItem::Range(c, c))
    }
}
