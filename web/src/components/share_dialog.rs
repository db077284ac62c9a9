//! Ways to take a scenario elsewhere.

use gloo::file::callbacks::{FileReader, read_as_text};
use hurdles::{Scenario, permalink};
use web_sys::HtmlInputElement;
use yew::{Callback, Event, Html, Properties, TargetCast, component, html, use_mut_ref};

use super::copy_button::CopyButton;
use super::modal::Modal;
use crate::state::{Action, State};
use crate::storage;
use crate::verdict::verdict;

/// Above this some chats and mail programs cut links.
const LONG: usize = 2_000;
/// Above this no link is offered.
const TOO_LONG: usize = 64_000;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: State,
    pub(crate) act: Callback<Action>,
}

/// Link, Markdown, embed snippet and file.
#[component]
pub(crate) fn ShareDialog(props: &Props) -> Html {
    let reader = use_mut_ref(|| None::<FileReader>);
    let state = &props.state;
    let base = storage::base();
    let address = format!("{base}#{}", permalink::to_fragment(&state.scenario));
    let length = address.chars().count();
    let said = verdict(
        &state.report,
        state
            .cause()
            .and_then(|index| state.report.findings.get(index)),
    );
    let json = state.scenario.to_json();
    let onclick = Callback::from(move |_| storage::download("scenario.json", &json));
    let onchange = {
        let act = props.act.clone();
        Callback::from(move |event: Event| {
            let files = event
                .target_dyn_into::<HtmlInputElement>()
                .and_then(|input| input.files());
            let file = files
                .map(gloo::file::FileList::from)
                .and_then(|files| files.first().cloned());
            *reader.borrow_mut() = file.map(|file| upload(&file, &act));
        })
    };
    html! {
        <Modal title="Share" on_close={props.act.reform(|()| Action::Show(None))}>
            <p class="hint">{ "The link holds everything you have here; no server keeps it. Take out what is secret before you hand it on." }</p>
            if length > TOO_LONG {
                <p class="warn">{ format!("A link would have {length} characters, which is too long. Save the file instead.") }</p>
            } else {
                <input class="link" readonly=true aria-label="Link" value={address.clone()} />
                <p class="hint">
                    { format!("{length} characters.") }
                    if length > LONG { { " Some chats cut links of more than 2000; the file is safer." } }
                </p>
                <div class="buttons">
                    <CopyButton text={address.clone()} says="Copy link" label="Copy link" />
                    <CopyButton text={markdown(&state.scenario, &said, &address)} says="Copy as Markdown" label="Copy as Markdown" />
                    <CopyButton text={snippet(&state.scenario, &base, &address)} says="Copy embed" label="Copy embed snippet" />
                </div>
            }
            <div class="buttons">
                <button type="button" class="quiet" {onclick}>{ "Save as file" }</button>
                <label class="quiet file">{ "Open a file" }<input type="file" accept=".json,application/json" {onchange} /></label>
            </div>
        </Modal>
    }
}

fn upload(file: &gloo::file::File, act: &Callback<Action>) -> FileReader {
    let act = act.clone();
    read_as_text(file, move |text| {
        let scenario = text.map_err(|error| error.to_string());
        let scenario =
            scenario.and_then(|text| Scenario::from_json(&text).map_err(|error| error.to_string()));
        act.emit(match scenario {
            Ok(scenario) => Action::Load(Box::new(scenario)),
            Err(error) => Action::Notice(Some(format!("That file is no scenario: {error}").into())),
        });
    })
}

fn markdown(scenario: &Scenario, said: &str, address: &str) -> String {
    let title = scenario.title.as_deref().unwrap_or("uWSGI behind nginx");
    let mut text = format!(
        "**{title}**: {said}.\n\n[Open in Hurdles]({address})\n\n{}",
        fenced("sh", scenario.invocation.trim())
    );
    for (path, content) in &scenario.files {
        text.push_str(&format!("\n`{path}`\n\n{}", fenced("", content.trim_end())));
    }
    text
}

/// A fence longer than any run of backticks inside.
fn fenced(language: &str, text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    format!("{fence}{language}\n{text}\n{fence}\n")
}

fn snippet(scenario: &Scenario, base: &str, address: &str) -> String {
    let directory = base
        .rsplit_once('/')
        .map_or(base, |(directory, _)| directory);
    let (address, text) = (escaped(address), escaped(scenario.invocation.trim()));
    format!(
        "<pre data-hurdles=\"{address}\">{text}</pre>\n<script src=\"{}/embed.js\" async></script>\n",
        escaped(directory)
    )
}

/// Text as it may stand in HTML, in an attribute too.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_survives_quotes_and_tags() {
        let scenario = Scenario {
            invocation: "uwsgi -s \"a\" && echo '<b>'".to_owned(),
            ..Scenario::default()
        };
        let text = snippet(
            &scenario,
            "https://h.example/x/",
            "https://h.example/x/#a\"b",
        );
        assert!(text.contains("data-hurdles=\"https://h.example/x/#a&quot;b\""));
        assert!(text.contains("uwsgi -s &quot;a&quot; &amp;&amp; echo '&lt;b&gt;'"));
        assert!(text.contains("src=\"https://h.example/x/embed.js\""));
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fenced("sh", "a"), "```sh\na\n```\n");
        assert!(fenced("", "````").starts_with("`````\n"));
    }
}
