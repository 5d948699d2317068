//! `[webhooks]`: where webhooks may be sent.

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::http::network;

/// The settings of webhooks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// The networks whose addresses may be called although they are not public, or without TLS. Default: none.
    pub allowed_networks: AllowedNetworks,
}

/// Networks, each written as `10.0.0.0/8` or as a single address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct AllowedNetworks(Vec<IpNet>);

/// A text that is no network, or that stands for too many.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidAllowedNetwork {
    /// All addresses there are.
    #[error("must name the networks of receivers, not `{0}`: every address could be called")]
    Everything(String),
    /// Something else.
    #[error("must be a list of networks or addresses such as 10.1.2.0/24 or 2001:db8::7, not `{0}`")]
    Syntax(String),
}

impl AllowedNetworks {
    /// The networks.
    pub fn as_slice(&self) -> &[IpNet] {
        &self.0
    }
}

impl TryFrom<Vec<String>> for AllowedNetworks {
    type Error = InvalidAllowedNetwork;

    fn try_from(texts: Vec<String>) -> Result<Self, InvalidAllowedNetwork> {
        let networks = texts.into_iter().map(|text| match network(&text) {
            Some(all) if all.prefix_len() == 0 => Err(InvalidAllowedNetwork::Everything(text)),
            Some(network) => Ok(network),
            None => Err(InvalidAllowedNetwork::Syntax(text)),
        });
        networks.collect::<Result<_, _>>().map(Self)
    }
}

impl From<AllowedNetworks> for Vec<String> {
    fn from(networks: AllowedNetworks) -> Self {
        networks.0.iter().map(IpNet::to_string).collect()
    }
}
