//! hostname, ip and ifconfig.

use std::net::IpAddr;

use super::super::Outcome;
use super::super::run::{Call, Shell};
use super::options::Saying;

/// hostname(1).
pub(super) fn hostname(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let mut words = call.argv.iter().skip(1);
    if words.any(|word| matches!(word.text.as_str(), "-I" | "--all-ip-addresses")) {
        let all = shell.machine.addresses().map(|ip| format!("{ip} "));
        return Some(Saying::output(format!("{}\n", all.collect::<String>())).outcome());
    }
    let name = shell.machine.text_of("/etc/hostname").unwrap_or_default();
    Some(Saying::output(format!("{}\n", name.trim())).outcome())
}

/// ip(8): addresses come and go; what it shows is not simulated.
pub(super) fn ip(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let words = call.argv.iter().skip(1).map(|word| word.text.as_str());
    let mut words = words.skip_while(|word| word.starts_with('-'));
    // An object and a command may be shortened (ip(8)).
    let is_address = words
        .next()
        .is_some_and(|word| !word.is_empty() && "address".starts_with(word) || word == "addr");
    if !is_address {
        return None;
    }
    let command = words.next()?;
    let address = words.find_map(address_of)?;
    match command {
        "add" | "a" | "replace" | "change" => shell.machine.add_address(address),
        "del" | "delete" | "d" => shell.machine.remove_address(address),
        _ => return None,
    }
    Some(Outcome::status(0))
}

/// `ifconfig eth0:1 10.0.0.5 …` (ifconfig(8)).
pub(super) fn ifconfig(shell: &mut Shell<'_>, call: &Call<'_>) -> Option<Outcome> {
    let mut words = call.argv.iter().skip(2).map(|word| word.text.as_str());
    let address = words.find_map(address_of)?;
    shell.machine.add_address(address);
    Some(Outcome::status(0))
}

/// An address, with or without the length of its network's prefix.
fn address_of(word: &str) -> Option<IpAddr> {
    word.split('/').next()?.parse().ok()
}
