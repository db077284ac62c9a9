//! Whether an answer may be compressed, and what shows of it (modules/ngx_http_gzip_filter_module.c). The compressed
//! bytes themselves are not simulated.

use crate::answer::Answer;
use crate::event::{Doubt, Event};
use crate::transaction::Transaction;
use crate::value;

/// The shortest body that is compressed where nothing is set.
const SHORTEST: u64 = 20;

/// Notes where the client gets compressed bytes; true where the answer says that it depends on what clients accept.
pub(crate) fn varies(transaction: &mut Transaction<'_>, answer: &Answer, status: u16) -> bool {
    let chain = transaction.chain();
    if !chain.flag("gzip", false) || !may_compress(transaction, answer, status) {
        return false;
    }
    let accepts = transaction.asked.header("accept-encoding");
    if accepts.is_some_and(|accepted| accepted.to_ascii_lowercase().contains("gzip")) {
        transaction.events.push(Event::NotSimulated {
            place: chain.directive("gzip").map(|gzip| gzip.place.clone()),
            what: "`gzip`: the compressed body, and the headers and sizes that go with it"
                .to_owned(),
            doubt: Doubt::Details,
        });
    }
    chain.flag("gzip_vary", false)
}

fn may_compress(transaction: &Transaction<'_>, answer: &Answer, status: u16) -> bool {
    let chain = transaction.chain();
    let shortest = chain.argument("gzip_min_length", 0).and_then(value::number);
    let is_encoded = answer
        .headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-encoding"));
    let kind = answer.content_type.as_deref().unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    let typed = kind == "text/html"
        || chain.all("gzip_types").into_iter().any(|id| {
            let mut texts = chain.tree().get(id).texts();
            texts.any(|text| text == "*" || text.eq_ignore_ascii_case(kind))
        });
    matches!(status, 200 | 403 | 404)
        && !is_encoded
        && typed
        && transaction.method != "HEAD"
        && answer
            .length
            .is_none_or(|length| length >= shortest.unwrap_or(SHORTEST))
}
