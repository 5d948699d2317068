//! Checks the head of a request: its size, and that it names one host. Bodies are limited where they are read.

use poem::http::header::{CONNECTION, HOST, HeaderValue};
use poem::http::uri::Authority;
use poem::http::{HeaderMap, StatusCode, Uri, Version};
use poem::{Request, Response};

use super::problem::problem;

/// The most bytes that the target and all header fields may have together: names and values, without the line ends and
/// separators between them.
const MAX_HEAD: usize = 16 * 1024;
/// The most header fields. The HTTP library has the same limit for HTTP/1, and none for HTTP/2.
const MAX_FIELDS: usize = 100;

/// Answers 431 (RFC 6585 section 5) to a head that is too large, and 400 to one that does not name exactly one host (RFC
/// 9112 section 3.2, RFC 9113 section 8.3.1): a proxy in front might take another host for meant. Over HTTP/1 the
/// connection is closed after either: what follows such a head may not be what the client meant by it.
pub fn check_head(request: &Request) -> Option<Response> {
    let headers = request.headers();
    if head_size(request) > MAX_HEAD || headers.len() > MAX_FIELDS {
        return Some(refusal(request, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
    }
    let names_one_host = has_one_host(headers, request.version()) && is_target_there(request.uri(), headers);
    (!names_one_host).then(|| refusal(request, StatusCode::BAD_REQUEST))
}

/// Whether there is one `Host`. HTTP/2 has `:authority` instead, and may have both.
fn has_one_host(headers: &HeaderMap, version: Version) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version != Version::HTTP_11,
        (Some(host), None) => is_host(host),
        (Some(_), Some(_)) => false,
    }
}

/// Whether this is a host, with or without a port, or nothing (RFC 9110 section 7.2).
fn is_host(value: &HeaderValue) -> bool {
    value.is_empty() || authority(value).is_some_and(|authority| !has_user(&authority))
}

fn authority(value: &HeaderValue) -> Option<Authority> {
    value.to_str().ok()?.parse().ok()
}

/// Whether somebody is named before the host, as in `user@host`.
fn has_user(authority: &Authority) -> bool {
    authority.as_str().contains('@')
}

/// Whether a target that names a host, as in `:authority` or `GET http://host/`, names that of `Host`.
fn is_target_there(target: &Uri, headers: &HeaderMap) -> bool {
    let Some(named) = target.authority() else { return true };
    if has_user(named) {
        return false;
    }
    let Some(host) = headers.get(HOST) else { return true };
    let usual_port = match target.scheme_str() {
        Some("http") => "80",
        Some("https") => "443",
        _ => "",
    };
    authority(host).is_some_and(|host| are_same(named, &host, usual_port))
}

/// Whether these are one host and port, as far as that does not depend on how they are written (RFC 3986 section 6.2).
fn are_same(one: &Authority, two: &Authority, usual_port: &str) -> bool {
    let port = |authority| {
        port_of(authority)
            .filter(|port| *port != usual_port)
            .unwrap_or_default()
    };
    one.host().eq_ignore_ascii_case(two.host()) && port(one) == port(two)
}

/// The port of a host without a user, as it is written.
fn port_of(authority: &Authority) -> Option<&str> {
    authority.as_str().strip_prefix(authority.host())?.strip_prefix(':')
}

fn refusal(request: &Request, status: StatusCode) -> Response {
    let mut response = problem(status);
    if request.version() <= Version::HTTP_11 {
        response
            .headers_mut()
            .insert(CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn head_size(request: &Request) -> usize {
    let uri = request.uri();
    let authority = uri.authority().map_or(0, |authority| authority.as_str().len());
    let target = authority + uri.path().len() + uri.query().map_or(0, str::len);
    let fields = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len());
    target + fields.sum::<usize>()
}
