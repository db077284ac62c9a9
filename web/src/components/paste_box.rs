//! One box for everything, and what became of the last paste.

use web_sys::HtmlTextAreaElement;
use yew::{
    Callback, Event, Html, Properties, TargetCast, component, html, use_mut_ref, use_node_ref,
};

use super::dropped;
use crate::state::{Action, Became};
use crate::storage::PASTE_BOX;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) became: Option<Became>,
    pub(crate) act: Callback<Action>,
}

/// The box: a paste in it is sorted at once; what is typed, by the button.
#[component]
pub(crate) fn PasteBox(props: &Props) -> Html {
    let field = use_node_ref();
    let readers = use_mut_ref(dropped::Readers::new);
    let sort = {
        let (field, act) = (field.clone(), props.act.clone());
        Callback::from(move |_| {
            if let Some(area) = field.cast::<HtmlTextAreaElement>() {
                let text = area.value();
                if !text.trim().is_empty() {
                    area.set_value("");
                    act.emit(Action::Paste(text));
                }
            }
        })
    };
    let choose = {
        let act = props.act.clone();
        Callback::from(move |event: Event| {
            let input: Option<web_sys::HtmlInputElement> = event.target_dyn_into();
            if let Some(input) = input {
                dropped::read_all(input.files(), &readers, &act);
                input.set_value("");
            }
        })
    };
    let empty = props.act.reform(|_| Action::Empty);
    html! {
        <section class="paste" aria-labelledby="paste-title">
            <h2 id="paste-title"><label for={PASTE_BOX}>{ "Paste everything" }</label></h2>
            <p class="hint">{ "A terminal's scroll-back, nginx -T, a unit, a log, a forum post: all at once. It is sorted here, nothing leaves this page." }</p>
            <textarea id={PASTE_BOX} ref={field} rows="3" spellcheck="false" autocapitalize="off" placeholder={"ana@web:~/shop$ cat shop.ini\n…"} />
            <div class="paste-tools">
                <button type="button" class="act" onclick={sort}>{ "Sort it" }</button>
                <label class="file-button">{ "Files…" }<input class="unseen" type="file" multiple=true onchange={choose} /></label>
                <button type="button" class="quiet" onclick={empty}>{ "Start with mine" }</button>
            </div>
            if let Some(became) = &props.became {
                { told(became, &props.act) }
            }
        </section>
    }
}

/// This became that, piece by piece, each a way to its place.
fn told(became: &Became, act: &Callback<Action>) -> Html {
    let n = became.pieces.len();
    let pieces = became.pieces.iter().map(|piece| {
        let (document, at) = (piece.document.clone(), (piece.start, piece.end));
        let onclick = act.reform(move |_| Action::Reveal(document.clone(), at.0, at.1));
        html! {
            <li>
                <button type="button" class="place" {onclick}>
                    <code>{ &piece.excerpt }</code>
                    { format!(" and so on, {} line{}, became ", piece.n_lines, if piece.n_lines == 1 { "" } else { "s" }) }
                    <span class="where">{ target(piece.kind, piece.document.name()) }</span>
                </button>
            </li>
        }
    });
    html! {
        <div class="became" role="status">
            <p>{ format!("{n} piece{} understood.", if n == 1 { "" } else { "s" }) }{ " " }
                <button type="button" class="quiet" onclick={act.reform(|_| Action::Undo)}>{ "Undo the paste" }</button>
            </p>
            <details class="more">
                <summary>{ "What became what" }</summary>
                <ul class="places">{ for pieces }</ul>
                if !became.left.is_empty() {
                    <p>{ "Not used:" }</p>
                    <ul class="left">{ for became.left.iter().map(|line| html! { <li><code>{ line }</code></li> }) }</ul>
                }
            </details>
        </div>
    }
}

fn target(kind: &str, document: &str) -> String {
    match (kind, document) {
        ("invocation", "setup") => "a line before the start".to_owned(),
        ("invocation", "after") => "a line after the start".to_owned(),
        ("invocation", "request") => "the request".to_owned(),
        ("invocation", _) => "the invocation".to_owned(),
        ("log", _) => "a log, below the listing".to_owned(),
        ("listing", _) => "the listing".to_owned(),
        (_, path) => path.to_owned(),
    }
}
