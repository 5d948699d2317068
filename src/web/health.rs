//! For whatever watches the server: `/livez` says that the process runs, `/readyz` that it can do its work.
//!
//! The first decides whether to restart the process, the second whether to send it requests; a database that is away
//! must lead to the second only.

use poem::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use poem::web::Data;
use poem::{Response, handler};
use serde_json::json;

use super::failure;
use super::problem::unavailable;
use super::route::Route;
use crate::auth::AuthService;

/// The two of them.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/livez", "livez", livez),
        Route::get("/readyz", "readyz", readyz),
    ]
}

#[handler]
async fn livez() -> Response {
    good("ok")
}

#[handler]
async fn readyz(auth: Data<&AuthService>) -> Response {
    match auth.check_readiness().await {
        Ok(()) => good("ready"),
        Err(error) => {
            failure::log("not ready", &error);
            unavailable()
        }
    }
}

fn good(status: &str) -> Response {
    Response::builder()
        .header(CONTENT_TYPE, "application/json")
        .header(CACHE_CONTROL, "no-store")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(json!({ "status": status }).to_string())
}
