//! The networks that clients come from, as they are counted and recorded.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

/// The part of an address that stands for one subscriber line: all of an IPv4 address, the first 64 bits of an IPv6
/// address, because a line has a whole /64 to choose addresses from (RFC 6177, RFC 7934).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpNet);

impl Network {
    /// The network of an address. An IPv4 address that is written as an IPv6 one is an IPv4 address.
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        let bits = match address {
            IpAddr::V4(_) => 32,
            IpAddr::V6(_) => 64,
        };
        // Neither number of bits is more than its kind of address has; were it, the address alone would be meant.
        Self(IpNet::new(address, bits).map_or_else(|_| address.into(), |net| net.trunc()))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
