//! The id of each request, which connects a client's report, a proxy's log and ours.

use poem::http::{HeaderMap, HeaderName, HeaderValue};
use poem::{Request, Response};
use serde_json::Value;
use tracing::Span;

use crate::auth::Random;

/// The header that carries the id, in both directions.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The type of the responses that can have the id in their body (RFC 9457), and its member.
const PROBLEM: &str = "application/problem+json";
const MEMBER: &str = "request_id";
/// The longest id that is accepted from a client or a proxy.
const MAX_LENGTH: usize = 64;

/// The id of a request.
#[derive(Debug)]
pub struct RequestId(pub String);

impl RequestId {
    /// The id that came with the request, or a new one.
    pub fn of(request: &Request, random: &dyn Random) -> Self {
        Self(sent(request.headers()).unwrap_or_else(|| made(random)))
    }

    /// A span that puts the id on the log lines of the request, and that of its trace, if it has one.
    pub fn span(&self, trace_id: Option<String>) -> Span {
        // As grave as the gravest event: a span below the level of the log would leave errors without the id.
        tracing::error_span!("request", request_id = self.0.as_str(), trace_id)
    }

    /// Returns the id with the response.
    pub async fn put_into(self, response: &mut Response) {
        if response.content_type() == Some(PROBLEM) {
            write_into(response, &self.0).await;
        }
        if let Ok(value) = HeaderValue::try_from(self.0) {
            response.headers_mut().insert(X_REQUEST_ID, value);
        }
    }
}

/// Writes the id into a problem document that has a member for it, so that a report of the problem has the id.
async fn write_into(response: &mut Response, id: &str) {
    let body = response.take_body().into_bytes().await.unwrap_or_default();
    let named = serde_json::from_slice(&body).ok().and_then(|mut problem: Value| {
        *problem.get_mut(MEMBER)? = id.into();
        Some(problem.to_string())
    });
    match named {
        Some(problem) => response.set_body(problem),
        None => response.set_body(body),
    }
}

/// The id that came with the request, if there is exactly one and it cannot forge a log line.
fn sent(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all(X_REQUEST_ID).iter();
    let (only, None) = (all.next()?.to_str().ok()?, all.next()) else {
        return None;
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    ((1..=MAX_LENGTH).contains(&only.len()) && only.bytes().all(is_plain)).then(|| only.to_owned())
}

/// 128 random bits as 32 hexadecimal digits.
fn made(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill_name(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}
