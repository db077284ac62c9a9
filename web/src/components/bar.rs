//! The slim bar over the page.

use hurdles::scenario::SYSTEMS;
use web_sys::HtmlSelectElement;
use yew::{AttrValue, Callback, Event, Html, Properties, TargetCast, component, html, use_state};

use crate::state::{Action, Dialog};
use crate::storage::{self, Theme};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) system: AttrValue,
    pub(crate) can_undo: bool,
    pub(crate) plain: bool,
    pub(crate) act: Callback<Action>,
}

/// Word mark, gallery, system, undo, share, editor and theme.
#[component]
pub(crate) fn Bar(props: &Props) -> Html {
    let theme = use_state(storage::theme);
    let on_theme = {
        let theme = theme.clone();
        Callback::from(move |_| {
            let next: Theme = theme.next();
            storage::set_theme(next);
            theme.set(next);
        })
    };
    let on_system = props.act.reform(|event: Event| {
        let chosen = event
            .target_dyn_into::<HtmlSelectElement>()
            .map(|select| select.value());
        Action::SetSystem(chosen.unwrap_or_default())
    });
    let show = |dialog| props.act.reform(move |_| Action::Show(Some(dialog)));
    let plain = props.plain;
    html! {
        <header class="bar">
            <h1 class="mark">{ "Hurdles" }</h1>
            <nav class="bar-tools" aria-label="Page">
                <button type="button" class="quiet" onclick={show(Dialog::Gallery)}>{ "Gallery" }</button>
                <label class="system">
                    <span class="unseen">{ "System" }</span>
                    <select onchange={on_system}>
                        { for SYSTEMS.iter().map(|system| html! {
                            <option value={*system} selected={props.system == *system}>{ system_name(system) }</option>
                        }) }
                    </select>
                </label>
                <button type="button" class="quiet" disabled={!props.can_undo} title="Ctrl+Z outside an editor"
                    onclick={props.act.reform(|_| Action::Undo)}>{ "Undo" }</button>
                <button type="button" class="quiet" onclick={show(Dialog::Share)}>{ "Share" }</button>
                <button type="button" class="quiet minor" aria-pressed={if plain { "true" } else { "false" }}
                    title="Plain text areas instead of the editor, for screen readers"
                    onclick={props.act.reform(move |_| Action::SetPlain(!plain))}>{ "Plain text" }</button>
                <button type="button" class="quiet minor" onclick={on_theme}
                    aria-label={format!("Colours: {}", theme.name())}>{ format!("Theme: {}", theme.name()) }</button>
            </nav>
        </header>
    }
}

/// `debian-12` as people write it.
fn system_name(system: &str) -> String {
    let name = system.replace('-', " ");
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
