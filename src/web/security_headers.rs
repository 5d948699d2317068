//! Security headers. They are added as the last step, so that every page, contract and error has them. A response that
//! sets its own (the portal, the documents) keeps it.
//!
//! Two responses come from the HTTP library before there is a request: a bare 400 to what is not HTTP, and a bare 431 to
//! more than 100 header fields. They have no body, so they need no such headers.

use poem::http::HeaderMap;
use poem::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, SERVER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

/// The headers of every response.
const ALWAYS: [(HeaderName, &str); 5] = [
    // Most answers are JSON: should a browser show one as a page, nothing in it may be loaded, run or framed.
    (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // What frame-ancestors says, for browsers that are too old for it.
    (X_FRAME_OPTIONS, "DENY"),
    // Nearly every answer depends on a credential; one that does not says so itself.
    (CACHE_CONTROL, "no-store"),
];

/// For a year, come by https only (RFC 6797). Other hosts below this one are not ours to speak for.
const HTTPS_ONLY: &str = "max-age=31536000";

/// Adds what is missing. A browser ignores the word about https where it came by plain http, so it is only said where
/// clients are known to come by https.
pub fn add(https: bool, headers: &mut HeaderMap) {
    // At once, not one by one; the request's name comes too.
    headers.reserve(ALWAYS.len() + 1);
    for (name, value) in ALWAYS {
        add_missing(headers, name, value);
    }
    if https {
        add_missing(headers, STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    // Which program this is, and of which version, helps nobody but an attacker.
    headers.remove(SERVER);
}

fn add_missing(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
