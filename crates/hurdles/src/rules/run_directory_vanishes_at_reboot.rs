//! ## What it finds
//! The socket lies in a directory below `/run` that was made by hand.
//!
//! ## Why it matters
//! `/run` is emptied at each boot. The directory is gone then, and uWSGI cannot make its socket.
//!
//! ## Example
//! ```text
//! mkdir /run/app
//! ```
//!
//! ## How to fix
//! Let systemd make it: `RuntimeDirectory=app` in the unit, or a line in tmpfiles.d.

use hurdles_machine::Origin;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let (own, directory) = facts.sockets().iter().find_map(|own| {
        let path = own.path.clone()?;
        let below = path
            .strip_prefix("/run/")
            .or_else(|| path.strip_prefix("/var/run/"))?;
        let (first, _) = below.split_once('/')?;
        Some((own, format!("/run/{first}")))
    })?;
    let node = facts.before().find(&directory)?;
    // What a listing or a service shows may come back with each boot: only what was typed is known not to.
    let Origin::Typed(typed) = facts.before().node(node).origin else {
        return None;
    };
    let place = Some(typed).or(own.span).or_else(|| facts.anywhere())?;
    let shown = facts.short(&directory);
    Some(
        Finding::warning(
            Stage::Bind,
            format!("`{shown}` is gone after the next reboot"),
            Label::new(place, "made by hand below `/run`"),
        )
        .explain(format!(
            "`/run` lies in memory and is emptied at each boot. `{directory}` was made by hand, so uWSGI will not find it then. Let \
             systemd make it (`RuntimeDirectory=`), or add a line to `/etc/tmpfiles.d`."
        )),
    )
}
