//! The address of metrics and health checks.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The word for an address that is worked out.
const AUTO: &str = "auto";
/// How far the port that is worked out is from that of `http.listen`. Ports below 1024 are for root alone.
const DISTANCE: u16 = 1000;
/// The word for none.
const OFF: &str = "off";

/// Where metrics and health checks are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum AdminListenAddress {
    /// On loopback, at the port of `http.listen` plus 1000; nowhere if that is taken.
    Auto,
    /// Nowhere.
    Off,
    /// At this address.
    At(SocketAddr),
}

/// A text that is neither an IP address with a port nor one of the words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be \"auto\", \"off\", or an IP address and a port such as 127.0.0.1:9080, not `{0}`")]
pub struct InvalidAdminListenAddress(String);

impl AdminListenAddress {
    /// The address, next to a server that listens at this one. Port 0 stays 0, which is any free port.
    pub fn address(self, listen: SocketAddr) -> Option<SocketAddr> {
        match self {
            Self::Off => None,
            Self::At(address) => Some(address),
            Self::Auto => {
                let port = match listen.port() {
                    0 => 0,
                    port => port.checked_add(DISTANCE)?,
                };
                Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port))
            }
        }
    }
}

impl FromStr for AdminListenAddress {
    type Err = InvalidAdminListenAddress;

    fn from_str(text: &str) -> Result<Self, InvalidAdminListenAddress> {
        match text {
            AUTO => Ok(Self::Auto),
            OFF => Ok(Self::Off),
            address => address
                .parse()
                .map(Self::At)
                .map_err(|_| InvalidAdminListenAddress(text.to_owned())),
        }
    }
}

impl TryFrom<String> for AdminListenAddress {
    type Error = InvalidAdminListenAddress;

    fn try_from(text: String) -> Result<Self, InvalidAdminListenAddress> {
        text.parse()
    }
}

impl From<AdminListenAddress> for String {
    fn from(address: AdminListenAddress) -> Self {
        address.to_string()
    }
}

impl fmt::Display for AdminListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str(AUTO),
            Self::Off => f.write_str(OFF),
            Self::At(address) => address.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AdminListenAddress;

    #[test]
    fn auto_is_a_port_of_its_own_on_loopback_and_any_port_beside_any_port() {
        for (listen, expected) in [
            ("0.0.0.0:8080", Some("127.0.0.1:9080")),
            ("[::1]:443", Some("127.0.0.1:1443")),
            ("127.0.0.1:0", Some("127.0.0.1:0")),
            ("127.0.0.1:65535", None),
        ] {
            let address = AdminListenAddress::Auto.address(listen.parse().unwrap());
            assert_eq!(address.map(|address| address.to_string()).as_deref(), expected);
        }
    }
}
