//! Cross-origin requests: which web pages of other sites may call the contracts (the Fetch standard, section 3.2). None,
//! unless the operator has named them.
//!
//! An origin is allowed when it is one of those named, byte for byte, or has one label where a name has `*`. All other
//! requests get the same responses without the headers that let a browser hand a response to the page. A request is
//! never rejected because of its `Origin`, which forms and apps send too. Credentials are never allowed, so a page needs
//! a token of its own to use an account. The portal's pages are not open to other sites.
//!
//! An allowed page may send any header but those that a proxy trusts: what names an address or another method.

use std::sync::Arc;

use poem::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderName, HeaderValue, ORIGIN, VARY,
};
use poem::http::{Method, StatusCode};
use poem::{Request, Response};

/// The request headers that a page may send when it does not ask for any.
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static("authorization, content-type, x-api-key, x-request-id");
/// What the names of headers begin with that no page may send.
const FORBIDDEN: [&str; 7] = [
    "forwarded",
    "x-forwarded-",
    "x-real-ip",
    "x-client-ip",
    "x-http-method",
    "x-method-override",
    "x-original-",
];
/// The response headers that a page may read, beside those that every page may.
const RESPONSE_HEADERS: HeaderValue = HeaderValue::from_static("retry-after, www-authenticate, x-request-id");
/// How long a browser may cache the response to a preflight request, in seconds.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// The names of the origins that are allowed.
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
            .any(|known| is_meant(known, only.as_bytes()))
            .then(|| only.clone())
    }

    /// Whether this is a preflight request.
    pub fn is_preflight(request: &Request) -> bool {
        *request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
    }

    /// The response to a preflight request: these methods, and the headers that it asks for, but for the forbidden ones.
    pub fn preflight(request: &Request, allow: &str) -> Response {
        let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
        let headers = response.headers_mut();
        if let Ok(methods) = HeaderValue::from_str(allow) {
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        }
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed_headers(request));
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

/// Whether a name stands for an origin. A `*` stands for one label: letters, digits and hyphens.
fn is_meant(name: &str, origin: &[u8]) -> bool {
    let Some((before, after)) = name.split_once('*') else {
        return name.as_bytes() == origin;
    };
    let label = origin
        .strip_prefix(before.as_bytes())
        .and_then(|rest| rest.strip_suffix(after.as_bytes()));
    label.is_some_and(|label| {
        !label.is_empty() && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    })
}

fn allowed_headers(request: &Request) -> HeaderValue {
    let asked = request.headers().get(ACCESS_CONTROL_REQUEST_HEADERS);
    let Some(asked) = asked.and_then(|list| list.to_str().ok()) else {
        return REQUEST_HEADERS;
    };
    let names = asked.split(',').map(str::trim).filter(|name| is_allowed(name));
    let allowed = names.collect::<Vec<_>>().join(", ");
    HeaderValue::from_str(&allowed).unwrap_or(REQUEST_HEADERS)
}

/// Whether a page may send a header of this name. What is no name is none.
fn is_allowed(name: &str) -> bool {
    let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
        return false;
    };
    // Names are in lower case.
    !FORBIDDEN.iter().any(|forbidden| name.as_str().starts_with(forbidden))
}
