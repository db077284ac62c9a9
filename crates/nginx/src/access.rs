//! Who may ask: `allow`, `deny`, `auth_basic`, `satisfy`.

use std::net::IpAddr;

use hurdles_machine::{Bits, Content};

use crate::event::{AnswerReason, Doubt, Event};
use crate::place::Place;
use crate::problem::Level;
use crate::settings::Chain;
use crate::transaction::Transaction;
use crate::value;

/// A refusal: the status, and the realm to ask credentials for.
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) realm: Option<String>,
}

/// The access phase: rules of addresses, then credentials.
pub(crate) fn check(transaction: &mut Transaction<'_>) -> Option<Refusal> {
    let chain = transaction.chain();
    let any_satisfies = chain
        .argument("satisfy", 0)
        .is_some_and(|text| text.eq_ignore_ascii_case("any"));
    let by_address = by_address(transaction, &chain);
    let has_credentials_rule = realm(transaction, &chain).is_some();
    if by_address == Some(true) && any_satisfies {
        return None;
    }
    if by_address == Some(false) && !(any_satisfies && has_credentials_rule) {
        let place = deciding_rule(transaction, &chain).map(|(place, _)| place);
        transaction.log(Level::Error, "access forbidden by rule");
        let reason = AnswerReason::Denied;
        transaction.events.push(Event::Answered {
            status: 403,
            place,
            reason,
        });
        return Some(Refusal {
            status: 403,
            realm: None,
        });
    }
    by_credentials(transaction, &chain)
}

fn by_address(transaction: &Transaction<'_>, chain: &Chain<'_>) -> Option<bool> {
    deciding_rule(transaction, chain).map(|(_, allowed)| allowed)
}

fn deciding_rule(transaction: &Transaction<'_>, chain: &Chain<'_>) -> Option<(Place, bool)> {
    let client = transaction.asked.client;
    let is_unix = transaction.client() == "unix:";
    chain.all_of(&["allow", "deny"]).into_iter().find_map(|id| {
        let directive = chain.tree().get(id);
        let text = directive.argument(0).unwrap_or("");
        let fits = match text {
            "all" => true,
            "unix:" => is_unix,
            _ => !is_unix && contains(text, client),
        };
        fits.then(|| (directive.place.clone(), directive.is("allow")))
    })
}

pub(crate) fn contains(text: &str, client: IpAddr) -> bool {
    let (address, width) = text.split_once('/').unwrap_or((text, ""));
    let width = value::number(width).and_then(|width| u32::try_from(width).ok());
    match (address.parse::<IpAddr>(), client) {
        (Ok(IpAddr::V4(net)), IpAddr::V4(client)) => {
            let shift = 32u32.saturating_sub(width.unwrap_or(32));
            let cut = |ip| u32::from(ip).checked_shr(shift).unwrap_or(0);
            cut(net) == cut(client)
        }
        (Ok(IpAddr::V6(net)), IpAddr::V6(client)) => {
            let shift = 128u32.saturating_sub(width.unwrap_or(128));
            let cut = |ip| u128::from(ip).checked_shr(shift).unwrap_or(0);
            cut(net) == cut(client)
        }
        _ => false,
    }
}

fn realm(transaction: &mut Transaction<'_>, chain: &Chain<'_>) -> Option<String> {
    let text = chain.argument("auth_basic", 0)?;
    chain.find("auth_basic_user_file")?;
    let realm = transaction.expand(text);
    (realm != "off").then_some(realm)
}

/// `ngx_http_auth_basic_handler`.
fn by_credentials(transaction: &mut Transaction<'_>, chain: &Chain<'_>) -> Option<Refusal> {
    let realm = realm(transaction, chain)?;
    let place = chain
        .directive("auth_basic")
        .map(|directive| directive.place.clone());
    let refuse = |transaction: &mut Transaction<'_>, status| {
        transaction.events.push(Event::Answered {
            status,
            place: place.clone(),
            reason: AnswerReason::Authentication,
        });
        Some(Refusal {
            status,
            realm: (status == 401).then(|| realm.clone()),
        })
    };
    let credentials = transaction
        .asked
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(decode_base64);
    let Some((user, password)) = credentials.as_deref().and_then(|text| text.split_once(':'))
    else {
        return refuse(transaction, 401);
    };
    let path = password_file(transaction, chain);
    let worker = transaction.worker;
    let walk = transaction.machine.walk(worker, "/", &path, Bits::READ);
    if let Err(errno) = walk.end {
        let text = format!("open() \"{path}\" failed ({}: {errno})", errno.number());
        transaction.log(Level::Error, &text);
        return refuse(transaction, 403);
    }
    let Ok(Content::Text(text, _)) = transaction.machine.read(worker, "/", &path) else {
        return refuse(transaction, 403);
    };
    let hash = text.lines().find_map(|line| {
        let (name, rest) = line.split_once(':')?;
        (name == user && !line.starts_with('#')).then(|| rest.split(':').next().unwrap_or(""))
    });
    let Some(hash) = hash else {
        let text = format!("user \"{user}\" was not found in \"{path}\"");
        transaction.log(Level::Error, &text);
        return refuse(transaction, 401);
    };
    if let Some(plain) = hash.strip_prefix("{PLAIN}") {
        if plain == password {
            return None;
        }
        let text = format!("user \"{user}\": password mismatch");
        transaction.log(Level::Error, &text);
        return refuse(transaction, 401);
    }
    let what = format!("whether the password of {user} fits its hash in {path}: taken to fit");
    let doubt = Doubt::Answer;
    let event = Event::NotSimulated { place, what, doubt };
    transaction.events.push(event);
    None
}

fn password_file(transaction: &mut Transaction<'_>, chain: &Chain<'_>) -> String {
    let name = chain.argument("auth_basic_user_file", 0).unwrap_or("");
    let path = transaction.expand(name);
    if path.starts_with('/') {
        return path;
    }
    let main = &transaction.configuration.path;
    let directory = main.rfind('/').and_then(|at| main.get(..=at));
    format!("{}{path}", directory.unwrap_or("/"))
}

/// Decodes base64 as clients send it.
pub(crate) fn decode_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut bits = 0u32;
    let mut n_bits = 0;
    for byte in text.trim().trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push(u8::try_from(bits >> n_bits & 0xFF).unwrap_or(0));
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_decoded() {
        assert_eq!(decode_base64("dTpw").as_deref(), Some("u:p"));
        assert_eq!(
            decode_base64("YWRtaW46c2VjcmV0").as_deref(),
            Some("admin:secret")
        );
        assert_eq!(decode_base64("dTpwdw==").as_deref(), Some("u:pw"));
        assert_eq!(decode_base64("!"), None);
    }

    #[test]
    fn networks_contain_their_addresses() {
        let client = "10.1.2.3".parse().unwrap();
        assert!(contains("10.0.0.0/8", client));
        assert!(contains("10.1.2.3", client));
        assert!(!contains("10.1.2.4", client));
        assert!(contains("0.0.0.0/0", client));
        assert!(!contains("::/0", client));
        assert!(contains("::/0", "::1".parse().unwrap()));
    }
}
