//! ## What it finds
//! A vassal of a tyrant emperor lacks the further groups of its user.
//!
//! ## Why it matters
//! The tyrant sets the user and group of the file's owner and empties the list of other groups. What the account
//! may do by such a group is refused.
//!
//! ## Example
//! ```text
//! drwxr-x--- 2 root vault 4096 /srv/secret
//! ```
//!
//! ## How to fix
//! Give the file to the user itself or to its main group.

use hurdles_machine::Bits;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::access;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let raised = facts.raised_at_load()?;
    let (path, _, walk) = raised.path.as_ref()?;
    let step = walk.steps.last().filter(|step| !step.granted)?;
    let tyrant = facts.option("emperor-tyrant")?;
    let who = facts.runs_as();
    let user = facts.machine().accounts.user_by_id(who.identity.uid)?;
    let whole = facts.machine().accounts.login(user);
    let group = facts.machine().node(step.node).group;
    if !whole.is_in_group(group)
        || facts
            .machine()
            .walk(&whole, facts.cwd(), path, Bits::READ)
            .end
            .is_err()
    {
        return None;
    }
    let name = facts.machine().accounts.group_name(group);
    let place = raised
        .span
        .or(tyrant.key.span)
        .or_else(|| facts.anywhere())?;
    Some(
        Finding::error(
            Stage::Imports,
            format!("The vassal runs as `{}` without its group `{}`", who.name, facts.short(&name)),
            Label::new(place, format!("refused: {}", raised.message)),
        )
        .explain(format!(
            "`{}` is a member of `{name}` and may read `{path}` by that. But a tyrant emperor sets only the user and main group \
             of the file's owner and empties the list of other groups. {} The app's module raises, and uWSGI answers 500.",
            who.name,
            facts.step_sentence(step, &who)
        ))
        .also(tyrant.key.span, "drops the further groups")
        .also(facts.place_of_step(step), facts.step_text(step, &who))
        .fix(access::grant(facts, step, &who))
        .fix(access::give_group(facts, path, &who)),
    )
}
