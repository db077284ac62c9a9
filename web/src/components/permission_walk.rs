//! The walk of permissions: a row for each component of a path, with the group of bits that counts raised.

use hurdles::detail::{Counting, PermissionWalk as Walk, WalkRow};
use yew::{Html, html};

use super::prose::prose;

/// A path as somebody went along it.
pub(crate) fn permission_walk(walk: &Walk) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={format!("Permissions along {}", walk.path)}>
            <table class="walk">
                <caption>{ prose(&walk.who) }{ " on the way to " }<code>{ &walk.path }</code></caption>
                <thead>
                    <tr>
                        <th scope="col"><span class="unseen">{ "result" }</span></th>
                        <th scope="col">{ "path" }</th>
                        <th scope="col">{ "owner:group" }</th>
                        <th scope="col">{ "bits" }</th>
                        <th scope="col">{ "needs" }</th>
                    </tr>
                </thead>
                <tbody>{ for walk.rows.iter().enumerate().map(|(depth, step)| row(depth, step)) }</tbody>
            </table>
            <p class="walk-end">{ prose(&walk.end) }</p>
        </div>
    }
}

fn row(depth: usize, step: &WalkRow) -> Html {
    let depth = depth.min(8);
    let refused = !step.granted;
    html! {
        <tr class={if refused { "refused" } else { "" }}>
            <td class="result">{ if refused { "✗" } else { "✓" } }<span class="unseen">{ if refused { "refused" } else { "granted" } }</span></td>
            <th scope="row" class={format!("depth-{depth}")} title={step.path.clone()}><code>{ &step.component }</code></th>
            <td>{ &step.owner }{ ":" }<wbr />{ &step.group }</td>
            <td>{ bits(step) }</td>
            <td><code>{ step.needs.to_string() }</code></td>
        </tr>
    }
}

/// The type and three groups of bits; the group that counts is raised, the others fade.
fn bits(step: &WalkRow) -> Html {
    let part = |from: usize, to: usize| step.mode.get(from..to).unwrap_or_default().to_owned();
    let group = |counts: Counting, from: usize| {
        let class = if step.counts == counts {
            "triple counts"
        } else {
            "triple"
        };
        html! { <span {class}>{ part(from, from + 3) }</span> }
    };
    html! {
        <>
            <code class="bits">
                <span class="triple">{ part(0, 1) }</span>
                { group(Counting::Owner, 1) }{ group(Counting::Group, 4) }{ group(Counting::Other, 7) }
                <span class="triple">{ part(10, step.mode.len().max(10)) }</span>
            </code>
            if let Some((entry, mask)) = &step.acl {
                <span class="acl"><code class="counts">{ entry }</code>{ " cut by the mask " }<code>{ mask }</code></span>
            }
        </>
    }
}
