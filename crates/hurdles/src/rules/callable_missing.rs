//! ## What it finds
//! The module is loaded but has no object of the name that uWSGI looks for.
//!
//! ## Why it matters
//! Without a name uWSGI looks for `application`. It tries no other name and goes on without an app.
//!
//! ## Example
//! ```text
//! app = Flask(__name__)        # uWSGI looks for application
//! ```
//!
//! ## How to fix
//! Name the object, `module = wsgi:app` or `callable = app`, or call it `application`.

use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::{app, callable};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let missing = facts.callable_missing()?;
    let place = missing.place.or_else(|| facts.anywhere())?;
    let name = facts.short(&missing.name);
    let mut finding = Finding::error(
        Stage::Callable,
        format!("The module has no callable `{name}`"),
        Label::new(place, if missing.is_default { format!("uWSGI looks for `{name}` by default") } else { "not defined in the module".to_owned() }),
    )
    .explain(format!(
        "uWSGI loads `{}` and looks for an object called `{name}`. {}There is none, so it goes on without an app and answers 500 to \
         every request. It tries no other name.",
        missing.module,
        if missing.is_default { "That is the name it takes when none is given. " } else { "" }
    ));
    if let Some(meant) = nearest_name(&missing.name, missing.names.iter().map(String::as_str)) {
        finding = finding.explain(format!("Did you mean `{meant}`?"));
    }
    for (name, span) in &missing.definitions {
        finding = finding.also(Some(*span), format!("`{name}` is defined here"));
    }
    Some(
        finding
            .fix(callable::called_in_module(facts, &missing))
            .fix(callable::inside_package(facts, &missing))
            .fix(app::beside_package(facts, &missing))
            .fix(callable::name_callable(facts, &missing)),
    )
}
