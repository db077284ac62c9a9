//! What the browser asks for.

use hurdles::scenario::Request;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, TargetCast, html};

use super::card::card;
use super::document_editor::{self, document_editor};
use crate::document::Document;
use crate::state::{Action, State};

/// What the request's card needs to know.
pub(crate) struct Props<'a> {
    pub(crate) state: &'a State,
    pub(crate) act: &'a Callback<Action>,
}

/// The request: its address, and on demand method, headers and body.
pub(crate) fn request_card(props: &Props) -> Html {
    let request = &props.state.scenario.request;
    let on_method = change(props, |request, value| request.method = value);
    let on_body = change(props, |request, value| {
        request.body_bytes = value.parse().unwrap_or(0)
    });
    let before = request.clone();
    let on_headers = props.act.reform(move |event: Event| {
        let text = event
            .target_dyn_into::<HtmlTextAreaElement>()
            .map(|area| area.value())
            .unwrap_or_default();
        let headers = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(str::to_owned)
            .collect();
        Action::SetRequest(Request {
            headers,
            ..before.clone()
        })
    });
    let content = html! {
        <>
            { document_editor(&document_editor::Props {
                state: props.state,
                document: &Document::Request,
                label: "Address of the request",
                hint: "http://localhost/",
                read_only: false,
                act: props.act,
            }) }
            <details class="more" open={!request.is_plain()}>
                <summary>{ "Method, headers, body" }</summary>
                <div class="pairs">
                    <label>{ "Method " }<input value={request.method.clone()} onchange={on_method} spellcheck="false" /></label>
                    <label>{ "Body, bytes " }<input inputmode="numeric" value={request.body_bytes.to_string()} onchange={on_body} /></label>
                </div>
                <label class="stacked">{ "Headers, one a line" }
                    <textarea rows="2" value={request.headers.join("\n")} onchange={on_headers} placeholder="Name: value" spellcheck="false" />
                </label>
            </details>
        </>
    };
    card("Request", "The address that the browser asks for.", content)
}

fn change(props: &Props, write: impl Fn(&mut Request, String) + 'static) -> Callback<Event> {
    let before = props.state.scenario.request.clone();
    props.act.reform(move |event: Event| {
        let value = event
            .target_dyn_into::<HtmlInputElement>()
            .map(|input| input.value())
            .unwrap_or_default();
        let mut request = before.clone();
        write(&mut request, value);
        Action::SetRequest(request)
    })
}
