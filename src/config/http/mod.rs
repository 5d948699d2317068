//! `[http]`: where the server listens, how clients see it, and how long it waits for them.

mod admin_listen;
mod listen;
mod origins;
mod proxies;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

pub use self::admin_listen::{AdminListenAddress, InvalidAdminListenAddress};
pub use self::listen::{InvalidListenAddress, ListenAddress};
pub use self::origins::{InvalidOrigin, Origins};
pub(super) use self::proxies::network;
pub use self::proxies::{ForwardedHeader, InvalidNetwork, Networks};
use crate::settings::values::{Bounded, Span, http_url, path, word};

/// The settings of connections and of what is the same for all requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// The address and port to listen on. Default: `127.0.0.1:8080`.
    pub listen: ListenAddress,
    /// Where metrics and health checks are served, over plain HTTP: an address and port, `auto` or `off`. Default: `auto`,
    /// on loopback at the port of `listen` plus 1000.
    pub admin_listen: AdminListenAddress,
    /// The address that clients see, when it is not the one that is listened on: behind a proxy, for example. https
    /// turns on the `__Host-` prefix of the cookies. Default: none.
    #[serde(with = "http_url")]
    pub public_url: Option<Url>,
    /// The file with the TLS certificate and those that lead to its authority, PEM. Default: none, plain HTTP.
    #[serde(with = "path")]
    pub tls_cert: Option<PathBuf>,
    /// The file with the key of the certificate, PEM. Default: none.
    #[serde(with = "path")]
    pub tls_key: Option<PathBuf>,
    /// Whether HTTP/2 is taken without TLS, by clients that know of it beforehand. Default: no.
    pub h2c: bool,
    /// The proxies in front, whose headers say where a request comes from. Default: none.
    pub trusted_proxies: Networks,
    /// Which of their headers. Default: any.
    #[serde(deserialize_with = "word")]
    pub forwarded_header: ForwardedHeader,
    /// Web pages of other sites that may call the APIs. Default: none.
    pub cors_origins: Origins,
    /// How long a client may take to connect and send a request's head. 1 second to 1 hour, default 10 seconds.
    pub head_timeout: Span<1, 3_600>,
    /// How long it may then take to send the body. 1 second to 1 hour, default 30 seconds.
    pub body_timeout: Span<1, 3_600>,
    /// How long a connection may be open with nothing going on: no request, or an answer that its client does not take.
    /// 1 second to 1 hour, default 1 minute.
    pub idle_timeout: Span<1, 3_600>,
    /// How many connections may be open. Further ones wait until one is closed. 10 to 1000000, default 10000.
    pub max_connections: Bounded<10, 1_000_000>,
    /// How many of them may come from one address, or one /64 network of IPv6; never more than half of what the limit of
    /// open files allows. 1 to 1000000, default 1000.
    pub max_connections_per_peer: Bounded<1, 1_000_000>,
}

impl Http {
    /// The address that clients see, without a slash at its end: `public_url`, or else the one that is listened on.
    pub fn address(&self) -> String {
        match (&self.public_url, &self.tls_cert) {
            (Some(url), _) => url.as_str().trim_end_matches('/').to_owned(),
            (None, Some(_)) => format!("https://{}", self.listen),
            (None, None) => format!("http://{}", self.listen),
        }
    }

    /// Whether clients reach the server over https, as far as the configuration says.
    pub fn is_https(&self) -> bool {
        self.tls_cert.is_some() || self.public_url.as_ref().is_some_and(|url| url.scheme() == "https")
    }
}
