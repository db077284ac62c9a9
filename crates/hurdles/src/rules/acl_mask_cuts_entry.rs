//! ## What it finds
//! An ACL entry names nginx's user, but the mask takes its bits away.
//!
//! ## Why it matters
//! While a file has an ACL its group bits are the mask, and `chmod` sets them. Named entries give no more than the
//! mask allows.
//!
//! ## Example
//! ```text
//! user:www-data:--x   #effective:---
//! ```
//!
//! ## How to fix
//! Set the entry again with `setfacl -m`, which makes the mask anew, or let `chmod` leave the group bits that are
//! needed.

use hurdles_machine::Class;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::fixes::access;
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts.connect_failure()?;
    let step = connect.walk?.steps.last().filter(|step| !step.granted)?;
    let named = matches!(step.class, Class::NamedUser(_) | Class::NamedGroup(_));
    let mask = step
        .mask
        .filter(|_| named && step.has.0 & step.need.0 == step.need.0)?;
    let worker = &connect.who;
    let place = facts
        .place_of_step(step)
        .or(connect.place)
        .or_else(|| facts.anywhere())?;
    let shown = facts.short(&step.path);
    Some(
        Finding::error(
            Stage::Connect,
            format!("The ACL mask on `{shown}` cuts the entry of `{}`", worker.name),
            Label::new(place, format!("the mask is `{}` by this", access::letters(mask.0))),
        )
        .explain(format!(
            "An ACL entry gives `{}` the bits `{}` on `{}`, but the mask `{}` takes away what it lacks. While an ACL stands the \
             three group bits are the mask, and `chmod` and `--chmod-socket` set them. connect() fails with \"Permission \
             denied\", and nginx answers 502.",
            worker.name,
            access::letters(step.has.0),
            step.path,
            access::letters(mask.0)
        ))
        .also(connect.place, "nginx connects here")
        .fix(access::widen_mask(facts, step, worker)),
    )
}
