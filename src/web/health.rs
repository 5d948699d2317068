//! Health checks: `/livez` says that the process runs, `/readyz` that it can do its work.
//!
//! A failure of the first restarts the process, a failure of the second stops sending it requests. When the database is
//! unreachable, only the second must fail.

use poem::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use poem::web::Data;
use poem::{Response, handler};
use serde_json::json;

use super::failure;
use super::problem::unavailable;
use crate::auth::AuthService;
use crate::routing::Route;

/// Both pages.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/livez", "livez", livez),
        Route::get("/readyz", "readyz", readyz),
    ]
}

#[handler]
async fn livez() -> Response {
    healthy("ok")
}

#[handler]
async fn readyz(auth: Data<&AuthService>) -> Response {
    match auth.check_readiness().await {
        Ok(()) => healthy("ready"),
        Err(error) => {
            failure::log("not ready", &error);
            unavailable()
        }
    }
}

fn healthy(status: &str) -> Response {
    Response::builder()
        .header(CONTENT_TYPE, "application/json")
        .header(CACHE_CONTROL, "no-store")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(json!({ "status": status }).to_string())
}
