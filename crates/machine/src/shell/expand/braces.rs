//! `{a,b}` and `{1..3}`.

use super::super::token::Piece;

/// One character or an unsplittable piece.
#[derive(Clone)]
enum Atom {
    Char(char, Vec<(u32, u32)>, bool),
    Whole(Piece),
}

/// The longest word whose braces are expanded.
const LONGEST: usize = 2000;

/// The most words that braces may make.
const MOST: usize = 1000;

/// The words that braces make of one; without unquoted braces the word itself.
pub(super) fn expand(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let unquoted = pieces.iter().filter_map(|piece| match piece {
        Piece::Text {
            text,
            quoted: false,
            ..
        } => Some(text.as_str()),
        _ => None,
    });
    let (mut opens, mut closes, mut length) = (false, false, 0);
    for text in unquoted {
        opens |= text.contains('{');
        closes |= text.contains('}');
        length += text.len();
    }
    if !(opens && closes) || length > LONGEST {
        return vec![pieces.to_vec()];
    }
    let words = alternatives(&atoms(pieces), 0);
    words.iter().map(|word| pieces_of(word)).collect()
}

fn atoms(pieces: &[Piece]) -> Vec<Atom> {
    let mut atoms = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text {
                text,
                origins,
                quoted,
            } if !text.is_empty() => {
                for (at, c) in text.char_indices() {
                    let origins = origins.get(at..at + c.len_utf8()).unwrap_or(&[]);
                    atoms.push(Atom::Char(c, origins.to_vec(), *quoted));
                }
            }
            other => atoms.push(Atom::Whole(other.clone())),
        }
    }
    atoms
}

fn pieces_of(atoms: &[Atom]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for atom in atoms {
        match atom {
            Atom::Whole(piece) => pieces.push(piece.clone()),
            Atom::Char(c, from, is_quoted) => {
                if let Some(Piece::Text {
                    text,
                    origins,
                    quoted,
                }) = pieces.last_mut()
                    && quoted == is_quoted
                {
                    text.push(*c);
                    origins.extend_from_slice(from);
                } else {
                    pieces.push(Piece::Text {
                        text: c.to_string(),
                        origins: from.clone(),
                        quoted: *is_quoted,
                    });
                }
            }
        }
    }
    pieces
}

fn is(atom: &Atom, wanted: char) -> bool {
    matches!(atom, Atom::Char(c, _, false) if *c == wanted)
}

/// Expands the first pair of braces, then what they make.
fn alternatives(word: &[Atom], depth: usize) -> Vec<Vec<Atom>> {
    let whole = || vec![word.to_vec()];
    if depth > 8 {
        return whole();
    }
    for (open, _) in word.iter().enumerate().filter(|(_, atom)| is(atom, '{')) {
        let Some((close, parts)) = parts(word, open) else {
            continue;
        };
        let (before, after) = (word.get(..open), word.get(close + 1..));
        let mut words = Vec::new();
        for part in parts {
            let inner = alternatives(&part, depth + 1);
            for middle in inner {
                let mut made = before.unwrap_or(&[]).to_vec();
                made.extend(middle);
                made.extend_from_slice(after.unwrap_or(&[]));
                words.push((made, ()));
            }
            if words.len() > MOST {
                return whole();
            }
        }
        // What follows may hold braces of its own; what came out of these may not be expanded twice.
        let rest = alternatives(after.unwrap_or(&[]), depth + 1);
        if rest.len() == 1 {
            return words.into_iter().map(|(made, ())| made).collect();
        }
        let tail = after.map_or(0, <[Atom]>::len);
        let mut all = Vec::new();
        for (made, ()) in words {
            let head = made.len().saturating_sub(tail);
            for end in &rest {
                let mut word = made.get(..head).unwrap_or(&[]).to_vec();
                word.extend_from_slice(end);
                all.push(word);
            }
            if all.len() > MOST {
                return whole();
            }
        }
        return all;
    }
    whole()
}

/// The closing brace and the parts between; `None` where these braces expand to nothing else.
fn parts(word: &[Atom], open: usize) -> Option<(usize, Vec<Vec<Atom>>)> {
    let mut depth = 0usize;
    let mut parts = vec![Vec::new()];
    for (at, atom) in word.iter().enumerate().skip(open + 1) {
        if is(atom, '{') {
            depth += 1;
        } else if is(atom, '}') {
            if depth == 0 {
                if parts.len() > 1 {
                    return Some((at, parts));
                }
                return range(parts.first()?).map(|parts| (at, parts));
            }
            depth -= 1;
        } else if is(atom, ',') && depth == 0 {
            parts.push(Vec::new());
            continue;
        }
        parts.last_mut()?.push(atom.clone());
    }
    None
}

/// `1..3`.
fn range(inside: &[Atom]) -> Option<Vec<Vec<Atom>>> {
    let mut text = String::new();
    let mut origins = Vec::new();
    for atom in inside {
        let Atom::Char(c, from, false) = atom else {
            return None;
        };
        text.push(*c);
        origins.extend_from_slice(from);
    }
    let (first, last) = text.split_once("..")?;
    let (first, last): (i32, i32) = (first.parse().ok()?, last.parse().ok()?);
    let origin = (origins.first()?.0, origins.last()?.1);
    if first.abs_diff(last) as usize > MOST {
        return None;
    }
    let number = |n: i32| {
        let digits = n.to_string();
        digits
            .chars()
            .map(|c| Atom::Char(c, vec![origin], false))
            .collect()
    };
    if first <= last {
        Some((first..=last).map(number).collect())
    } else {
        Some((last..=first).rev().map(number).collect())
    }
}
