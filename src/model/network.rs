//! The network that a client is in, as far as it can be told from its address.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

/// The bits of an IPv6 address that name a network: what one household or host is given (RFC 6177 section 2, RFC 4291
/// section 2.5.4). Whoever has one address of it has all of them.
const V6_BITS: u8 = 64;

/// What is written down and counted instead of an address: one IPv4 address, or a whole IPv6 /64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpNet);

impl Network {
    /// The network of an address. An IPv4 address that is written as IPv6 is the IPv4 address.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            v4 @ IpAddr::V4(_) => IpNet::from(v4),
            // 64 is within the 128 bits that there are; were it not, the address itself would do.
            v6 @ IpAddr::V6(_) => IpNet::new(v6, V6_BITS).map_or(IpNet::from(v6), |network| network.trunc()),
        })
    }
}

impl fmt::Display for Network {
    /// As `192.0.2.1/32` or `2001:db8::/64`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
