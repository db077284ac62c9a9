//! The places where Python looked for a module.

use hurdles::detail::ImportSearch as Search;
use yew::{Html, html};

use super::prose::prose;

/// Numbered places, where each comes from, and what Python met there.
pub(crate) fn import_search(search: &Search) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={format!("Where Python looked for {}", search.module)}>
            <table class="search">
                <caption>{ "Where Python looked for " }<code>{ &search.module }</code></caption>
                <thead><tr><th scope="col">{ "#" }</th><th scope="col">{ "place" }</th><th scope="col">{ "from" }</th><th scope="col">{ "met" }</th></tr></thead>
                <tbody>
                    { for search.rows.iter().enumerate().map(|(index, row)| html! {
                        <tr class={if row.found { "found" } else { "" }}>
                            <td>{ index + 1 }</td>
                            <th scope="row"><code>{ &row.place }</code></th>
                            <td>{ prose(&row.origin) }</td>
                            <td>{ prose(&row.met) }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
