//! Whose word is taken for where a request comes from.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Networks, each written as `10.0.0.0/8` or as a single address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Networks(Vec<IpNet>);

/// A text that is no network, or that stands for too many.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidNetwork {
    /// All addresses there are.
    #[error("must name the proxies, not `{0}`: everybody would be believed")]
    Everybody(String),
    /// Something else.
    #[error("must be a list of networks or addresses such as 10.0.0.0/8 or 2001:db8::7, not `{0}`")]
    Syntax(String),
}

impl Networks {
    /// The networks.
    pub fn as_slice(&self) -> &[IpNet] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for Networks {
    type Error = InvalidNetwork;

    fn try_from(texts: Vec<String>) -> Result<Self, InvalidNetwork> {
        let networks = texts.into_iter().map(|text| match network(&text) {
            Some(all) if all.prefix_len() == 0 => Err(InvalidNetwork::Everybody(text)),
            Some(network) => Ok(network),
            None => Err(InvalidNetwork::Syntax(text)),
        });
        networks.collect::<Result<_, _>>().map(Self)
    }
}

impl From<Networks> for Vec<String> {
    fn from(networks: Networks) -> Self {
        networks.0.iter().map(IpNet::to_string).collect()
    }
}

/// A network that is written with bits of a host in it, such as 10.0.0.1/8, is the whole network. One of IPv4 addresses
/// in their IPv6 form is the IPv4 network, because that is how addresses are compared.
pub(in crate::config) fn network(text: &str) -> Option<IpNet> {
    let network: IpNet = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok()?;
    let network = network.trunc();
    let mapped = match network {
        IpNet::V4(_) => None,
        IpNet::V6(v6) => v6.addr().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96)),
    };
    match mapped {
        Some((address, length)) => Ipv4Net::new(address, length).ok().map(IpNet::V4),
        None => Some(network),
    }
}

/// Which header of a trusted proxy says where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// Either of them; where both are there, neither unless they name the same client.
    Any,
    /// `Forwarded` (RFC 7239) alone.
    Forwarded,
    /// `X-Forwarded-For` alone.
    XForwardedFor,
}
