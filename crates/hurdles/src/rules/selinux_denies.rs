//! ## What it finds
//! Owner, group and modes let nginx connect, and SELinux or AppArmor does not.
//!
//! ## Why it matters
//! Where such a policy enforces, permission bits are only one half of the answer. nginx then logs error 13 although
//! everything that `ls -l` shows is right.
//!
//! ## Example
//! ```text
//! avc: denied { connectto } for comm="nginx" path="/run/app.sock" scontext=system_u:system_r:httpd_t:s0 …
//! ```
//!
//! ## How to fix
//! Open what is needed and no more: `setsebool -P httpd_can_network_connect 1` for a TCP address; for a socket file a
//! label that `httpd_t` may use (`semanage fcontext`, `restorecon`), or a policy made of the denial (`audit2allow`).

use hurdles_machine::Errno;

use crate::facts::Facts;
use crate::finding::{Finding, Label};
use crate::report::Stage;

pub(crate) fn check(facts: &Facts) -> Option<Finding> {
    let connect = facts
        .connect_failure()
        .filter(|connect| connect.errno == Errno::AccessDenied)?;
    let is_granted = |walk: &&hurdles_machine::Walk| walk.steps.iter().all(|step| step.granted);
    if connect.walk.is_some() && connect.walk.as_ref().copied().filter(is_granted).is_none() {
        return None;
    }
    let security = facts.security();
    let denial = security.denials.last();
    let by_apparmor = denial.is_some_and(|denial| denial.value.by_apparmor);
    let who = if by_apparmor { "AppArmor" } else { "SELinux" };
    let shown = security.enforcing.as_ref().map(|shown| shown.span);
    let logged = security.refused.last().map(|refused| refused.span);
    let place = denial
        .map(|denial| denial.span)
        .or(logged)
        .or(shown)
        .or(connect.place)?;
    let mut finding = Finding::error(
        Stage::Connect,
        format!("{who} does not let nginx connect, although the bits would"),
        Label::new(place, "refused, and not by owner, group or mode"),
    )
    .explain(format!(
        "Every directory on the way and the socket itself let `{}` in, and connect() is refused all the same: error 13, and nginx \
         answers 502. What refuses beyond the bits is {who}.",
        connect.who.name
    ));
    finding = finding.explain(if by_apparmor {
        format!("`dmesg | grep DENIED` shows it. Allow `{}` in nginx's profile and load it again with `apparmor_parser -r`.", connect.path)
    } else if connect.is_tcp {
        "`ausearch -m AVC -ts recent` shows it. `setsebool -P httpd_can_network_connect 1` lets nginx connect over the network, and \
         nothing else."
            .to_owned()
    } else {
        format!(
            "`ausearch -m AVC -ts recent` shows what is denied. Put the socket below `/run` and give it a label that `httpd_t` may write \
             to: `semanage fcontext -a -t httpd_var_run_t '{}'`, then `restorecon -v {0}`. If `connectto` itself is denied, make \
             a policy of that line: `ausearch -m AVC -ts recent | audit2allow -M nginx-socket`, then `semodule -i nginx-socket.pp`.",
            connect.path
        )
    });
    Some(
        finding
            .also(shown, "it enforces")
            .also(logged, "nginx says so")
            .also(connect.place, "nginx connects here"),
    )
}
