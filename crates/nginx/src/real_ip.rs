//! The client's address as a trusted proxy tells it (modules/ngx_http_realip_module.c).

use std::net::IpAddr;

use crate::access::contains;
use crate::settings::Chain;
use crate::transaction::Transaction;

/// Takes the address out of the header, where the connection comes from a trusted one; once for each request.
pub(crate) fn apply(transaction: &mut Transaction<'_>) {
    let chain = transaction.chain();
    if transaction.told_client.is_some() || !is_trusted(&chain, transaction.asked.client) {
        return;
    }
    let name = chain.argument("real_ip_header", 0).unwrap_or("X-Real-IP");
    let Some(value) = transaction.asked.header(name).map(str::to_owned) else {
        return;
    };
    let is_list = name.eq_ignore_ascii_case("x-forwarded-for");
    let recursive = chain.flag("real_ip_recursive", false);
    let mut found = None;
    let mut addresses = value
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .rev();
    while let Some(Ok(address)) = addresses.next().map(str::parse::<IpAddr>) {
        found = Some(address);
        if !(is_list && recursive && is_trusted(&chain, address)) {
            break;
        }
    }
    if let Some(address) = found {
        transaction.told_client = Some(transaction.asked.client);
        transaction.asked.client = address;
    }
}

fn is_trusted(chain: &Chain<'_>, address: IpAddr) -> bool {
    let ids = chain.all("set_real_ip_from").into_iter();
    ids.filter_map(|id| chain.tree().get(id).argument(0))
        .any(|text| contains(text, address))
}
