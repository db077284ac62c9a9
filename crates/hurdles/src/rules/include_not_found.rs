//! ## What it finds
//! nginx shall include a file that does not exist.
//!
//! ## Why it matters
//! A name without wildcards has to exist. Without it nginx refuses to start.
//!
//! ## Example
//! ```text
//! include uwsgi_param;
//! ```
//!
//! ## How to fix
//! Correct the name; relative names count from `/etc/nginx`.

use hurdles_machine::Errno;
use hurdles_nginx::ProblemKind;
use hurdles_source::nearest_name;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let ProblemKind::Call {
        call,
        errno: Errno::NotFound,
    } = &problem.kind
    else {
        return None;
    };
    let path = call.split('"').nth(1)?;
    let line = facts.blame(problem)?;
    let directive = facts
        .directive_at(line)
        .filter(|directive| directive.is("include"));
    let word = directive.and_then(|directive| directive.arguments.first()?.span);
    let place = word.or_else(|| facts.text(line).starts_with("include").then_some(line))?;
    if facts.text(place).contains('*') {
        return None;
    }
    let finding = Finding::error(
        Stage::NginxConfig,
        format!("There is no file `{}` to include", facts.short(path)),
        Label::new(place, "does not exist"),
    );
    let mut finding = facts.nginx_refuses(finding, problem);
    let (directory, name) = path.rsplit_once('/')?;
    let names = facts
        .before()
        .list(&facts.root(), "/", directory)
        .unwrap_or_default();
    let usual = [
        "uwsgi_params",
        "proxy_params",
        "fastcgi_params",
        "mime.types",
    ];
    if let Some(meant) = nearest_name(name, names.iter().map(|name| &**name)) {
        let title = format!("Include `{}`", facts.short(meant));
        finding = finding
            .explain(format!("Did you mean `{meant}`?"))
            .fix([Candidate::new(title).replace(place, format!("{directory}/{meant}"))]);
    } else if usual.contains(&name) {
        let title = format!("Include nginx's own `{name}`");
        finding = finding.fix([Candidate::new(title).replace(place, name)]);
    }
    Some(finding.fix(facts.drop_directive(line)))
}
