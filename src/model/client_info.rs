//! Where a request came from.

use std::net::IpAddr;

/// What is known of a request before anybody has looked at who sends it: a session remembers some of it, the record of
/// events the rest.
#[derive(Debug, Clone)]
pub struct ClientInfo {
    /// The client's address.
    pub address: IpAddr,
    /// The `User-Agent` header, cut to 255 characters; `None` where the client sent none.
    pub user_agent: Option<String>,
    /// The name of the request in logs and in the answer's `X-Request-Id`.
    pub request_id: String,
    /// The identifier of the contract that was asked; `None` for a page of ours.
    pub contract: Option<&'static str>,
}
