//! Refuses texts that are nested so deeply that parsing them would need more stack than the page has.

/// Brackets within brackets; CPython itself refuses 200.
const MOST_BRACKETS: usize = 40;

/// Operators and trailers in a row, each a level of the tree.
const LONGEST_CHAIN: usize = 250;

/// Indentation levels; CPython itself refuses 100.
const MOST_INDENTS: usize = 25;

/// Why this text is not parsed, if it is not.
// One pass over the bytes with an arm for each kind: more than 60 lines.
pub(crate) fn too_deep(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    // Chains that are open, one for each bracket.
    let mut chains = vec![0_usize];
    let mut total = 0_usize;
    let mut at = 0;
    let mut in_word = false;
    while let Some(&byte) = bytes.get(at) {
        let mut counts = false;
        match byte {
            b'#' => {
                at += bytes
                    .get(at..)
                    .unwrap_or_default()
                    .iter()
                    .position(|b| *b == b'\n')
                    .unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' | b'\'' => {
                at = after_string(bytes, at);
                in_word = false;
                continue;
            }
            b'(' | b'[' | b'{' => {
                depth += 1;
                if let Some(chain) = chains.last_mut() {
                    *chain += 1;
                    total += 1;
                }
                chains.push(0);
                if depth > MOST_BRACKETS {
                    return Some("brackets nested this deep");
                }
            }
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if chains.len() > 1 {
                    total -= chains.pop().unwrap_or(0);
                }
            }
            b',' | b';' => {
                if let Some(chain) = chains.last_mut() {
                    total -= *chain;
                    *chain = 0;
                }
            }
            b'\n' if depth == 0 => {
                chains.truncate(1);
                chains[0] = 0;
                total = 0;
                let line = bytes.get(at + 1..).unwrap_or_default();
                if indentation(line) > MOST_INDENTS * 8 {
                    return Some("blocks nested this deep");
                }
            }
            b'.' | b'+' | b'-' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'~' | b'<'
            | b'>' | b'=' | b':' => {
                counts = true;
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'0'..=b'9' => {
                // Each word may be an operator: not, lambda, await, if, else, and, or.
                counts = !in_word;
                in_word = true;
                if counts {
                    if let Some(chain) = chains.last_mut() {
                        *chain += 1;
                    }
                    total += 1;
                }
                counts = false;
            }
            _ => {}
        }
        if !(byte.is_ascii_alphanumeric() || byte == b'_') {
            in_word = false;
        }
        if counts {
            if let Some(chain) = chains.last_mut() {
                *chain += 1;
            }
            total += 1;
        }
        if total > LONGEST_CHAIN {
            return Some("an expression this long");
        }
        at += 1;
    }
    None
}

fn indentation(line: &[u8]) -> usize {
    line.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .map(|byte| if *byte == b'\t' { 8 } else { 1 })
        .sum()
}

/// The place after a string that begins at `at`.
fn after_string(bytes: &[u8], at: usize) -> usize {
    let quote = bytes.get(at).copied().unwrap_or(b'"');
    let triple = bytes
        .get(at..at + 3)
        .is_some_and(|start| start.iter().all(|byte| *byte == quote));
    let mut at = at + if triple { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        if byte == b'\\' {
            at += 2;
        } else if triple
            && bytes
                .get(at..at + 3)
                .is_some_and(|end| end.iter().all(|b| *b == quote))
        {
            return at + 3;
        } else if !triple && (byte == quote || byte == b'\n') {
            return at + 1;
        } else {
            at += 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_code_is_parsed_and_towers_are_not() {
        assert_eq!(
            too_deep("def f(a):\n    return [a.b(c)[1] + 2, 'x']\n"),
            None
        );
        assert_eq!(too_deep(&format!("x = [{}]", "1, ".repeat(10_000))), None);
        assert!(too_deep(&"(".repeat(1000)).is_some());
        assert!(too_deep(&format!("x = {}1", "- ".repeat(10_000))).is_some());
        assert!(too_deep(&format!("x = {}1", "not ".repeat(10_000))).is_some());
        assert!(too_deep(&format!("x = a{}", ".b".repeat(10_000))).is_some());
        assert!(too_deep(&format!("x = '{}'", "(".repeat(1000))).is_none());
        assert!(too_deep(&format!("if a:\n{}pass", " ".repeat(1000))).is_some());
    }
}
