//! All findings, the cause first.

use yew::{Callback, Html, html};

use super::finding::{self, finding};
use super::import_search::import_search;
use super::permission_walk::permission_walk;
use crate::state::{Action, State};

/// All findings, the cause first; then the tables that belong to none.
pub(crate) fn findings(state: &State, act: &Callback<Action>) -> Html {
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
            { for cause.into_iter().chain(others).map(|index| finding(&finding::Props { state, index, act })) }
            if !walks.is_empty() || !searches.is_empty() {
                <details class="more proof">
                    <summary>{ "Who may do what, and where Python looked" }</summary>
                    { for walks.into_iter().map(permission_walk) }
                    { for searches.into_iter().map(import_search) }
                </details>
            }
        </section>
    }
}
