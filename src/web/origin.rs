//! Where a request comes from, for the rules: sessions remember it, and limits count by it.

use poem::http::header::USER_AGENT;
use poem::{Request, Result};

use super::client_address::TrustedProxies;
use super::request_id::RequestId;
use crate::model::Origin;

/// The longest `User-Agent` that is kept, in characters.
const MAX_USER_AGENT: usize = 255;

/// Puts the [`Origin`] into the request's data, for handlers. Which contract is asked is written in by `dispatch`, who
/// finds that out.
///
/// # Errors
/// None; the signature is that of a layer.
pub async fn remember(proxies: TrustedProxies, mut request: Request) -> Result<Request> {
    let origin = Origin {
        address: proxies.client(&request),
        user_agent: user_agent(&request),
        request_id: request.data::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        contract: None,
    };
    request.set_data(origin);
    Ok(request)
}

/// The `User-Agent` without anything that could disturb a terminal or a page.
fn user_agent(request: &Request) -> Option<String> {
    let sent = request.headers().get(USER_AGENT)?;
    let text = String::from_utf8_lossy(sent.as_bytes());
    let kept: String = text.chars().filter(|c| !c.is_control()).take(MAX_USER_AGENT).collect();
    (!kept.is_empty()).then_some(kept)
}
