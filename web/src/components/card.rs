//! A card of what you have: a heading, a line of what belongs there, and its content.

use yew::{AttrValue, Children, Html, Properties, component, html};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) title: AttrValue,
    pub(crate) hint: AttrValue,
    pub(crate) children: Children,
}

/// A card of what you have.
#[component]
pub(crate) fn Card(props: &Props) -> Html {
    html! {
        <section class="card">
            <header class="card-head">
                <h3>{ props.title.clone() }</h3>
                <p class="hint">{ props.hint.clone() }</p>
            </header>
            { props.children.clone() }
        </section>
    }
}
