//! The lines of a paste, without the marks of quoted mail and without carriage returns.

/// The most marks of quoting that are taken off a line.
const DEEPEST: usize = 8;

/// One line of the paste.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// Where it begins in the paste, with its marks.
    pub(super) start: usize,
    /// Where the next one begins.
    pub(super) end: usize,
    /// Where its text begins.
    pub(super) text_start: usize,
    /// What stands there, without the end of the line.
    pub(super) text: &'t str,
    /// How many times it is quoted.
    pub(super) depth: usize,
}

impl Line<'_> {
    /// Where its text ends.
    pub(super) fn text_end(&self) -> usize {
        self.text_start + self.text.len()
    }

    /// Whether a prompt follows on the same line, since what was printed ends without an end of line.
    pub(super) fn is_unended(&self) -> bool {
        self.end == self.text_end()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// The lines with a break before each prompt that stands behind the end of a file without a last line end.
///
/// A prompt is known there by the `user@host:` that other lines begin with.
pub(super) fn broken_before_prompts(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    const MOST: usize = 4;
    let mut names: Vec<&str> = Vec::new();
    for line in &lines {
        if names.len() < MOST
            && let Some(name) = super::prompt::user_and_host(line.text)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    if names.is_empty() {
        return lines;
    }
    let mut broken = Vec::with_capacity(lines.len());
    for mut line in lines {
        let text = line.text;
        let at = names
            .iter()
            .filter_map(|name| text.rfind(name))
            .filter(|at| {
                *at > 0
                    && !text
                        .get(..*at)
                        .is_some_and(|text| text.ends_with([' ', '"', '\'']))
            })
            .find(|at| {
                text.get(*at..)
                    .is_some_and(|rest| super::prompt::user_and_host(rest).is_some())
            });
        if let Some((before, behind)) = at.and_then(|at| text.split_at_checked(at)) {
            let middle = line.text_start + before.len();
            broken.push(Line {
                end: middle,
                text: before,
                ..line
            });
            line.start = middle;
            line.text_start = middle;
            line.text = behind;
        }
        broken.push(line);
    }
    broken
}

/// All lines in order.
pub(super) fn lines(paste: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    paste
        .split_inclusive('\n')
        .map(|raw| {
            let line = line(raw, start);
            start += raw.len();
            line
        })
        .collect()
}

fn line(raw: &str, start: usize) -> Line<'_> {
    let whole = raw.strip_suffix('\n').unwrap_or(raw);
    let whole = whole.trim_end_matches('\r');
    let (text, depth) = unquoted(whole);
    Line {
        start,
        end: start + raw.len(),
        text_start: start + (whole.len() - text.len()),
        text,
        depth,
    }
}

/// The text behind `> ` marks, and how many there were; `>>>` is Python's.
fn unquoted(whole: &str) -> (&str, usize) {
    let (mut text, mut depth) = (whole, 0);
    while depth < DEEPEST {
        let Some(rest) = text.strip_prefix('>') else {
            break;
        };
        let behind = match rest.strip_prefix(' ') {
            Some(behind) => behind,
            None if rest.is_empty() => rest,
            None => break,
        };
        (text, depth) = (behind, depth + 1);
    }
    (text, depth)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_carriage_returns_are_taken_off() {
        let paste = "a\r\n> b\n> > c\n>\n>>> d\n>x";
        let found: Vec<_> = lines(paste)
            .iter()
            .map(|line| (line.text, line.depth, line.text_start))
            .collect();
        let expected = [
            ("a", 0, 0),
            ("b", 1, 5),
            ("c", 2, 11),
            ("", 1, 14),
            (">>> d", 0, 15),
            (">x", 0, 21),
        ];
        assert_eq!(found, expected);
    }
}
