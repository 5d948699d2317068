//! Checks the head of a request: its size, and that it names one host. Bodies are limited where they are read.

use poem::http::header::{CONNECTION, HOST, HeaderValue};
use poem::http::uri::Authority;
use poem::http::{StatusCode, Version};
use poem::{Request, Response};

use super::problem::problem;

/// The most bytes that the target and all header fields may have together: names and values, without the line ends and
/// separators between them.
const MAX_HEAD: usize = 16 * 1024;

/// Answers 431 (RFC 6585 section 5) to a head that is too large, and 400 to one that does not name its host exactly once
/// (RFC 9112 section 3.2): a proxy in front might take another host for meant. HTTP/2 has `:authority` instead. Over
/// HTTP/1 the connection is closed after either: what follows such a head may not be what the client meant by it.
pub fn check_head(request: &Request) -> Option<Response> {
    if head_size(request) > MAX_HEAD {
        return Some(refusal(request, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
    }
    let mut hosts = request.headers().get_all(HOST).iter();
    let names_one_host = match (hosts.next(), hosts.next()) {
        (None, _) => request.version() != Version::HTTP_11,
        (Some(host), None) => is_host(host),
        (Some(_), Some(_)) => false,
    };
    (!names_one_host).then(|| refusal(request, StatusCode::BAD_REQUEST))
}

/// Whether this is a host, with or without a port, or nothing (RFC 9110 section 7.2).
fn is_host(value: &HeaderValue) -> bool {
    let authority = value.to_str().ok().map(str::parse::<Authority>);
    value.is_empty() || matches!(authority, Some(Ok(authority)) if !authority.as_str().contains('@'))
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
