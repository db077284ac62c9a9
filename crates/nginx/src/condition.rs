//! The condition of `if` (`ngx_http_rewrite_if_condition`, http/modules/ngx_http_rewrite_module.c).

use crate::problem::ProblemKind;

/// What `if` asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    /// `$x`: not empty and not `0`.
    Truth(String),
    /// `$x = v`, `$x != v`.
    Equals {
        variable: String,
        value: String,
        negated: bool,
    },
    /// `$x ~ p` and its kin.
    Matches {
        variable: String,
        pattern: String,
        caseless: bool,
        negated: bool,
    },
    /// `-f p` and its kin.
    File {
        test: char,
        path: String,
        negated: bool,
    },
}

/// Reads the words between `if` and `{`.
pub(crate) fn parse(words: &[&str]) -> Result<Condition, ProblemKind> {
    let invalid = |text: &str| Err(ProblemKind::ConditionInvalid(text.to_owned()));
    let mut words: Vec<&str> = words.to_vec();
    let Some(first) = words.first_mut() else {
        return invalid("");
    };
    match first.strip_prefix('(') {
        Some("") => drop(words.remove(0)),
        Some(rest) => *first = rest,
        None => return invalid(first),
    }
    let Some(last) = words.last_mut() else {
        return invalid("(");
    };
    match last.strip_suffix(')') {
        Some("") => drop(words.pop()),
        Some(rest) => *last = rest,
        None => return invalid(last),
    }
    let Some(first) = words.first().copied() else {
        // `if ()`: the closing bracket itself is looked at as the condition.
        return invalid(")");
    };
    if let Some(variable) = first.strip_prefix('$').filter(|name| !name.is_empty()) {
        let variable = variable.to_owned();
        return match words.get(1..).unwrap_or_default() {
            [] => Ok(Condition::Truth(variable)),
            [operator, value] => compare(variable, operator, value),
            _ => invalid(first),
        };
    }
    let (negated, rest) = match first.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, first),
    };
    let Some(test) = rest.strip_prefix('-').filter(|test| test.len() == 1) else {
        return invalid(first);
    };
    match (words.get(1..).unwrap_or_default(), test) {
        ([path], "f" | "d" | "e" | "x") => Ok(Condition::File {
            test: test.chars().next().unwrap_or('e'),
            path: (*path).to_owned(),
            negated,
        }),
        _ => invalid(first),
    }
}

fn compare(variable: String, operator: &str, value: &str) -> Result<Condition, ProblemKind> {
    let value = value.to_owned();
    match operator {
        "=" | "!=" => Ok(Condition::Equals {
            variable,
            value,
            negated: operator == "!=",
        }),
        "~" | "~*" | "!~" | "!~*" => Ok(Condition::Matches {
            variable,
            pattern: value,
            caseless: operator.ends_with('*'),
            negated: operator.starts_with('!'),
        }),
        _ => Err(ProblemKind::ConditionUnexpected(operator.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_as_nginx_reads_them() {
        let faults: &[(&[&str], &str)] = &[
            (&["($a", "==", "b)"], "unexpected \"==\" in condition"),
            (&["$a", "=", "b"], "invalid condition \"$a\""),
            (&["()"], "invalid condition \")\""),
            (&["(", ")"], "invalid condition \")\""),
            (&["(-z", "/x)"], "invalid condition \"-z\""),
        ];
        for (words, expected) in faults {
            assert_eq!(
                parse(words).unwrap_err().to_string(),
                *expected,
                "{words:?}"
            );
        }
        assert_eq!(
            parse(&["($host=x)"]),
            Ok(Condition::Truth("host=x".to_owned()))
        );
        assert!(matches!(
            parse(&["(", "!-f", "$request_filename", ")"]),
            Ok(Condition::File {
                test: 'f',
                negated: true,
                ..
            })
        ));
        assert!(matches!(
            parse(&["($a", "!~*", "^x)"]),
            Ok(Condition::Matches {
                caseless: true,
                negated: true,
                ..
            })
        ));
    }
}
