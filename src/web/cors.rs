//! Which web pages of other sites may call the contracts (the Fetch standard, section 3.2). None, unless the operator
//! has named them.
//!
//! An origin is allowed when it is one of those named, byte for byte. Everybody else is answered as ever, without the
//! headers that would let a browser hand the answer to the page: this protects readers of answers, and refusing a
//! request because of its `Origin` would also refuse forms and apps. That a page may send the cookie is never said, so
//! a page gets at an account with a token that it holds itself, or not at all. The portal is no contract.

use std::sync::Arc;

use poem::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN, VARY,
};
use poem::http::{Method, StatusCode};
use poem::{Request, Response};

/// What contracts read of a request, beside what every page may send.
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static("authorization, content-type, x-api-key, x-request-id");
/// The same on a demonstration server that answers with errors on request.
const DEMO_REQUEST_HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, x-api-key, x-request-id, x-demo-error");
/// What a page may read of an answer, beside what every page may.
const ANSWER_HEADERS: HeaderValue = HeaderValue::from_static("retry-after, www-authenticate, x-request-id");
/// For how long a browser may remember the answer to its question, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// The origins that are allowed.
#[derive(Debug, Clone)]
pub struct Cors(pub Arc<[String]>);

impl Cors {
    /// The origin of the page that a request comes from, if that is one of those allowed.
    pub fn allowed(&self, request: &Request) -> Option<HeaderValue> {
        let mut sent = request.headers().get_all(ORIGIN).iter();
        let (only, None) = (sent.next()?, sent.next()) else {
            return None;
        };
        self.0
            .iter()
            .any(|known| known.as_bytes() == only.as_bytes())
            .then(|| only.clone())
    }

    /// Whether a browser asks what it may send, before it sends it.
    pub fn asks(request: &Request) -> bool {
        *request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    }

    /// The answer to that question: these methods, and the headers that contracts read, here or on a demonstration
    /// server.
    pub fn permission(allow: &str, demo: bool) -> Response {
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        let headers = response.headers_mut();
        if let Ok(methods) = HeaderValue::from_str(allow) {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        }
        let names = if demo { DEMO_REQUEST_HEADERS } else { REQUEST_HEADERS };
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, names);
        headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        response
    }

    /// Lets the page at this origin read the answer. Every answer says that it may differ by origin, also one to
    /// somebody who is not allowed: a cache must not hand it to somebody who is.
    pub fn mark(&self, origin: Option<HeaderValue>, response: &mut Response) {
        if self.0.is_empty() {
            return;
        }
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
        }
    }
}
