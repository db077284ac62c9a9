//! A card of files: tabs, the path of the open one, and its text.

use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, TargetCast, html};

use super::card::card;
use super::document_editor::{self, document_editor};
use crate::document::{self, Document};
use crate::state::{Action, State};

/// What a card of files needs to know.
pub(crate) struct Props<'a> {
    pub(crate) state: &'a State,
    pub(crate) kind: document::Card,
    pub(crate) title: &'a str,
    pub(crate) hint: &'a str,
    /// The path that a new file gets.
    pub(crate) new_path: &'a str,
    pub(crate) act: &'a Callback<Action>,
}

/// A card of files.
pub(crate) fn file_card(props: &Props) -> Html {
    let files = props.state.files_of(props.kind);
    let open = props.state.shown_in(props.kind);
    let new_path = props.new_path.to_string();
    let on_add = props
        .act
        .reform(move |_| Action::AddFile(new_path.clone(), String::new()));
    let content = html! {
        <>
            <div class="tabs">
                { for files.iter().map(|document| tab(document, &files, open.as_ref() == Some(document), props.act)) }
                <button type="button" class="tab add" onclick={on_add} aria-label={format!("Add a file to {}", props.title)}>{ "+ file" }</button>
            </div>
            if let Some(document) = &open {
                { path_row(document, props.act) }
                { document_editor(&document_editor::Props {
                    state: props.state,
                    document,
                    label: &format!("Text of {}", document.name()),
                    hint: "Paste the file here",
                    read_only: false,
                    act: props.act,
                }) }
            } else {
                <p class="hint empty">{ "No file yet." }</p>
            }
        </>
    };
    card(props.title, props.hint, content)
}

/// Tabs are toggle buttons rather than an ARIA tab list: the add button stands among them, and Tab reaches each.
fn tab(document: &Document, files: &[Document], is_open: bool, act: &Callback<Action>) -> Html {
    let title = document.title();
    // Of two files of one name the directory tells them apart.
    let is_ambiguous = files.iter().filter(|other| other.title() == title).count() > 1;
    let shown = if is_ambiguous {
        tail(document.name())
    } else {
        title
    };
    let wanted = document.clone();
    let onclick = act.reform(move |_| Action::OpenTab(wanted.clone()));
    html! {
        <button type="button" class="tab" aria-pressed={if is_open { "true" } else { "false" }} title={document.name().to_owned()} {onclick}>
            { shown.to_owned() }
        </button>
    }
}

/// The last two parts of a path.
fn tail(path: &str) -> &str {
    let start = path.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    path.get(start..).unwrap_or(path)
}

fn path_row(document: &Document, act: &Callback<Action>) -> Html {
    let path = document.name().to_owned();
    let from = path.clone();
    let onchange = act.reform(move |event: Event| {
        let to = event
            .target_dyn_into::<HtmlInputElement>()
            .map(|input| input.value());
        Action::RenameFile(from.clone(), to.unwrap_or_default())
    });
    let gone = path.clone();
    let on_remove = act.reform(move |_| Action::RemoveFile(gone.clone()));
    html! {
        <div class="path-row">
            <input class="path" aria-label="Path of this file" value={path.clone()} {onchange} spellcheck="false" autocapitalize="off" autocomplete="off" />
            <button type="button" class="quiet" onclick={on_remove} aria-label={format!("Remove {path}")}>{ "Remove" }</button>
        </div>
    }
}
