//! Where a request came from.

use std::net::IpAddr;

/// What a session remembers of the request that opened it.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The client's address.
    pub address: IpAddr,
    /// The `User-Agent` header, cut to 255 characters; `None` where the client sent none.
    pub user_agent: Option<String>,
}
