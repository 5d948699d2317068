//! The client of a request.

use std::net::IpAddr;

/// What is known of a client before it is authenticated. Sessions and the audit log store it.
#[derive(Debug, Clone)]
pub struct ClientInfo {
    /// The client's address.
    pub address: IpAddr,
    /// The `User-Agent` header, truncated to 255 characters, if the client sent one.
    pub user_agent: Option<String>,
    /// The request id, as in logs and in the header `X-Request-Id` of the response.
    pub request_id: String,
    /// The ident of the contract that was called; `None` for a page.
    pub contract: Option<&'static str>,
}
