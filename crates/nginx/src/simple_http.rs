//! `python3 -m http.server` as far as its answers to simple requests go (Lib/http/server.py).

use hurdles_machine::{Exchange, Identity, Machine, Reply, ReplyEnd};

/// Answers for a server of this directory, run by `who`.
#[must_use]
pub fn answer(machine: &Machine, who: &Identity, directory: &str, exchange: &Exchange) -> Reply {
    let _ = (machine, who, directory, exchange);
    Reply {
        bytes: Vec::new(),
        seconds: 0.0,
        end: ReplyEnd::Silent,
    }
}
