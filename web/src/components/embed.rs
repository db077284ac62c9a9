//! The page inside another page: the verdict, the track and the editors that matter, nothing else.

use hurdles::permalink;
use yew::{Callback, Html, Properties, component, html};

use super::document_editor::DocumentEditor;
use super::prose::Prose;
use super::track::Track;
use crate::state::{Action, State};
use crate::storage;
use crate::verdict::verdict;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: State,
    pub(crate) read_only: bool,
    pub(crate) act: Callback<Action>,
}

/// The compact form.
#[component]
pub(crate) fn Embed(props: &Props) -> Html {
    let state = &props.state;
    let said = verdict(
        &state.report,
        state
            .cause()
            .and_then(|index| state.report.findings.get(index)),
    );
    let onpointerdown = Callback::from(|_| storage::mark_touched());
    let href = format!(
        "{}#{}",
        storage::base(),
        permalink::to_fragment(&state.scenario)
    );
    html! {
        <main class="embed" {onpointerdown}>
            <h1 class="verdict" aria-live="polite"><Prose text={said} />{ "." }</h1>
            <Track report={state.report.clone()} stage={state.stage} act={props.act.clone()} />
            { for state.matters.iter().map(|document| html! {
                <section class="card">
                    <header class="card-head"><h2>{ document.name().to_owned() }</h2></header>
                    <DocumentEditor key={format!("{}{}", state.generation, document.name())} state={state.clone()} document={document.clone()}
                        label={format!("Text of {}", document.name())} read_only={props.read_only} act={props.act.clone()} />
                </section>
            }) }
            <p class="elsewhere">
                if state.can_undo() && !props.read_only {
                    <button type="button" class="quiet" onclick={props.act.reform(|_| Action::Undo)}>{ "Undo" }</button>
                }
                <a class="quiet" {href} target="_blank" rel="noopener">{ "Open in Hurdles" }</a>
            </p>
        </main>
    }
}
