//! The router process answers: it turns HTTP into a packet for a worker and passes back what comes.

use hurdles_machine::{Exchange, Machine, Reply, ReplyEnd};

use super::http::{Facts, variables};
use super::{closed, looks_like};
use crate::event::{Event, Refusal};
use crate::{Instance, Protocol};

impl Instance {
    /// One connection to the router.
    pub(super) fn route(&mut self, machine: &mut Machine, exchange: &Exchange) -> Reply {
        let timeout = self.number("http-timeout").unwrap_or(60).clamp(0, 86_400) as f64;
        let patience = self
            .number("http-headers-timeout")
            .map_or(timeout, |seconds| seconds.clamp(0, 86_400) as f64);
        let end = exchange
            .head
            .windows(4)
            .position(|window| window == b"\r\n\r\n");
        let Some(end) = end else {
            if let Some(got) = looks_like(&exchange.head).filter(|protocol| *protocol != "http") {
                let expects = "http";
                self.events
                    .push(Event::Refused(Refusal::WrongProtocol { expects, got }));
            }
            return Reply {
                seconds: patience,
                ..closed()
            };
        };
        let head = exchange.head.get(..end + 4).unwrap_or(&exchange.head);
        let vars = variables(head, &self.router_facts());
        let Some(packet) = vars.and_then(|vars| pack(&vars)) else {
            return closed();
        };
        let socket = self.sockets.iter().find(|s| s.protocol == Protocol::Uwsgi);
        let Some(socket) = socket.cloned() else {
            return closed();
        };
        let inner = Exchange {
            head: packet,
            body_bytes: exchange.body_bytes,
        };
        let reply = self.take(machine, &socket, &inner);
        if reply.seconds > timeout {
            // The router gives up; the worker goes on and tells of its answer later.
            return Reply {
                seconds: timeout,
                ..closed()
            };
        }
        Reply {
            end: match reply.end {
                ReplyEnd::Silent => ReplyEnd::Silent,
                _ => ReplyEnd::Closed,
            },
            ..reply
        }
    }

    fn router_facts(&self) -> Facts {
        let address = self.gateways.first();
        let port = address.and_then(|gateway| gateway.address.text.rsplit(':').next());
        Facts {
            server_name: self.facts.nodename.to_owned(),
            server_port: port.unwrap_or_default().to_owned(),
            remote_address: "127.0.0.1".to_owned(),
            modifier: 0,
            has_script_name: true,
            is_router: true,
        }
    }
}

/// The packet; none where it is larger than a packet can be.
fn pack(vars: &[(String, String)]) -> Option<Vec<u8>> {
    let bytes_of = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|character| u8::try_from(u32::from(character)).unwrap_or(b'?'))
            .collect()
    };
    let mut block = Vec::new();
    for (name, value) in vars {
        for part in [bytes_of(name), bytes_of(value)] {
            let size = u16::try_from(part.len()).ok()?;
            block.extend(size.to_le_bytes());
            block.extend(part);
        }
    }
    let size = u16::try_from(block.len()).ok()?.to_le_bytes();
    Some([&[0, size[0], size[1], 0], block.as_slice()].concat())
}
