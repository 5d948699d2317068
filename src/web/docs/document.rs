//! `/openapi/<contract>.json`.

use std::sync::Arc;

use poem::Request;
use poem::endpoint::make_sync;

use crate::web::etag;
use crate::web::route::Route;

/// Serves one contract's document.
pub fn route(ident: &str, document: &str) -> Route {
    let tag = etag::entity_tag(document.as_bytes());
    let document: Arc<str> = document.into();
    let serve = move |request: Request| etag::answer(&request, &tag, "application/json", document.to_string());
    Route::get(super::url(ident), "openapi", make_sync(serve))
}
