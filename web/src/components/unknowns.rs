//! Facts that are missing, each with the command that would tell.

use hurdles::report::Unknown;
use yew::{Html, Properties, component, html};

use super::copy_button::CopyButton;
use super::prose::Prose;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) unknown: Vec<Unknown>,
}

/// Facts that are missing.
#[component]
pub(crate) fn Unknowns(props: &Props) -> Html {
    if props.unknown.is_empty() {
        return Html::default();
    }
    html! {
        <section class="unknowns" aria-labelledby="unknowns-title">
            <h3 id="unknowns-title">{ "Not known" }</h3>
            <ul>{ for props.unknown.iter().map(row) }</ul>
        </section>
    }
}

fn row(unknown: &Unknown) -> Html {
    html! {
        <li>
            <p><Prose text={unknown.what.clone()} /></p>
            if !unknown.tell.is_empty() {
                <p class="tell">
                    { "Run this and paste what it prints as listing: " }<code>{ &unknown.tell }</code>{ " " }
                    <CopyButton text={unknown.tell.clone()} label={format!("Copy {}", unknown.tell)} />
                </p>
            }
        </li>
    }
}
