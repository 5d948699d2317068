//! `/openapi/<contract>.json`.

use bytes::Bytes;
use poem::Request;
use poem::endpoint::make_sync;

use crate::routing::Route;
use crate::web::etag;

/// Serves one contract's document.
pub fn route(ident: &str, document: &str) -> Route {
    let tag = etag::entity_tag(document.as_bytes());
    // Shared by all answers: one that a client is slow to take keeps no copy.
    let document = Bytes::copy_from_slice(document.as_bytes());
    let serve = move |request: Request| etag::response(&request, &tag, "application/json", document.clone());
    Route::get(url(ident), "openapi", make_sync(serve))
}

/// The path of a contract's document.
pub fn url(ident: &str) -> String {
    format!("/openapi/{ident}.json")
}
