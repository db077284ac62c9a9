//! Facts that are missing, each with the command that would tell.

use hurdles::report::Unknown;
use yew::{Html, html};

use super::copy_button::CopyButton;
use super::prose::prose;

/// Facts that are missing.
pub(crate) fn unknowns(unknown: &[Unknown]) -> Html {
    if unknown.is_empty() {
        return Html::default();
    }
    html! {
        <section class="unknowns" aria-labelledby="unknowns-title">
            <h3 id="unknowns-title">{ "Not known" }</h3>
            <ul>{ for unknown.iter().map(row) }</ul>
        </section>
    }
}

fn row(unknown: &Unknown) -> Html {
    html! {
        <li>
            <p>{ prose(&unknown.what) }</p>
            if !unknown.tell.is_empty() {
                <p class="tell">
                    { "Run this and paste what it prints as listing: " }<code>{ &unknown.tell }</code>{ " " }
                    <CopyButton text={unknown.tell.clone()} label={format!("Copy {}", unknown.tell)} />
                </p>
            }
        </li>
    }
}
