//! Where statements and expressions begin and end, by their tokens.

use super::tokens::{Token, TokenKind, Tokens};

/// The tokens of the statement that `failing` stands in, up to it.
pub(super) fn statement(lexed: &Tokens, failing: Token) -> &[Token] {
    let end = lexed
        .tokens
        .iter()
        .position(|token| token.start >= failing.start && token.kind == failing.kind)
        .unwrap_or(lexed.tokens.len());
    let before = lexed.tokens.get(..end).unwrap_or(&[]);
    let start = before
        .iter()
        .rposition(|token| {
            matches!(
                token.kind,
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent
            )
        })
        .map_or(0, |at| at + 1);
    before.get(start..).unwrap_or(&[])
}

pub(super) fn previous_end(lexed: &Tokens, failing: Token) -> usize {
    lexed
        .tokens
        .iter()
        .rfind(|token| token.end <= failing.start && token.kind != TokenKind::Newline)
        .map_or(failing.start, |token| token.end)
}

pub(super) fn is_keyword(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "as"
            | "assert"
            | "async"
            | "await"
            | "break"
            | "class"
            | "continue"
            | "def"
            | "del"
            | "elif"
            | "else"
            | "except"
            | "finally"
            | "for"
            | "from"
            | "global"
            | "if"
            | "import"
            | "in"
            | "is"
            | "lambda"
            | "nonlocal"
            | "not"
            | "or"
            | "pass"
            | "raise"
            | "return"
            | "try"
            | "while"
            | "with"
            | "yield"
    )
}

pub(super) fn starts_expression(text: &str, token: Token) -> bool {
    let word = text.get(token.start..token.end).unwrap_or("");
    match token.kind {
        TokenKind::Number | TokenKind::String => true,
        TokenKind::Name => !is_keyword(word) || matches!(word, "not" | "lambda" | "await"),
        TokenKind::Operator => matches!(word, "(" | "[" | "{" | "..."),
        _ => false,
    }
}

/// Where the expression that ends before `failing` begins: after the last separator at the same depth.
pub(super) fn expression_start(
    text: &str,
    lexed: &Tokens,
    failing: Token,
    through_if: bool,
) -> usize {
    let mut start = failing.start;
    for token in lexed
        .tokens
        .iter()
        .rev()
        .filter(|token| token.start < failing.start)
    {
        let word = text.get(token.start..token.end).unwrap_or("");
        if token.level < failing.level
            || matches!(
                token.kind,
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent
            )
        {
            // The bracket that opens this depth, or a new statement.
            break;
        }
        let separates = matches!(word, "," | ":" | "=" | ";" | "->" | ":=" | "return" | "in")
            || (is_keyword(word)
                && !matches!(word, "and" | "or" | "not" | "is" | "await")
                && !(through_if && word == "if"));
        if token.level == failing.level && separates {
            break;
        }
        start = token.start;
    }
    start
}

/// Where the expression that begins at token `at` ends.
pub(super) fn expression_end(text: &str, lexed: &Tokens, at: usize) -> Option<usize> {
    let level = lexed.tokens.get(at)?.level;
    let mut end = None;
    let mut wants_operand = true;
    let mut tokens = lexed.tokens.get(at..)?.iter();
    while let Some(token) = tokens.next() {
        let word = text.get(token.start..token.end).unwrap_or("");
        let opens = matches!(word, "(" | "[" | "{") && token.kind == TokenKind::Operator;
        if opens {
            let close = tokens.by_ref().find(|close| {
                close.level == level
                    && matches!(text.get(close.start..close.end), Some(")" | "]" | "}"))
            })?;
            end = Some(close.end);
            wants_operand = false;
            continue;
        }
        let operand = starts_expression(text, *token);
        let prefix = matches!(word, "-" | "+" | "~" | "not" | "await");
        let operator = matches!(
            word,
            "+" | "-"
                | "*"
                | "/"
                | "//"
                | "%"
                | "**"
                | "."
                | "@"
                | "|"
                | "&"
                | "^"
                | "<"
                | ">"
                | "<="
                | ">="
                | "=="
                | "!="
                | "and"
                | "or"
                | "is"
                | "in"
                | "<<"
                | ">>"
        );
        if wants_operand && (operand || prefix) {
            wants_operand = prefix;
            if !prefix {
                end = Some(token.end);
            }
        } else if !wants_operand && operator {
            wants_operand = true;
        } else {
            break;
        }
    }
    end
}
