//! The left column: what you have.

use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, Properties, TargetCast, component, html};

use super::card::card;
use super::document_editor::{self, document_editor};
use super::file_card::{self, file_card};
use super::paste_box::PasteBox;
use super::request_card::{self, request_card};
use crate::document::{self, Document};
use crate::state::{Action, State};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: State,
    pub(crate) act: Callback<Action>,
}

/// What you have: one box for everything, then cards for the texts.
#[component]
pub(crate) fn Have(props: &Props) -> Html {
    let (state, act) = (&props.state, &props.act);
    html! {
        <section class="have" aria-labelledby="have-title">
            <PasteBox became={state.became.clone()} act={act.clone()} />
            <h2 id="have-title">{ "What you have" }</h2>
            { invocation(props) }
            { file_card(&file_card::Props {
                state,
                kind: document::Card::Nginx,
                title: "nginx",
                hint: "The site's file, and nginx.conf if it is not the system's own.",
                new_path: "/etc/nginx/sites-enabled/default",
                act,
            }) }
            { terminal(props) }
            { file_card(&file_card::Props {
                state,
                kind: document::Card::Files,
                title: "Python and other files",
                hint: "The entry point, what it imports, the ini of uWSGI. A relative path lies below the directory of the invocation.",
                new_path: "wsgi.py",
                act,
            }) }
            { request_card(&request_card::Props { state, act }) }
        </section>
    }
}

fn invocation(props: &Props) -> Html {
    let scenario = &props.state.scenario;
    let set = |make: fn(String) -> Action| {
        props.act.reform(move |event: Event| {
            make(
                event
                    .target_dyn_into::<HtmlInputElement>()
                    .map(|input| input.value())
                    .unwrap_or_default(),
            )
        })
    };
    let content = html! {
        <>
            <div class="pairs">
                <label>{ "typed by " }<input value={scenario.user.clone()} onchange={set(Action::SetUser)} spellcheck="false" autocapitalize="off" /></label>
                <label class="wide">{ "in " }<input value={scenario.cwd.clone()} onchange={set(Action::SetDirectory)} spellcheck="false" autocapitalize="off" /></label>
            </div>
            { document_editor(&document_editor::Props {
                state: &props.state,
                document: &Document::Invocation,
                label: "Invocation of uWSGI",
                hint: "sudo uwsgi --plugin python3 -s /run/app/app.sock --mount /=wsgi:application",
                read_only: false,
                act: &props.act,
            }) }
        </>
    };
    card(
        "Invocation",
        "The line that starts uWSGI, as you type it.",
        content,
    )
}

fn terminal(props: &Props) -> Html {
    let open = props.state.shown_in(document::Card::Terminal);
    let tabs = [
        (
            Document::Setup,
            "Before",
            "Lines typed by root before anything starts",
            "mkdir /run/uwsgi",
        ),
        (
            Document::Listing,
            "Listing",
            "What a terminal shows: ls -l, id, getfacl, namei, stat",
            "$ ls -la /run/uwsgi",
        ),
        (
            Document::After,
            "After",
            "Lines typed by root once uWSGI runs",
            "chmod 660 /run/uwsgi/app.sock",
        ),
    ];
    let is_filled = |document: &Document| !document.text(&props.state.scenario).is_empty();
    let content = html! {
        <>
            <div class="tabs">
                { for tabs.iter().map(|(document, title, label, _)| {
                    let is_open = open.as_ref() == Some(document);
                    let wanted = document.clone();
                    let onclick = props.act.reform(move |_| Action::OpenTab(wanted.clone()));
                    let class = if is_filled(document) { "tab" } else { "tab vacant" };
                    html! {
                        <button type="button" {class} title={*label} aria-pressed={if is_open { "true" } else { "false" }} {onclick}>{ *title }</button>
                    }
                }) }
            </div>
            { for tabs.iter().filter(|(document, ..)| open.as_ref() == Some(document)).map(|(document, _, label, hint)| {
                document_editor(&document_editor::Props {
                    state: &props.state,
                    document,
                    label,
                    hint,
                    read_only: false,
                    act: &props.act,
                })
            }) }
        </>
    };
    card(
        "Terminal",
        "What root types before and after, or what ls, id and getfacl show.",
        content,
    )
}
