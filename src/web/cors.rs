//! Cross-origin requests: which web pages of other sites may call the contracts (the Fetch standard, section 3.2). None, unless the operator
//! has named them.
//!
//! An origin is allowed when it is one of those named, byte for byte. All other requests get the same responses
//! without the headers that let a browser hand a response to the page. A request is never rejected because of its
//! `Origin`, which forms and apps send too. Credentials are never allowed, so a page needs a token of its own to use an
//! account. The portal's pages are not open to other sites.

use std::sync::Arc;

use poem::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN, VARY,
};
use poem::http::{Method, StatusCode};
use poem::{Request, Response};

/// The request headers that contracts read, beside those that every page may send.
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static("authorization, content-type, x-api-key, x-request-id");
/// The same on a demonstration server that answers with errors on request.
const DEMO_REQUEST_HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, x-api-key, x-request-id, x-demo-error");
/// The response headers that a page may read, beside those that every page may.
const RESPONSE_HEADERS: HeaderValue = HeaderValue::from_static("retry-after, www-authenticate, x-request-id");
/// How long a browser may cache the response to a preflight request, in seconds.
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

    /// Whether this is a preflight request.
    pub fn is_preflight(request: &Request) -> bool {
        *request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    }

    /// The response to a preflight request: these methods, and the headers that contracts read, here or on a
    /// demonstration server.
    pub fn preflight(allow: &str, demo: bool) -> Response {
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

    /// Lets the page at this origin read the response. `Vary` is on every response, allowed or not, so that a cache
    /// keeps them apart.
    pub fn mark(&self, origin: Option<HeaderValue>, response: &mut Response) {
        if self.0.is_empty() {
            return;
        }
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
        }
    }
}
