//! `[http]`: where the server listens and how clients see it.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use url::Url;

use super::values::http_url;

/// The settings of the listening socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// The address and port to listen on. Default: `127.0.0.1:8080`.
    pub listen: ListenAddress,
    /// The address that clients see, when it is not the one that is listened on: behind a proxy, for example. https
    /// turns on the `__Host-` prefix of the cookies. Default: none.
    #[serde(with = "http_url")]
    pub public_url: Option<Url>,
}

impl Http {
    /// The address that clients see, without a slash at its end: `public_url`, or else the one that is listened on.
    pub fn address(&self) -> String {
        match &self.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            None => format!("http://{}", self.listen),
        }
    }

    /// Whether clients reach the server over https, as far as the configuration says.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}

/// An IP address and a port. Host names are not looked up: which of its addresses would be meant is a guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ListenAddress(pub SocketAddr);

/// A text that is no IP address with a port.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080, not `{0}`")]
pub struct InvalidListenAddress(String);

impl FromStr for ListenAddress {
    type Err = InvalidListenAddress;

    fn from_str(text: &str) -> Result<Self, InvalidListenAddress> {
        text.parse()
            .map(Self)
            .map_err(|_| InvalidListenAddress(text.to_owned()))
    }
}

impl TryFrom<String> for ListenAddress {
    type Error = InvalidListenAddress;

    fn try_from(text: String) -> Result<Self, InvalidListenAddress> {
        text.parse()
    }
}

impl From<ListenAddress> for String {
    fn from(address: ListenAddress) -> Self {
        address.to_string()
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
