//! A card of files: tabs, the path of the open one, and its text.

use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Event, Html, Properties, TargetCast, component, html};

use super::card::Card;
use super::document_editor::DocumentEditor;
use crate::document::{self, Document};
use crate::state::{Action, State};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: State,
    pub(crate) kind: document::Card,
    pub(crate) title: AttrValue,
    pub(crate) hint: AttrValue,
    /// The path that a new file gets.
    pub(crate) new_path: AttrValue,
    pub(crate) act: Callback<Action>,
}

/// A card of files.
#[component]
pub(crate) fn FileCard(props: &Props) -> Html {
    let files = props.state.files_of(props.kind);
    let open = props.state.shown_in(props.kind);
    let new_path = props.new_path.to_string();
    let on_add = props
        .act
        .reform(move |_| Action::AddFile(new_path.clone(), String::new()));
    html! {
        <Card title={props.title.clone()} hint={props.hint.clone()}>
            <div class="tabs">
                { for files.iter().map(|document| tab(document, &files, open.as_ref() == Some(document), &props.act)) }
                <button type="button" class="tab add" onclick={on_add} aria-label={format!("Add a file to {}", props.title)}>{ "+ file" }</button>
            </div>
            if let Some(document) = open {
                { path_row(&document, &props.act) }
                <DocumentEditor key={format!("{}{}", props.state.generation, document.name())} state={props.state.clone()}
                    label={format!("Text of {}", document.name())} document={document.clone()} hint="Paste the file here" act={props.act.clone()} />
            } else {
                <p class="hint empty">{ "No file yet." }</p>
            }
        </Card>
    }
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
