//! The parser's own errors: which words CPython has for what it met.

use super::Verdict;
use super::extent::{
    expression_end, expression_start, is_keyword, previous_end, starts_expression, statement,
};
use super::tokens::{Token, TokenKind, Tokens};
use crate::lower::{ParseProblem, ProblemKind};

/// Errors that CPython's compiler finds after parsing.
pub(super) fn semantic(problem: &ParseProblem, minor: u8) -> Verdict {
    let (start, end) = (problem.at.start as usize, problem.at.end as usize);
    let message = match &problem.kind {
        ProblemKind::ReturnOutsideFunction => "'return' outside function".to_owned(),
        ProblemKind::YieldOutsideFunction => "'yield' outside function".to_owned(),
        ProblemKind::AwaitOutsideFunction => "'await' outside function".to_owned(),
        ProblemKind::AwaitOutsideAsync => "'await' outside async function".to_owned(),
        ProblemKind::BreakOutsideLoop => "'break' outside loop".to_owned(),
        ProblemKind::ContinueOutsideLoop => "'continue' not properly in loop".to_owned(),
        ProblemKind::NonlocalInModule => {
            "nonlocal declaration not allowed at module level".to_owned()
        }
        ProblemKind::StarInFunction => "import * only allowed at module level".to_owned(),
        ProblemKind::DuplicateParameter(name) => {
            format!("duplicate argument '{name}' in function definition")
        }
        ProblemKind::DefaultOrder if minor >= 12 => {
            "parameter without a default follows parameter with a default".to_owned()
        }
        _ => "non-default argument follows default argument".to_owned(),
    };
    Verdict::new(message, start, end)
}

fn token_after(lexed: &Tokens, token: Token) -> Token {
    let mut tokens = lexed.tokens.iter();
    let next = tokens.find(|next| next.start >= token.end);
    next.copied().unwrap_or(token)
}

/// What is wrong with an f-string that ends within a replacement field (Parser/string_parser.c:fstring_find_expr).
fn cut_short(string: &str) -> String {
    let inside = string.rsplit_once('{').map_or("", |(_, inside)| inside);
    let mut open = Vec::new();
    for c in inside.chars() {
        match c {
            '(' | '[' => open.push(c),
            ')' | ']' => _ = open.pop(),
            _ => {}
        }
    }
    match open.last() {
        Some(bracket) => format!("f-string: unmatched '{bracket}'"),
        None => "f-string: expecting '}'".to_owned(),
    }
}

/// Errors of the parser itself.
// An arm for each kind of error: more than 60 lines.
pub(super) fn parser_error(
    text: &str,
    problem: &ParseProblem,
    minor: u8,
    lexed: &Tokens,
    failing: Token,
) -> Verdict {
    let word = |token: Token| text.get(token.start..token.end).unwrap_or("");
    let generic = || Verdict::new("invalid syntax", failing.start, failing.end);
    if minor <= 8 {
        return old_words(text, problem, failing);
    }
    match &problem.kind {
        ProblemKind::UnexpectedIndent => Verdict {
            class: "IndentationError",
            message: "unexpected indent".to_owned(),
            start: failing.start,
            end: failing.end,
            marked: false,
        },
        ProblemKind::ExpectedIndentedBlock(what) => {
            block_expected(text, what, minor, lexed, failing)
        }
        ProblemKind::ExpectedColon => expected_colon(text, minor, lexed, failing),
        ProblemKind::ExpectedElse if minor >= 10 => {
            let start = expression_start(text, lexed, failing, true);
            Verdict::new(
                "expected 'else' after 'if' expression",
                start,
                previous_end(lexed, failing),
            )
        }
        ProblemKind::ExpectedHandler if minor >= 10 => Verdict::new(
            "expected 'except' or 'finally' block",
            failing.start,
            failing.end,
        ),
        ProblemKind::AssignmentTarget => assignment(text, problem, minor),
        ProblemKind::DeleteTarget => {
            let what = kind_of(slice(text, problem)).unwrap_or("expression");
            Verdict::new(
                format!("cannot delete {what}"),
                problem.at.start as usize,
                problem.at.end as usize,
            )
        }
        ProblemKind::PositionalAfterKeyword => {
            let next = lexed
                .tokens
                .iter()
                .find(|token| token.start >= problem.at.end as usize)
                .copied()
                .unwrap_or(failing);
            Verdict::new(
                "positional argument follows keyword argument",
                next.start,
                next.end,
            )
        }
        ProblemKind::UnparenthesizedExcept if minor >= 10 => Verdict::new(
            "multiple exception types must be parenthesized",
            problem.at.start as usize,
            problem.at.end as usize,
        ),
        ProblemKind::UnparenthesizedTuple => {
            let comma = lexed
                .tokens
                .iter()
                .find(|token| token.start >= failing.start && word(**token) == ",");
            let comma = comma.copied().unwrap_or(failing);
            Verdict::new("invalid syntax", comma.start, comma.end)
        }
        ProblemKind::FString(words) => {
            let next = token_after(lexed, failing);
            Verdict::new(format!("f-string: {words}"), next.start, next.end)
        }
        ProblemKind::TrailingComma | ProblemKind::NewStatement => {
            let next = token_after(lexed, failing);
            Verdict::new("invalid syntax", next.start, next.end)
        }
        ProblemKind::ReusedQuote => {
            let next = token_after(lexed, failing);
            Verdict::new(cut_short(word(failing)), next.start, next.end)
        }
        ProblemKind::TypeParameters => Verdict::new("expected '('", failing.start, failing.end),
        _ => legacy_statement(text, minor, lexed, failing)
            .or_else(|| forgotten_comma(text, minor, lexed, failing))
            .or_else(|| comparison_meant(text, minor, lexed, failing))
            .unwrap_or_else(generic),
    }
}

