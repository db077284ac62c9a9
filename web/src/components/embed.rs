//! The page inside another page: the verdict, the track and the editors that matter, nothing else.

use hurdles::permalink;
use yew::{Callback, Html, html};

use super::document_editor::{self, document_editor};
use super::prose::prose;
use super::track::{self, track};
use crate::state::{Action, State};
use crate::storage;
use crate::verdict::verdict;

/// What the compact form needs to know.
pub(crate) struct Props<'a> {
    pub(crate) state: &'a State,
    pub(crate) read_only: bool,
    pub(crate) act: &'a Callback<Action>,
}

/// The compact form.
pub(crate) fn embed(props: &Props) -> Html {
    let state = props.state;
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
            <h1 class="verdict" aria-live="polite">{ prose(&said) }{ "." }</h1>
            { track(&track::Props { report: &state.report, stage: state.stage, act: props.act }) }
            { for state.matters.iter().map(|document| html! {
                <section class="card">
                    <header class="card-head"><h2>{ document.name().to_owned() }</h2></header>
                    { document_editor(&document_editor::Props {
                        state,
                        document,
                        label: &format!("Text of {}", document.name()),
                        hint: "",
                        read_only: props.read_only,
                        act: props.act,
                    }) }
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
