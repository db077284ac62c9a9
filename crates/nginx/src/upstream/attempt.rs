//! One server's reply: whether it came in time, whether it is an answer, whether another server is asked.

use hurdles_machine::{ListenerId, Reply, ReplyEnd};

use super::{Run, Tried, relay};
use crate::event::AttemptEnd;
use crate::http::Peer;
use crate::phases::Step;
use crate::problem::Level;
use crate::transaction::Transaction;

/// What nginx was doing.
const READING: &str = "while reading response header from upstream";

impl Run {
    /// Waits for the answer's header and judges it.
    pub(super) fn take(
        &mut self,
        transaction: &mut Transaction<'_>,
        peer: &Peer,
        listener: ListenerId,
        reply: &Reply,
        has_more: bool,
    ) -> Tried {
        let name = format!("{}_read_timeout", self.prefix);
        let limit = transaction.chain().seconds(&name, 60.0);
        let header = relay::read(self.protocol, transaction, &reply.bytes);
        let waits_forever =
            reply.end == ReplyEnd::Silent && matches!(header, relay::Header::Incomplete);
        let is_late = waits_forever || reply.seconds > limit;
        let seconds = if is_late { limit } else { reply.seconds };
        if !transaction.wait(seconds) {
            self.attempt(peer, Some(listener), AttemptEnd::ClientLeft);
            return Tried::Done(Step::ClientLeft);
        }
        if is_late {
            // The peer is released before this is logged, and with it the colon of a UNIX path goes.
            if let Some(state) = &mut transaction.peer {
                state.is_held = false;
            }
        }
        if let relay::Header::Complete(header) = &header
            && !is_late
        {
            return self.complete(transaction, peer, listener, (header, reply), has_more);
        }
        let is_raw = matches!(header, relay::Header::Raw) && !is_late;
        let (kind, what, end) = if is_late {
            let what = "upstream timed out (110: Connection timed out)".to_owned();
            ("timeout", what, AttemptEnd::TimedOut(limit))
        } else {
            refusal(header, reply.end)
        };
        transaction.log(Level::Error, &format!("{what} {READING}"));
        self.attempt(peer, Some(listener), end);
        if is_raw {
            return Tried::Done(relay::raw(listener, reply.bytes.clone()));
        }
        Tried::Failed {
            kind,
            status: if is_late { 504 } else { 502 },
            was_sent: true,
        }
    }

    /// A whole header: it is the answer, unless `…_next_upstream` lists its status and there is another server.
    fn complete(
        &mut self,
        transaction: &mut Transaction<'_>,
        peer: &Peer,
        listener: ListenerId,
        (header, reply): (&relay::Complete, &Reply),
        has_more: bool,
    ) -> Tried {
        self.attempt(peer, Some(listener), AttemptEnd::Answered(header.status));
        let kind = format!("http_{}", header.status);
        let retries = has_more
            && matches!(header.status, 403 | 404 | 429 | 500 | 502..=504)
            && self.may_go_on(transaction, &kind, true);
        if retries {
            return Tried::Failed {
                kind: "error",
                status: header.status,
                was_sent: false,
            };
        }
        let status = header.status.to_string();
        transaction.upstream.statuses.push(status);
        let step = relay::answer(transaction, self.prefix, listener, header, reply);
        Tried::Done(step)
    }
}

/// What is wrong with a header that is none: the kind as in `…_next_upstream`, nginx's words, and the fact.
fn refusal(header: relay::Header, end: ReplyEnd) -> (&'static str, String, AttemptEnd) {
    match header {
        relay::Header::Incomplete if end == ReplyEnd::Reset => {
            let what = "recv() failed (104: Connection reset by peer)".to_owned();
            ("error", what, AttemptEnd::Reset)
        }
        relay::Header::Incomplete | relay::Header::Complete(_) => {
            let what = "upstream prematurely closed connection".to_owned();
            ("error", what, AttemptEnd::ClosedEarly)
        }
        relay::Header::TooBig(size) => {
            let what = "upstream sent too big header".to_owned();
            ("invalid_header", what, AttemptEnd::HeaderTooBig(size))
        }
        relay::Header::Invalid(what) => {
            let what = format!("upstream sent {what}");
            ("invalid_header", what, AttemptEnd::InvalidHeader)
        }
        relay::Header::Raw => {
            let what = "upstream sent no valid HTTP/1.0 header".to_owned();
            ("invalid_header", what, AttemptEnd::InvalidHeader)
        }
    }
}
