//! ## What it finds
//! A server name is too long for the table that nginx keeps names in.
//!
//! ## Why it matters
//! Each bucket holds a fixed number of bytes, 64 by default on most processors.
//!
//! ## Example
//! ```text
//! server_name ec2-203-0-113-25.compute-1.amazonaws.com;
//! ```
//!
//! ## How to fix
//! Set `server_names_hash_bucket_size 128;` in the http block.

use hurdles_nginx::ProblemKind;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fix::Candidate;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let problem = facts.nginx_fault()?;
    let ProblemKind::HashBucket { hash, size } = &problem.kind else {
        return None;
    };
    let longest = facts.longest_server_name();
    let place = longest.or(problem.blame).or_else(|| facts.anywhere())?;
    let finding = Finding::error(
        Stage::NginxConfig,
        "A server name is too long for nginx's table of names",
        Label::new(place, format!("does not fit in a bucket of {size} bytes")),
    );
    let setting = format!("{hash}_bucket_size {};", (size * 2).max(128));
    let mut finding = facts.nginx_refuses(finding, problem).explain(format!(
        "`{hash}_bucket_size` is {size} here, and one server name needs more."
    ));
    if let Some(file) = facts.file_of(place) {
        let title = format!(
            "Set `{}` above the server block",
            setting.trim_end_matches(';')
        );
        finding = finding.fix([Candidate::new(title).insert_before(file, format!("{setting}\n"))]);
    }
    Some(
        finding.fix([Candidate::new("Set the bucket size for all sites")
            .setup(format!("echo '{setting}' > /etc/nginx/conf.d/names.conf"))]),
    )
}
