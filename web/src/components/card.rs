//! A card of what you have: a heading, a line of what belongs there, and its content.

use yew::{Html, html};

/// A card of what you have.
pub(crate) fn card(title: &str, hint: &str, content: Html) -> Html {
    html! {
        <section class="card">
            <header class="card-head">
                <h3>{ title.to_owned() }</h3>
                <p class="hint">{ hint.to_owned() }</p>
            </header>
            { content }
        </section>
    }
}