/// Words of Python 3.8 and before.
fn old_words(text: &str, problem: &ParseProblem, failing: Token) -> Verdict {
    let indentation = |message: &str| Verdict {
        class: "IndentationError",
        message: message.to_owned(),
        start: failing.end,
        end: failing.end,
        marked: true,
    };
    match &problem.kind {
        ProblemKind::UnexpectedIndent => indentation("unexpected indent"),
        ProblemKind::ExpectedIndentedBlock(_) => indentation("expected an indented block"),
        _ => {
            let before = text.get(..failing.start).unwrap_or("");
            if before.trim_end().ends_with("print") && failing.kind != TokenKind::Newline {
                let rest = text
                    .get(failing.start..)
                    .unwrap_or("")
                    .lines()
                    .next()
                    .unwrap_or("")
                    .trim_end();
                let message =
                    format!("Missing parentheses in call to 'print'. Did you mean print({rest})?");
                return Verdict::new(message, failing.end, failing.end);
            }
            Verdict::new(
                "invalid syntax",
                failing.end.saturating_sub(1).max(failing.start),
                failing.end,
            )
        }
    }
}

fn slice<'a>(text: &'a str, problem: &ParseProblem) -> &'a str {
    text.get(problem.at.start as usize..problem.at.end as usize)
        .unwrap_or("")
}

fn expected_colon(text: &str, minor: u8, lexed: &Tokens, failing: Token) -> Verdict {
    let statement = statement(lexed, failing);
    let word = |token: &Token| text.get(token.start..token.end).unwrap_or("");
    let first = statement.first().map_or("", word);
    // These demand the colon whatever follows; the others say so only at the end of the line.
    let forced = matches!(first, "def" | "else" | "try" | "finally" | "for" | "async");
    if minor >= 10 && (failing.kind == TokenKind::Newline || forced) {
        return Verdict::new("expected ':'", failing.start, failing.end);
    }
    legacy_statement(text, minor, lexed, failing)
        .or_else(|| comparison_meant(text, minor, lexed, failing))
        .or_else(|| forgotten_comma(text, minor, lexed, failing))
        .unwrap_or_else(|| Verdict::new("invalid syntax", failing.start, failing.end))
}

/// `if x = 1`: grammar rule `invalid_named_expression`.
fn comparison_meant(text: &str, minor: u8, lexed: &Tokens, failing: Token) -> Option<Verdict> {
    if minor < 10 || text.get(failing.start..failing.end) != Some("=") {
        return None;
    }
    let before = statement(lexed, failing);
    let first = before
        .first()
        .and_then(|token| text.get(token.start..token.end))?;
    if !matches!(first, "if" | "elif" | "while" | "assert") {
        return None;
    }
    let name = before
        .last()
        .filter(|token| token.kind == TokenKind::Name)?;
    let after = lexed
        .tokens
        .iter()
        .position(|token| token.start == failing.start)?
        + 1;
    let end = expression_end(text, lexed, after)?;
    let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
    Some(Verdict::new(message, name.start, end))
}

