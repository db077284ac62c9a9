//! Answering on a listener.

use hurdles_machine::{Exchange, ListenerId, Machine, Reply, ReplyEnd};

use crate::Instance;

impl Instance {
    /// Answers what a client wrote on a connection to one of this instance's listeners.
    pub fn answer(
        &mut self,
        _machine: &mut Machine,
        _listener: ListenerId,
        _exchange: &Exchange,
    ) -> Reply {
        Reply {
            bytes: Vec::new(),
            seconds: 0.0,
            end: ReplyEnd::Closed,
        }
    }
}
