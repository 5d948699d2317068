//! Cacheable responses with entity tags (RFC 9110 section 13).

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::http::StatusCode;
use poem::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS};
use poem::{Body, Request, Response};
use sha2::{Digest, Sha256};

/// The digest of some bytes, as letters, digits, `-` and `_`.
pub fn digest(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

/// The strong entity tag of some bytes.
pub fn entity_tag(bytes: &[u8]) -> String {
    format!("\"{}\"", digest(bytes))
}

/// How a response may be cached.
#[derive(Debug, Clone, Copy)]
pub enum Caching {
    /// It is revalidated before each use.
    Revalidate,
    /// Any cache may use it for this long.
    For(Duration),
}

/// As the value of `Cache-Control`.
impl fmt::Display for Caching {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revalidate => f.write_str("no-cache"),
            Self::For(time) => write!(f, "public, max-age={}", time.as_secs()),
        }
    }
}

/// 200 with the body, or 304 without it when the client already has what the tag stands for. Clients revalidate it.
pub fn response(request: &Request, tag: &str, content_type: &str, body: impl Into<Body>) -> Response {
    cached_response(request, tag, Caching::Revalidate, content_type, body)
}

/// The same, with the caching given.
pub fn cached_response(
    request: &Request,
    tag: &str,
    caching: Caching,
    content_type: &str,
    body: impl Into<Body>,
) -> Response {
    let response = Response::builder()
        .header(ETAG, tag)
        .header(CACHE_CONTROL, caching.to_string())
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    if has(request, tag) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    response.header(CONTENT_TYPE, content_type).body(body)
}

/// Whether `If-None-Match` names the tag. The comparison is the weak one, as section 13.1.2 asks: a proxy that
/// compresses makes strong tags weak. Our tags hold no comma, so a list can be split at them.
fn has(request: &Request, tag: &str) -> bool {
    let lists = request
        .headers()
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut known = lists.flat_map(|list| list.split(',')).map(str::trim);
    known.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}
