//! The icon of our pages. Browsers ask for `/favicon.ico` by themselves.

use poem::{Request, Response, handler};

use crate::http::etag;
use crate::routing::Route;

const ICON: &str = include_str!("favicon.svg");

/// The icon, under both names.
pub fn routes() -> Vec<Route> {
    ["/favicon.svg", "/favicon.ico"]
        .map(|path| Route::get(path, "favicon", favicon))
        .into()
}

#[handler]
fn favicon(request: &Request) -> Response {
    let tag = etag::entity_tag(ICON.as_bytes());
    etag::response(request, &tag, "image/svg+xml", ICON)
}
