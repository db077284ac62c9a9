//! ## What it finds
//! The app itself answers with an error.
//!
//! ## Why it matters
//! The request has passed every hurdle and reached the app. What it answers is its own decision.
//!
//! ## Example
//! ```text
//! 404 Not Found
//! ```
//!
//! ## How to fix
//! Look at the app's routes, or ask for another path.

use hurdles_python::Raised;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::fixes::{answer, app, endpoints, files, imports, requests, surroundings};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let status = facts
        .status()
        .filter(|status| *status >= 400 && facts.app_answered())?;
    let request = facts.document("request")?;
    let mut finding = Finding::error(
        Stage::Response,
        format!("The app itself answers {status}"),
        Label::new(request, format!("the app answers {status} to this")),
    )
    .explain(
        "The request passed every hurdle and reached the app. What it answers is its own decision.",
    );
    if let Some(raised) = facts.behind_error_page() {
        finding = told_by_exception(facts, finding, raised);
    }
    if status == 400 {
        finding = finding.fix(requests::fields_with_default(facts));
    }
    if status == 404 {
        finding = finding.fix(requests::register_blueprints(facts));
    }
    if status == 405 {
        finding = finding.fix(app::allow_method(facts));
    }
    if let Some(root) = facts.request_root() {
        finding = finding.fix([Candidate::new("Ask for `/`").replace(request, root)]);
    }
    if status == 404 {
        finding = finding.fix(answer::known_routes(facts));
    } else {
        finding = finding.fix(answer::return_last(facts));
    }
    Some(finding)
}

/// What stands behind an error page, and what would keep it from being raised.
fn told_by_exception(facts: &Facts, finding: Finding, raised: &Raised) -> Finding {
    let finding = finding
        .explain(format!(
            "Behind it stands an exception, {}: {}; the framework makes its error page of it.",
            raised.class, raised.message
        ))
        .also(raised.span, format!("raises {}", raised.class))
        .fix(imports::from_values(facts, raised))
        .fix(files::make(facts, raised))
        .fix(files::place_template(facts, raised))
        .fix(endpoints::other_endpoints(facts, raised))
        .fix(requests::other_encoding(facts, raised))
        .fix(requests::divide_by_one(facts, raised))
        .fix(surroundings::set_what_is_read(facts, raised))
        .fix(surroundings::work_beside_the_app(facts, raised));
    let Some(place) = raised.span else {
        return finding;
    };
    let names = raised
        .missing
        .as_ref()
        .map(|missing| imports::other_names(facts, facts.word_of(place, &missing.name), missing));
    finding
        .fix(imports::with_default(facts, place, raised))
        .fix(names.unwrap_or_default())
        .fix(imports::leave_out(facts, place))
}
