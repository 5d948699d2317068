//! Error responses outside the contracts: problem details for HTTP (RFC 9457).

use poem::Response;
use poem::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use poem::http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

/// How long to wait before trying again when the service is not available, in seconds.
pub const RETRY_UNAVAILABLE: &str = "5";

/// A problem document with nothing but the status.
pub fn problem(status: StatusCode) -> Response {
    response(
        status,
        json!({ "type": "about:blank", "title": title(status), "status": status.as_u16() }),
    )
}

/// A problem document with a sentence for people.
pub fn problem_because(status: StatusCode, detail: &str) -> Response {
    let (title, number) = (title(status), status.as_u16());
    response(
        status,
        json!({ "type": "about:blank", "title": title, "status": number, "detail": detail }),
    )
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or_default()
}

fn response(status: StatusCode, body: Value) -> Response {
    Response::builder()
        .status(status)
        .header(CONTENT_TYPE, "application/problem+json")
        .header(CACHE_CONTROL, "no-store")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(body.to_string())
}

/// 405, with the methods that the path has.
pub fn method_not_allowed(allow: &str) -> Response {
    with(problem(StatusCode::METHOD_NOT_ALLOWED), ALLOW, allow)
}

/// 503: the same request may succeed a little later.
pub fn unavailable() -> Response {
    with(problem(StatusCode::SERVICE_UNAVAILABLE), RETRY_AFTER, RETRY_UNAVAILABLE)
}

fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
