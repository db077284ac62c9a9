//! Sentences in which backticks stand around names.

use yew::{Html, html};

/// A sentence with its names set as code.
pub(crate) fn prose(text: &str) -> Html {
    let parts = text
        .split('`')
        .enumerate()
        .filter(|(_, part)| !part.is_empty());
    parts
        .map(|(index, part)| {
            let part = part.to_owned();
            if index % 2 == 1 {
                html! { <code>{ part }</code> }
            } else {
                html! { <>{ part }</> }
            }
        })
        .collect()
}
