//! All findings, the cause first.

use yew::{Callback, Html, Properties, component, html};

use super::finding::Finding;
use super::import_search::ImportSearch;
use super::permission_walk::PermissionWalk;
use crate::state::{Action, State};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: State,
    pub(crate) act: Callback<Action>,
}

/// All findings, the cause first; then the tables that belong to none.
#[component]
pub(crate) fn Findings(props: &Props) -> Html {
    let state = &props.state;
    let cause = state.cause();
    let others = (0..state.report.findings.len()).filter(|index| Some(*index) != cause);
    let walks: Vec<_> = state
        .detail
        .walks
        .iter()
        .filter(|walk| walk.finding.is_none())
        .collect();
    let searches: Vec<_> = state
        .detail
        .searches
        .iter()
        .filter(|search| search.finding.is_none())
        .collect();
    html! {
        <section class="findings" aria-label="Findings">
            { for cause.into_iter().chain(others).map(|index| html! {
                <Finding key={index} state={state.clone()} {index} act={props.act.clone()} />
            }) }
            if !walks.is_empty() || !searches.is_empty() {
                <details class="more proof">
                    <summary>{ "Who may do what, and where Python looked" }</summary>
                    { for walks.into_iter().map(|walk| html! { <PermissionWalk walk={walk.clone()} /> }) }
                    { for searches.into_iter().map(|search| html! { <ImportSearch search={search.clone()} /> }) }
                </details>
            }
        </section>
    }
}
