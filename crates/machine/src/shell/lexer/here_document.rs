//! The texts of `<<` redirections.

use super::super::token::{Piece, Token};
use super::Lexer;

impl Lexer<'_> {
    /// Reads the texts of here documents after the newline that ends their command.
    pub(super) fn read_documents(&mut self) {
        for document in std::mem::take(&mut self.documents) {
            let Some(Token::Word(delimiter)) = self.tokens.get(document.token).cloned() else {
                continue;
            };
            let mut ending = String::new();
            let mut literal = false;
            for piece in &delimiter.pieces {
                if let Piece::Text { text, quoted, .. } = piece {
                    ending.push_str(text);
                    literal |= *quoted;
                }
            }
            let mut pieces = Vec::new();
            while self.at < self.text.len() {
                let line_end = self
                    .rest()
                    .find('\n')
                    .map_or(self.text.len(), |n| self.at + n + 1);
                let mut start = self.at;
                if document.strip_tabs {
                    start += self
                        .rest()
                        .bytes()
                        .take_while(|byte| *byte == b'\t')
                        .count();
                }
                let line = self.text.get(start..line_end).unwrap_or("");
                if line.trim_end_matches(['\n', '\r']) == ending {
                    self.at = line_end;
                    break;
                }
                if literal || !line.contains(['$', '`', '\\']) {
                    self.take(&mut pieces, start..line_end, true);
                    self.at = line_end;
                    continue;
                }
                self.at = start;
                while self.at < line_end {
                    let before = self.at;
                    match self.peek() {
                        Some('\\') => self.backslash_in_quotes(&mut pieces),
                        Some('$' | '`') if self.dollar(&mut pieces, true, 0).is_ok() => {}
                        _ => self.take_char(&mut pieces, true),
                    }
                    if self.at == before {
                        self.at = line_end;
                    }
                }
            }
            if let Some(Token::Word(word)) = self.tokens.get_mut(document.token) {
                word.pieces = pieces;
            }
        }
    }
}
