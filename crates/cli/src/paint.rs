//! Colours for a page.

use hurdles::text::{Page, Style};

/// The page as text, with the terminal's colours where they are shown.
pub(crate) fn paint(page: &Page, colours: bool) -> String {
    if !colours {
        return page.to_string();
    }
    page.pieces()
        .fold(String::new(), |mut text, (style, piece)| {
            match code(style) {
                Some(code) => text.push_str(&format!("\u{1b}[{code}m{piece}\u{1b}[0m")),
                None => text.push_str(piece),
            }
            text
        })
}

/// The parameters of SGR, "select graphic rendition" (ECMA-48).
fn code(style: Style) -> Option<&'static str> {
    Some(match style {
        Style::Plain => return None,
        Style::Strong => "1",
        Style::Faint => "2",
        Style::Place => "34",
        Style::Error => "1;31",
        Style::Warning => "1;33",
        Style::Info => "1;36",
        Style::Good | Style::Added => "32",
        Style::Removed => "31",
    })
}
