//! Sentences in which backticks stand around names.

use yew::{AttrValue, Html, Properties, component, html};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) text: AttrValue,
}

/// A sentence with its names set as code.
#[component]
pub(crate) fn Prose(props: &Props) -> Html {
    let parts = props
        .text
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
