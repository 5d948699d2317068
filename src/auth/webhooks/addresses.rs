//! Which addresses messages may be sent to.
//!
//! A caller who can add an endpoint chooses where this server connects to. It may stand where it reaches what the rest
//! of the world does not: the machine itself, the company's network, the metadata of a cloud. So only public addresses
//! are called, and those that the operator has allowed. Source of the lists: IANA's registries of special-purpose
//! addresses, <https://www.iana.org/assignments/iana-ipv4-special-registry> and
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Not public: this network, private, shared (CGNAT), loopback, link-local, private, protocol assignments,
/// documentation, 6to4 relays, private, benchmarks, documentation, documentation, multicast, reserved and broadcast.
const SPECIAL_V4: [Ipv4Net; 15] = [
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 4),
    v4([240, 0, 0, 0], 4),
];

/// What IPv6 addresses that are assigned to hosts of the Internet begin with. All else is special: loopback,
/// unspecified, unique local, link-local, multicast and more.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// Not public within that: protocol assignments (Teredo, benchmarks), documentation, 6to4, documentation.
const SPECIAL_V6: [Ipv6Net; 4] = [
    v6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    v6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    v6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    v6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];

/// Where translators (NAT64, RFC 6052) put IPv4 addresses: in the last four bytes.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6([a, b, c, d, e, f, g, h]: [u16; 8], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, e, f, g, h), length)
}

/// Which addresses messages may be sent to: public ones, and those of the networks that are allowed. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct AddressRules {
    allowed: Arc<[IpNet]>,
}

impl AddressRules {
    /// Allows these networks, besides public addresses.
    pub fn new(allowed: &[IpNet]) -> Self {
        Self {
            allowed: allowed.into(),
        }
    }

    /// Whether a message may be sent to this address. Without TLS, only to one that is allowed by name.
    pub fn permit(&self, address: IpAddr, is_encrypted: bool) -> bool {
        self.is_allowed(address) || (is_encrypted && is_public(address))
    }

    /// Whether any network is allowed.
    pub fn has_allowed(&self) -> bool {
        !self.allowed.is_empty()
    }

    fn is_allowed(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.allowed.iter().any(|network| network.contains(&address))
    }
}

fn is_public(address: IpAddr) -> bool {
    // An IPv4 address in its IPv6 form is that IPv4 address.
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) if NAT64.contains(&address) => {
            let [.., a, b, c, d] = address.octets();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        IpAddr::V6(address) => {
            GLOBAL_V6.contains(&address) && !SPECIAL_V6.iter().any(|network| network.contains(&address))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !SPECIAL_V4.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::AddressRules;

    fn permits(rules: &AddressRules, address: &str, is_encrypted: bool) -> bool {
        rules.permit(address.parse().expect("an address"), is_encrypted)
    }

    #[test]
    fn only_public_addresses_are_called_and_only_over_tls() {
        let rules = AddressRules::default();
        for public in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450::1",
            "2001:200::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
        ] {
            assert!(permits(&rules, public, true), "{public}");
            assert!(!permits(&rules, public, false), "{public}");
        }
        for special in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b:1::1.1.1.1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!permits(&rules, special, true), "{special}");
        }
    }

    #[test]
    fn an_allowed_network_is_called_with_and_without_tls() {
        let networks = ["127.0.0.0/8", "fd00::/8"].map(|network| network.parse().expect("a network"));
        let rules = AddressRules::new(&networks);
        for address in ["127.0.0.1", "::ffff:127.0.0.1", "fd12::1"] {
            assert!(
                permits(&rules, address, true) && permits(&rules, address, false),
                "{address}"
            );
        }
        for address in ["10.0.0.1", "::1", "fe80::1"] {
            assert!(!permits(&rules, address, true), "{address}");
        }
    }
}
