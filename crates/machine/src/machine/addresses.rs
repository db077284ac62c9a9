//! The machine's own addresses beside loopback (ip-address(8)).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::Machine;

/// How it is known that an address is this machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// Somebody uses it for the machine.
    Assumed,
    /// A command gave it to the machine.
    Given,
    /// Output of `ip`, `ifconfig` or `hostname -I` has it.
    Shown,
}

/// The addresses and how each is known, in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    all: Vec<(IpAddr, Known)>,
    /// Whether a program that binds to an address says by that that the machine has it.
    trusts_programs: bool,
}

impl Addresses {
    fn add(&mut self, ip: IpAddr, known: Known) {
        if ip.is_loopback() || ip.is_unspecified() {
            return;
        }
        match self.all.iter_mut().find(|(other, _)| *other == ip) {
            Some((_, before)) if *before == Known::Assumed => *before = known,
            Some(_) => {}
            None => self.all.push((ip, known)),
        }
    }

    fn are_shown(&self) -> bool {
        self.all.iter().any(|(_, known)| *known == Known::Shown)
    }
}

impl Machine {
    /// Takes an address for one of the machine's own because somebody uses it so, unless all of them were shown.
    pub fn assume_address(&mut self, ip: IpAddr) {
        if !self.addresses.are_shown() {
            self.addresses.add(ip, Known::Assumed);
        }
    }

    /// Gives the machine an address.
    pub fn add_address(&mut self, ip: IpAddr) {
        self.addresses.add(ip, Known::Given);
    }

    /// Takes an address away.
    pub fn remove_address(&mut self, ip: IpAddr) {
        self.addresses.all.retain(|(other, _)| *other != ip);
    }

    /// An address from a list of all of them: what was only assumed is dropped.
    pub fn show_address(&mut self, ip: IpAddr) {
        if ip.is_loopback() || ip.is_unspecified() {
            return;
        }
        if !self.addresses.are_shown() {
            let all = &mut self.addresses.all;
            all.retain(|(_, known)| *known != Known::Assumed);
        }
        self.addresses.add(ip, Known::Shown);
    }

    /// Lets programs that bind to an address be right about whose it is, unless all of them were shown.
    pub fn trust_bound_addresses(&mut self) {
        self.addresses.trusts_programs = true;
    }

    /// The machine's addresses beside loopback.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.addresses.all.iter().map(|(ip, _)| *ip)
    }

    /// Whether a list of all of them was shown.
    #[must_use]
    pub fn addresses_are_shown(&self) -> bool {
        self.addresses.are_shown()
    }

    /// Whether a connection to this address stays on the machine.
    #[must_use]
    pub fn is_local(&self, ip: IpAddr) -> bool {
        ip.is_loopback()
            || ip.is_unspecified()
            || ip == IpAddr::V4(Ipv4Addr::BROADCAST)
            || self.addresses().any(|own| own == ip)
    }

    /// Whether a program may bind to this address; one that is trusted makes it the machine's.
    pub(super) fn may_bind(&mut self, ip: IpAddr) -> bool {
        let is_trusted = self.addresses.trusts_programs && !self.addresses.are_shown();
        if is_trusted && !self.is_local(ip) {
            self.addresses.add(ip, Known::Assumed);
        }
        self.is_local(ip)
    }

    /// Where a connection from elsewhere to this address arrives: a provider's router translates a public address to the
    /// machine's own.
    #[must_use]
    pub fn arrives_at(&self, ip: IpAddr) -> IpAddr {
        if self.is_local(ip) {
            return ip;
        }
        let own = self.addresses().find(|own| {
            let is_link_local = matches!(own, IpAddr::V6(own) if is_link_local(*own));
            own.is_ipv4() == ip.is_ipv4() && !is_link_local
        });
        own.unwrap_or(ip)
    }
}

/// fe80::/10 (RFC 4291, 2.5.6).
fn is_link_local(ip: Ipv6Addr) -> bool {
    ip.segments()
        .first()
        .is_some_and(|first| first & 0xffc0 == 0xfe80)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_shown_list_takes_the_place_of_what_was_assumed() {
        let mut machine = Machine::bare("debian-12");
        machine.assume_address(ip("203.0.113.7"));
        assert!(machine.is_local(ip("203.0.113.7")));
        machine.show_address(ip("10.0.0.5"));
        assert!(!machine.is_local(ip("203.0.113.7")));
        assert_eq!(machine.arrives_at(ip("203.0.113.7")), ip("10.0.0.5"));
        assert_eq!(machine.arrives_at(ip("127.0.0.2")), ip("127.0.0.2"));
        machine.assume_address(ip("203.0.113.8"));
        assert!(!machine.is_local(ip("203.0.113.8")));
    }

    #[test]
    fn a_trusted_program_knows_the_address_it_binds() {
        let mut machine = Machine::bare("debian-12");
        assert!(!machine.may_bind(ip("10.0.0.5")));
        machine.trust_bound_addresses();
        assert!(machine.may_bind(ip("10.0.0.5")));
        machine.show_address(ip("10.0.0.6"));
        assert!(!machine.may_bind(ip("10.0.0.7")));
    }
}
