//! One finding: what is wrong, why, where, and what helps.

use hurdles::report::{Evidence, Finding as Found, Label, Severity};
use yew::{Callback, Html, html};

use super::fix_button::{self, fix_button};
use super::import_search::import_search;
use super::permission_walk::permission_walk;
use super::prose::prose;
use crate::document::Document;
use crate::state::{Action, State};

/// How many fixes stand open; the others are folded.
const SHOWN_FIXES: usize = 2;

/// What a finding needs to know.
pub(crate) struct Props<'a> {
    pub(crate) state: &'a State,
    pub(crate) index: usize,
    pub(crate) act: &'a Callback<Action>,
}

/// One finding, folded unless it is the cause or chosen.
pub(crate) fn finding(props: &Props) -> Html {
    let state = &props.state;
    let Some(finding) = state.report.findings.get(props.index) else {
        return Html::default();
    };
    let index = props.index;
    let is_cause = state.cause() == Some(index);
    let is_lit = state.chosen == Some(index);
    let is_open = is_cause || is_lit;
    let class = [("finding", true), ("cause", is_cause), ("lit", is_lit)];
    let class: Vec<&str> = class
        .iter()
        .filter(|(_, holds)| *holds)
        .map(|(name, _)| *name)
        .collect();
    let onclick = props.act.reform(move |_| Action::Choose(index));
    html! {
        <article key={index} class={class.join(" ")} id={format!("finding-{index}")}>
            <p class="kind">{ kind(finding, is_cause) }</p>
            <h3>
                <button type="button" class="headline" aria-expanded={if is_open { "true" } else { "false" }} {onclick}>
                    { prose(&finding.headline) }
                </button>
            </h3>
            if is_open {
                { body(props, finding) }
            }
        </article>
    }
}

fn kind(finding: &Found, is_cause: bool) -> &'static str {
    match finding.severity {
        Severity::Error if is_cause => "The fallen hurdle",
        Severity::Error if finding.if_cleared => "Would stop it next",
        Severity::Error => "Follows from it",
        Severity::Warning if finding.if_cleared => "Would bite later",
        Severity::Warning => "Works now, will bite",
        Severity::Info => "Good to know",
    }
}

fn body(props: &Props, finding: &Found) -> Html {
    let (state, index) = (&props.state, props.index);
    let walks = state
        .detail
        .walks
        .iter()
        .filter(|walk| walk.finding == Some(index));
    let searches = state
        .detail
        .searches
        .iter()
        .filter(|search| search.finding == Some(index));
    let paragraphs = finding
        .explanation
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty());
    let n_folded = finding.fixes.len().saturating_sub(SHOWN_FIXES);
    let offer = |(fix, offered)| {
        fix_button(&fix_button::Props {
            fix: offered,
            scenario: &state.scenario,
            is_first: fix == 0,
            on_apply: props.act.reform(move |_| Action::Fix(index, fix)),
        })
    };
    html! {
        <div class="finding-body">
            { for paragraphs.map(|paragraph| html! { <p>{ prose(paragraph) }</p> }) }
            <ul class="places">{ for finding.labels.iter().enumerate().map(|(label, place)| place_row(props, label, place)) }</ul>
            { for walks.map(permission_walk) }
            { for searches.map(import_search) }
            { for finding.fixes.iter().enumerate().take(SHOWN_FIXES).map(offer) }
            if n_folded > 0 {
                <details class="more ways">
                    <summary>{ if n_folded == 1 { "One more way".to_owned() } else { format!("{n_folded} more ways") } }</summary>
                    { for finding.fixes.iter().enumerate().skip(SHOWN_FIXES).map(offer) }
                </details>
            }
            if finding.evidence == Evidence::Assumed {
                <p class="evidence">{ "This rests on a default of the system, not on something you pasted. A listing settles it." }</p>
            }
        </div>
    }
}

/// A place as a button: the characters themselves, where they stand, what is to be said there.
fn place_row(props: &Props, label: usize, place: &Label) -> Html {
    let document = Document::named(&place.document);
    let text = document.text(&props.state.scenario);
    let excerpt = text.get(place.start..place.end).unwrap_or_default().trim();
    let excerpt: String = excerpt
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(80)
        .collect();
    let finding = props.index;
    let onclick = props
        .act
        .reform(move |_| Action::ChooseLabel(finding, label));
    html! {
        <li>
            <button type="button" class={if place.primary { "place primary" } else { "place" }} {onclick}>
                if !excerpt.is_empty() { <code>{ excerpt }</code>{ " in " } } else { { "In " } }
                <span class="where">{ document.title() }</span>
                if !place.text.is_empty() { { ": " }{ prose(&place.text) } }
            </button>
        </li>
    }
}
