//! Lines of ip-address(8), ifconfig(8) and `hostname -I`.

use std::net::IpAddr;

/// `inet 10.0.0.5/24 brd …`, `inet 10.0.0.5  netmask …`, `inet addr:10.0.0.5  Bcast:…`, `eth0 UP 10.0.0.5/24 fe80::1/64`.
pub(super) fn of_line(text: &str) -> Vec<IpAddr> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let ip = |word: &str| word.split('/').next().and_then(|text| text.parse().ok());
    let after = |name: &str| {
        let at = words.iter().position(|word| *word == name)?;
        let mut value = *words.get(at + 1)?;
        // ifconfig of net-tools 1.60 writes `inet addr:10.0.0.5` and `inet6 addr: fe80::1/64`.
        if let Some(rest) = value.strip_prefix("addr:") {
            value = if rest.is_empty() {
                words.get(at + 2)?
            } else {
                rest
            };
        }
        ip(value)
    };
    if let Some(found) = after("inet").or_else(|| after("inet6")) {
        return vec![found];
    }
    // `ip -brief address`.
    match words.as_slice() {
        [_, "UP" | "DOWN" | "UNKNOWN", rest @ ..] => {
            rest.iter().filter_map(|word| ip(word)).collect()
        }
        _ => Vec::new(),
    }
}

/// A line of addresses and nothing else.
pub(super) fn alone(text: &str) -> Vec<IpAddr> {
    let all: Option<Vec<IpAddr>> = text
        .split_whitespace()
        .map(|word| word.parse().ok())
        .collect();
    all.unwrap_or_default()
}

/// Whether a line is one of those that ip and ifconfig print around the addresses.
pub(super) fn is_of_an_interface(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_number = |text: &str| text.trim_end_matches(':').parse::<u32>().is_ok();
    match words.as_slice() {
        [first, ..] if first.starts_with("link/") || *first == "valid_lft" => true,
        [number, name, flags, ..] => {
            number.ends_with(':')
                && is_number(number)
                && name.ends_with(':')
                && flags.starts_with('<')
        }
        [name, flags] => name.ends_with(':') && flags.starts_with("flags="),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_in_every_form() {
        let table = [
            (
                "    inet 192.168.1.40/24 brd 192.168.1.255 scope global eth0",
                "192.168.1.40",
            ),
            (
                "        inet 192.168.1.40  netmask 255.255.255.0  broadcast 192.168.1.255",
                "192.168.1.40",
            ),
            (
                "          inet addr:192.168.1.40  Bcast:192.168.1.255  Mask:255.255.255.0",
                "192.168.1.40",
            ),
            ("          inet6 addr: fe80::1/64 Scope:Link", "fe80::1"),
            (
                "    inet6 2001:db8::5/64 scope global dynamic",
                "2001:db8::5",
            ),
            (
                "eth0             UP             192.168.1.40/24",
                "192.168.1.40",
            ),
        ];
        for (line, address) in table {
            assert_eq!(
                of_line(line),
                [address.parse::<IpAddr>().unwrap()],
                "{line}"
            );
        }
        assert!(of_line("listen 10.0.0.5:80;").is_empty());
        assert_eq!(alone("192.168.1.40 fe80::1 ").len(), 2);
        assert!(alone("192.168.1.40 web").is_empty());
    }
}
