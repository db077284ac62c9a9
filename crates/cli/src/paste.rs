//! `hurdles paste`: sorts what was pasted into a scenario.

use hurdles::Paste;

use crate::End;
use crate::surroundings::Surroundings;

/// Sorts the files, one after another, as one paste.
pub(crate) fn run(surroundings: &mut Surroundings, files: &[String], json: bool) -> End {
    let mut text = String::new();
    for file in files {
        match surroundings.read_anything(file) {
            Ok(read) => text.push_str(&read),
            Err(message) => {
                surroundings.complain(&format!("{file}: {message}"));
                return End::Unreadable;
            }
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }
    let paste = hurdles::paste(&text);
    if json {
        surroundings.print(&format!("{}\n", paste.to_json()));
    } else {
        surroundings.print(&format!("{}\n", paste.scenario.to_json()));
        surroundings.complain(&told(&text, &paste));
    }
    if paste.pieces.is_empty() {
        return End::Hurdle;
    }
    End::Good
}

/// What became what, and what is left, for people.
fn told(text: &str, paste: &Paste) -> String {
    let line = |at: usize| 1 + text.get(..at).unwrap_or("").matches('\n').count();
    let mut told = String::from("what became of the paste:");
    for piece in &paste.pieces {
        let place = piece.path.as_deref().unwrap_or(&piece.document);
        let last = line(piece.from_end.saturating_sub(1));
        told.push_str(&format!(
            "\n  lines {}-{last}: {}, {place}",
            line(piece.from_start),
            piece.kind.word()
        ));
    }
    for left in &paste.left {
        let rest = text.get(left.from_start..left.from_end).unwrap_or("");
        let words = rest.lines().find(|line| !line.trim().is_empty());
        if let Some(words) = words {
            let words: String = words.trim().chars().take(60).collect();
            told.push_str(&format!(
                "\n  line {}: left, {words}",
                line(left.from_start)
            ));
        }
    }
    told
}