/// `print x`, `exec x`: grammar rule `invalid_expression` with `_PyPegen_check_legacy_stmt`.
fn legacy_statement(text: &str, minor: u8, lexed: &Tokens, failing: Token) -> Option<Verdict> {
    let before = statement(lexed, failing);
    let [first] = before else {
        return None;
    };
    let name = text.get(first.start..first.end)?;
    if !matches!(name, "print" | "exec") || !starts_expression(text, failing) {
        return None;
    }
    let from = lexed
        .tokens
        .iter()
        .position(|token| token.start == failing.start)?;
    let newline = lexed
        .tokens
        .get(from..)?
        .iter()
        .find(|token| matches!(token.kind, TokenKind::Newline | TokenKind::End))?;
    let end = previous_end(lexed, *newline);
    let shown = if minor >= 10 {
        "...".to_owned()
    } else {
        text.get(failing.start..end)?.to_owned()
    };
    let message = format!("Missing parentheses in call to '{name}'. Did you mean {name}({shown})?");
    Some(Verdict::new(message, first.start, end))
}

/// Two expressions side by side within brackets: grammar rule `invalid_expression`.
fn forgotten_comma(text: &str, minor: u8, lexed: &Tokens, failing: Token) -> Option<Verdict> {
    if minor < 10 || failing.level == 0 || !starts_expression(text, failing) {
        return None;
    }
    let at = lexed
        .tokens
        .iter()
        .position(|token| token.start == failing.start)?;
    let previous = lexed.tokens.get(at.checked_sub(1)?)?;
    let word = text.get(previous.start..previous.end)?;
    let ends_expression =
        !matches!(previous.kind, TokenKind::Operator) || matches!(word, ")" | "]" | "}" | "...");
    // A name before a string may be meant as a prefix.
    if !ends_expression
        || (previous.kind == TokenKind::Name && failing.kind == TokenKind::String)
        || is_keyword(word)
    {
        return None;
    }
    let end = expression_end(text, lexed, at)?;
    let start = expression_start(text, lexed, failing, false);
    Some(Verdict::new(
        "invalid syntax. Perhaps you forgot a comma?",
        start,
        end,
    ))
}

fn block_expected(text: &str, what: &str, minor: u8, lexed: &Tokens, failing: Token) -> Verdict {
    // The header is the statement before the line break that precedes the failing token.
    let newline = lexed
        .tokens
        .iter()
        .rposition(|token| token.kind == TokenKind::Newline && token.end <= failing.start);
    let header = newline.and_then(|at| lexed.tokens.get(at).map(|token| statement(lexed, *token)));
    let first = header.and_then(|header| header.first());
    let line = first.map_or(1, |token| {
        text.get(..token.start).unwrap_or("").matches('\n').count() + 1
    });
    let message = if minor >= 10 {
        format!("expected an indented block after {what} on line {line}")
    } else {
        "expected an indented block".to_owned()
    };
    Verdict {
        class: "IndentationError",
        message,
        start: failing.start,
        end: failing.start,
        marked: true,
    }
}

/// What an assignment target is that cannot be one (Parser/pegen.c, `_PyPegen_get_expr_name`).
fn kind_of(target: &str) -> Option<&'static str> {
    let target = target.trim();
    let first = target.chars().next()?;
    Some(match target {
        "None" => "None",
        "True" => "True",
        "False" => "False",
        "..." => "ellipsis",
        _ if first.is_ascii_digit() => "literal",
        _ if target.starts_with("f\"") || target.starts_with("f'") => "f-string expression",
        _ if first == '"' || first == '\'' => "literal",
        _ if target.starts_with("lambda") => "lambda",
        _ if target.starts_with('{') && target.contains(':') => "dict literal",
        _ if target.starts_with('{') => "set display",
        _ if ["<", ">", "==", "!=", " in ", " is "]
            .iter()
            .any(|operator| target.contains(operator)) =>
        {
            "comparison"
        }
        _ if target.ends_with(')') && !target.starts_with('(') && !has_operator(target) => {
            "function call"
        }
        _ => "expression",
    })
}

fn has_operator(target: &str) -> bool {
    let mut depth = 0_usize;
    target.chars().any(|c| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '+' | '-' | '*' | '/' | '%' | '|' | '&')
    })
}

fn assignment(text: &str, problem: &ParseProblem, minor: u8) -> Verdict {
    let target = slice(text, problem);
    let (start, end) = (problem.at.start as usize, problem.at.end as usize);
    let what = kind_of(target).unwrap_or("expression");
    let after = text.get(end..).unwrap_or("").trim_start();
    let plain = after.starts_with('=') && !after.starts_with("==");
    let message = match what {
        "None" | "True" | "False" => format!("cannot assign to {what}"),
        _ if plain && minor >= 10 => {
            format!("cannot assign to {what} here. Maybe you meant '==' instead of '='?")
        }
        _ if !plain && after.get(1..2) == Some("=") => {
            format!("'{what}' is an illegal expression for augmented assignment")
        }
        _ => format!("cannot assign to {what}"),
    };
    Verdict::new(message, start, end)
}
