//! A fix: a button that says what it does, a small diff of it, and who gains access.

use hurdles::Scenario;
use hurdles::report::Fix;
use yew::{Callback, Html, MouseEvent, html};

use super::prose::prose;
use crate::diff::{Changed, DiffLine, diff};

/// What a fix needs to know.
pub(crate) struct Props<'a> {
    pub(crate) fix: &'a Fix,
    pub(crate) scenario: &'a Scenario,
    /// Whether it is the first one offered.
    pub(crate) is_first: bool,
    pub(crate) on_apply: Callback<MouseEvent>,
}

/// A fix.
pub(crate) fn fix_button(props: &Props) -> Html {
    let fix = props.fix;
    let onclick = props.on_apply.clone();
    html! {
        <div class="fix">
            <button type="button" class={if props.is_first { "act first" } else { "act" }} {onclick}>{ prose(&fix.title) }</button>
            <pre class="diff" tabindex="0" aria-label="The change">{ for diff(props.scenario, fix).iter().map(line) }</pre>
            <p class="opens">
                if fix.works { { "Tried: the request then succeeds." } } else { { "A step on the way; it does not suffice alone." } }
                if let Some(opens) = &fix.opens {
                    { " Opens it to " }{ prose(opens) }{ "." }
                }
            </p>
        </div>
    }
}

fn line(line: &DiffLine) -> Html {
    match line {
        DiffLine::Title(name) => html! { <span class="diff-title">{ name }{ "\n" }</span> },
        DiffLine::Removed(changed) => html! { <del>{ "- " }{ parts(changed) }</del> },
        DiffLine::Added(changed) => html! { <ins>{ "+ " }{ parts(changed) }</ins> },
    }
}

fn parts(changed: &Changed) -> Html {
    html! { <>{ &changed.head }<b>{ &changed.middle }</b>{ &changed.tail }{ "\n" }</> }
}
