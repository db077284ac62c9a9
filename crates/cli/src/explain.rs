//! `hurdles explain`: prints the page of a finding.

use crate::End;
use crate::surroundings::Surroundings;

/// Prints the page of the rule with this id.
pub(crate) fn run(surroundings: &mut Surroundings, code: &str) -> End {
    match hurdles::explain(code) {
        Some(page) => {
            surroundings.print(&format!("# {code}\n\n{}\n", page.trim()));
            End::Good
        }
        None => {
            surroundings.complain(&format!("there is no finding `{code}`"));
            End::Unreadable
        }
    }
}
