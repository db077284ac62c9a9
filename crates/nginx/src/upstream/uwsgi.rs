//! The uwsgi packet (`ngx_http_uwsgi_create_request`).

use hurdles_machine::Exchange;

use super::{Outgoing, parameters};
use crate::transaction::Transaction;

/// The packet's header and its parameters; the size where that is more than 65535.
pub(super) fn request(transaction: &mut Transaction<'_>) -> Result<Outgoing, u64> {
    let (pairs, names) = parameters::all(transaction, "uwsgi");
    let mut block = Vec::new();
    for (name, value) in &pairs {
        for text in [name, value] {
            let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
            block.extend_from_slice(&length.to_le_bytes());
            block.extend_from_slice(text.as_bytes());
        }
    }
    let size = u16::try_from(block.len()).map_err(|_| block.len() as u64)?;
    let chain = transaction.chain();
    let modifier = |name: &str| {
        let text = chain.argument(name, 0).unwrap_or("0");
        text.parse::<u8>().unwrap_or(0)
    };
    let mut head = vec![modifier("uwsgi_modifier1")];
    head.extend_from_slice(&size.to_le_bytes());
    head.push(modifier("uwsgi_modifier2"));
    head.append(&mut block);
    let body_bytes = parameters::body_bytes(transaction, "uwsgi");
    Ok(Outgoing {
        exchange: Exchange { head, body_bytes },
        parameters: names,
        uri: String::new(),
    })
}
