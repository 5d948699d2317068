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

/// The names of both pages.
pub const PAGES: [&str; 2] = [LIVEZ, READYZ];
const LIVEZ: &str = "livez";
const READYZ: &str = "readyz";

/// Both pages.
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/livez", LIVEZ, livez),
        Route::get("/readyz", READYZ, readyz),
    ]
}

/// That the process runs.
#[handler]
pub async fn livez() -> Response {
    healthy("ok")
}

/// Whether it can do its work.
#[handler]
pub async fn readyz(auth: Data<&AuthService>) -> Response {
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
