//! Where a request comes from, for the rules: sessions remember it, and limits will count by it.
//!
//! The address is that of the other end of the connection. Headers such as `X-Forwarded-For` are not looked at, because
//! any client can write them. To run behind a proxy, [`address`] is the one place to change: believe such a header only
//! from the addresses of proxies that the operator has named, and only the part that they have written.

use std::net::{IpAddr, Ipv4Addr};

use poem::http::header::USER_AGENT;
use poem::web::RemoteAddr;
use poem::{Request, Result};

use super::request_id::RequestId;
use crate::model::Origin;

/// The longest `User-Agent` that is kept, in characters.
const MAX_USER_AGENT: usize = 255;

/// Puts the [`Origin`] into the request's data, for handlers. Which contract is asked is written in by `dispatch`, who
/// finds that out.
///
/// # Errors
/// None; the signature is that of a layer.
pub async fn remember(mut request: Request) -> Result<Request> {
    let origin = Origin {
        address: address(request.remote_addr()),
        user_agent: user_agent(&request),
        request_id: request.data::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        contract: None,
    };
    request.set_data(origin);
    Ok(request)
}

/// The client's address. An IPv4 client of a socket that listens on IPv6 has one address, not two. A connection that is
/// not from the network, as over a Unix socket, is from this machine.
fn address(peer: &RemoteAddr) -> IpAddr {
    peer.as_socket_addr()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |socket| socket.ip().to_canonical())
}

/// The `User-Agent` without anything that could disturb a terminal or a page.
fn user_agent(request: &Request) -> Option<String> {
    let sent = request.headers().get(USER_AGENT)?;
    let text = String::from_utf8_lossy(sent.as_bytes());
    let kept: String = text.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect();
    (!kept.is_empty()).then_some(kept)
}
