//! Identifies the client of a request. Sessions record it, and login throttling counts by it.

use poem::Request;
use poem::http::header::USER_AGENT;

use super::client_address::TrustedProxies;
use super::request_id::RequestId;
use crate::model::ClientInfo;

/// The longest `User-Agent` that is kept, in characters.
const MAX_USER_AGENT: usize = 255;

/// The client info of a request, which handlers find in its data. `dispatch` adds the contract.
pub fn of(proxies: &TrustedProxies, id: &RequestId, request: &Request) -> ClientInfo {
    ClientInfo {
        address: proxies.client(request),
        user_agent: user_agent(request),
        request_id: id.0.clone(),
        contract: None,
    }
}

/// The `User-Agent` without anything that could disturb a terminal or a page.
fn user_agent(request: &Request) -> Option<String> {
    let sent = request.headers().get(USER_AGENT)?;
    let text = String::from_utf8_lossy(sent.as_bytes());
    let kept: String = text.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect();
    (!kept.is_empty()).then_some(kept)
}
