//! ## What it finds
//! nginx answers the request itself instead of passing it to the app.
//!
//! ## Why it matters
//! A `return`, a `deny` or a redirect decides before the app is asked.
//!
//! ## Example
//! ```text
//! return 503;
//! ```
//!
//! ## How to fix
//! Change the directive that is marked, or ask for another path.

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (status, place, what) = facts.answered_by_directive()?;
    let instead = facts.uwsgi_addresses().into_iter().filter(|_| facts.pass_sites().is_empty()).map(|address| {
        let indent = facts.indent_of(place);
        let block = format!(
            "location / {{\n{indent}    include uwsgi_params;\n{indent}    uwsgi_pass {address};\n{indent}}}"
        );
        Candidate::new("Pass requests to the app instead").replace(place, block)
    });
    let loops = facts
        .directive_in_force("try_files")
        .filter(|_| status == 500)
        .zip(facts.uwsgi_addresses().first().cloned())
        .map(|(try_files, address)| {
            let indent = facts.indent_of(try_files);
            let pass = format!("include uwsgi_params;\n{indent}uwsgi_pass {address};");
            Candidate::new("Pass requests to the app instead").replace(try_files, pass)
        });
    Some(
        Finding::error(
            Stage::Routing,
            format!("nginx answers {status} itself"),
            Label::new(place, what),
        )
        .explain(format!(
            "This directive decides before the request is passed on, so nginx answers {status} and the app is never asked."
        ))
        .fix(facts.drop_directive(place))
        .fix(instead)
        .fix(facts.rewrites().into_iter().filter_map(|place| facts.drop_directive(place)))
        .fix(loops),
    )
}
