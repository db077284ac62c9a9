//! ## What it finds
//! A line of a log that was pasted says that something went wrong, and what else was pasted does not lead there.
//!
//! ## Why it matters
//! The line was written by the real program: something on the machine is otherwise than given or assumed. What is said of
//! everything behind this stage then does not hold.
//!
//! ## Example
//! ```text
//! 2024/05/01 10:00:00 [crit] 811#811: *1 connect() to unix:/tmp/app.sock failed (13: Permission denied)
//! ```
//! beside a socket that everybody may write to.
//!
//! ## How to fix
//! Look at the possible causes in their order, and paste what is asked for. If the line is older than a change that was made
//! since, leave it out, or paste a newer one.

use crate::facts::Facts;
use crate::finding::Finding;

/// The name under which it is told.
pub(crate) const ID: &str = "log-line";

/// Says nothing by itself: a line is weighed against all that was played (`evidence::weigh`), which one play does not show.
pub(crate) fn check(_: &Facts) -> Option<Finding> {
    None
}
