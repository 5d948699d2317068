//! `/.well-known/jwks.json`: the public keys, for services that verify tokens by themselves (RFC 7517 section 5).
//!
//! The set is empty when tokens are signed with a secret. A new key is published before it signs, for longer than the
//! response may be cached; a service that meets an unknown `kid` should still fetch the set again.

use poem::web::Data;
use poem::{Request, Response, handler};
use serde_json::json;

use super::etag::{self, Caching};
use super::failure;
use super::problem::unavailable;
use crate::auth::{AuthService, PUBLISHED_FOR};
use crate::routing::Route;

/// The page.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/.well-known/jwks.json", "jwks", jwks)]
}

#[handler]
async fn jwks(request: &Request, auth: Data<&AuthService>) -> Response {
    match auth.public_keys().await {
        Ok(keys) => {
            let body = json!({ "keys": keys }).to_string();
            let tag = etag::entity_tag(body.as_bytes());
            etag::cached_response(
                request,
                &tag,
                Caching::For(PUBLISHED_FOR),
                "application/jwk-set+json",
                body,
            )
        }
        Err(error) => {
            failure::log("the public keys cannot be read", &error);
            unavailable()
        }
    }
}
