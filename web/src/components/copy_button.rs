//! A button that copies a text and says so.

use gloo::timers::callback::Timeout;
use yew::{AttrValue, Callback, Html, Properties, component, html, use_effect_with, use_state};

use crate::storage;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What is copied.
    pub(crate) text: AttrValue,
    /// What the button says.
    #[prop_or(AttrValue::Static("Copy"))]
    pub(crate) says: AttrValue,
    /// What it copies, for those who cannot see it.
    pub(crate) label: AttrValue,
}

/// A button that copies a text and says so.
#[component]
pub(crate) fn CopyButton(props: &Props) -> Html {
    let copied = use_state(|| false);
    let onclick = {
        let (copied, text) = (copied.clone(), props.text.clone());
        Callback::from(move |_| {
            storage::copy(&text);
            copied.set(true);
        })
    };
    use_effect_with(*copied, {
        let copied = copied.clone();
        move |is_copied| {
            let timeout = is_copied.then(|| Timeout::new(1600, move || copied.set(false)));
            move || drop(timeout)
        }
    });
    html! {
        <button type="button" class="quiet" aria-label={props.label.clone()} {onclick}>
            <span aria-live="polite">{ if *copied { AttrValue::from("Copied") } else { props.says.clone() } }</span>
        </button>
    }
}
