//! Requests within a request: `auth_request` asks first, `mirror` tells others (http/ngx_http_core_module.c,
//! `ngx_http_subrequest`). They are logged nowhere, but their errors are.

use crate::event::{AnswerReason, Event};
use crate::phases::{self, End, Step, Upstream};
use crate::problem::Level;
use crate::transaction::Transaction;

/// What came of one.
struct Outcome {
    status: u16,
    headers: Vec<(String, String)>,
    passed: bool,
}

/// Goes through the phases under another URI and comes back to where the request was. The events of one that went well
/// are of no interest.
fn run(transaction: &mut Transaction<'_>, target: &str, upstream: &mut Upstream<'_>) -> Outcome {
    let (uri, arguments) = target.split_once('?').unwrap_or((target, ""));
    let events = std::mem::take(&mut transaction.events);
    let (old_uri, old_arguments) = (
        std::mem::replace(&mut transaction.uri, uri.to_owned()),
        std::mem::replace(&mut transaction.arguments, arguments.to_owned()),
    );
    let before = transaction.state();
    transaction.subrequest = Some(uri.to_owned());
    transaction.is_internal = true;
    transaction.is_original = false;
    let end = phases::run(transaction, upstream);
    let own = std::mem::replace(&mut transaction.events, events);
    let passed = own.iter().any(|event| matches!(event, Event::Passed(_)));
    let (status, headers) = match end {
        End::Answer(answer) => (
            transaction.error_status.unwrap_or(answer.status),
            answer.headers,
        ),
        End::Drop(status) => (status, Vec::new()),
        End::ClientLeft => (499, Vec::new()),
    };
    let is_gap = |event: &Event| matches!(event, Event::NotSimulated { .. });
    let kept = own
        .into_iter()
        .filter(|event| status >= 500 || is_gap(event));
    transaction.events.extend(kept);
    transaction.restore(before);
    transaction.uri = old_uri;
    transaction.arguments = old_arguments;
    Outcome {
        status,
        headers,
        passed,
    }
}

/// `auth_request` (modules/ngx_http_auth_request_module.c): none where the request may go on.
pub(crate) fn ask(transaction: &mut Transaction<'_>, upstream: &mut Upstream<'_>) -> Option<Step> {
    let chain = transaction.chain();
    let directive = chain.directive("auth_request")?;
    let target = directive.argument(0).filter(|text| *text != "off")?;
    let outcome = run(transaction, target, upstream);
    let (status, headers) = match outcome.status {
        200..=299 => return None,
        401 => {
            let asks = |name: &str| name.eq_ignore_ascii_case("www-authenticate");
            let headers = outcome.headers.into_iter();
            (401, headers.filter(|(name, _)| asks(name)).collect())
        }
        403 => (403, Vec::new()),
        status => {
            let doing = if outcome.passed {
                " while sending to client"
            } else {
                ""
            };
            let text = format!("auth request unexpected status: {status}{doing}");
            transaction.log(Level::Error, &text);
            (500, Vec::new())
        }
    };
    transaction.events.push(Event::Answered {
        status,
        place: Some(directive.place.clone()),
        reason: AnswerReason::Authentication,
    });
    Some(Step::Status {
        status,
        location: None,
        headers,
    })
}

/// `mirror` (modules/ngx_http_mirror_module.c): what others answer to the same request is thrown away.
pub(crate) fn mirror(transaction: &mut Transaction<'_>, upstream: &mut Upstream<'_>) {
    let chain = transaction.chain();
    for id in chain.all("mirror") {
        let target = chain.tree().get(id).argument(0).unwrap_or("off");
        if target != "off" {
            run(transaction, target, upstream);
        }
    }
}
