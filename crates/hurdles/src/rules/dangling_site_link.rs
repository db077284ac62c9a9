//! ## What it finds
//! A link in a directory that nginx includes leads nowhere.
//!
//! ## Why it matters
//! A relative target counts from the place of the link, not from where it was typed. nginx cannot open the file and
//! refuses to start.
//!
//! ## Example
//! ```text
//! cd /etc/nginx && ln -s sites-available/app sites-enabled/app
//! ```
//!
//! ## How to fix
//! Make the link with an absolute target.

use hurdles_machine::NodeKind;
use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let ProblemKind::Call { call, .. } = &problem.kind else {
        return None;
    };
    let path = call.split('"').nth(1)?;
    let node = facts
        .before()
        .walk_to_link(&facts.root(), "/", path)
        .end
        .ok()?;
    let NodeKind::Symlink(target) = &facts.before().node(node).kind else {
        return None;
    };
    let directory = path
        .rsplit_once('/')
        .map_or("/", |(directory, _)| directory);
    let leads = hurdles_machine::Machine::absolute(directory, target);
    let place = facts
        .origin_of(node)
        .or(problem.blame)
        .or_else(|| facts.anywhere())?;
    let finding = Finding::error(
        Stage::NginxConfig,
        format!("The link `{}` leads nowhere", facts.short(path)),
        Label::new(
            place,
            format!("this makes a link to `{leads}`, which does not exist"),
        ),
    );
    let mut finding = facts.nginx_refuses(finding, problem);
    if !target.starts_with('/') {
        finding = finding.explain(format!(
            "A relative target counts from the directory of the link: `{target}` means `{leads}` here."
        ));
    }
    let name = target.rsplit('/').next().unwrap_or(target);
    let meant = ["/etc/nginx/sites-available/", "/etc/nginx/"]
        .into_iter()
        .map(|directory| format!("{directory}{name}"))
        .find(|meant| facts.before().find(meant).is_some());
    if let Some(meant) = meant {
        let text = facts.text(place);
        if let Some(at) = text.find(&**target) {
            let span = place.part(at, at + target.len());
            let title = "Give the link an absolute target";
            finding = finding.fix([Candidate::new(title).replace(span, &meant)]);
        }
        finding = finding.fix([
            Candidate::new("Make the link again with an absolute target")
                .setup(format!("ln -sfn {meant} {path}")),
        ]);
    }
    Some(finding.fix([Candidate::new("Remove the link").setup(format!("rm {path}"))]))
}
