//! The stylesheet.

use std::sync::LazyLock;

use poem::http::header::{CACHE_CONTROL, HeaderValue};
use poem::{Request, Response, handler};

use crate::routing::Route;
use crate::web::etag;

/// Where it is.
const PATH: &str = "/style.css";
const STYLE: &str = include_str!("style.css");
/// Names this version of it.
static VERSION: LazyLock<String> = LazyLock::new(|| format!("v={}", etag::digest(STYLE.as_bytes())));

/// What pages link to: the version is part of the address, so that browsers keep each one for good.
pub fn url() -> String {
    format!("{PATH}?{}", *VERSION)
}

/// Serves it.
pub fn route() -> Route {
    Route::get(PATH, "style", style)
}

#[handler]
fn style(request: &Request) -> Response {
    let tag = etag::entity_tag(STYLE.as_bytes());
    let mut response = etag::response(request, &tag, "text/css; charset=utf-8", STYLE);
    // Only under its own address: while nodes are being upgraded, one may be asked for the version of another.
    if request.uri().query() == Some(VERSION.as_str()) {
        let for_good = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(CACHE_CONTROL, for_good);
    }
    response
}
