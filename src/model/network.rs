//! The network of a client, as far as its address tells it.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

/// The bits of an IPv6 address that name a network: what one household or host is assigned (RFC 6177 section 2, RFC
/// 4291 section 2.5.4). A client with one of its addresses can use all of them.
const V6_BITS: u8 = 64;

/// One IPv4 address or an IPv6 /64. It is stored and counted instead of a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpNet);

impl Network {
    /// The network of an address. An IPv4-mapped IPv6 address counts as its IPv4 address.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            v4 @ IpAddr::V4(_) => IpNet::from(v4),
            // A prefix of 64 bits is always valid; the fallback is the address itself.
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
