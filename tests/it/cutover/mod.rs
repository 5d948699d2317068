//! Taking a contract over from an old backend.

mod counts;
mod legacy_tokens;
mod migrate;
pub mod old_backend;
mod proxy;
mod recheck;
mod report;
mod retirement;
mod setting;
mod shadow;
mod tls;

use std::time::Duration;

use latchkey::model::CutoverMode;
use poem::http::StatusCode;

use crate::support::TestApp;
use old_backend::OldBackend;

/// The contract that is taken over.
const CONTRACT: &str = "staff";
/// Its login.
const LOGIN: &str = "/api/v1/auth/login";
/// How long a node believes what it has read.
const FOLLOWED: Duration = Duration::from_secs(1);

/// A configuration with this old backend and further keys of its table.
fn upstream(old: &OldBackend, keys: &str) -> String {
    // A busy machine is no old backend that is late.
    let timeout = if keys.contains("timeout") {
        ""
    } else {
        "timeout = \"30s\"\n"
    };
    format!(
        "[contracts.{CONTRACT}.upstream]\nurl = \"{}\"\n{timeout}{keys}\n",
        old.url()
    )
}

/// A server that takes the contract `staff` over from an old backend that knows nobody.
pub async fn taking_over_staff(mode: CutoverMode) -> (TestApp, OldBackend) {
    let old = OldBackend::start(|_| StatusCode::UNAUTHORIZED).await;
    let app = taking_over(&old, &format!("mode = \"{mode}\"")).await;
    (app, old)
}

/// A server that takes the contract over from this old backend.
async fn taking_over(old: &OldBackend, keys: &str) -> TestApp {
    TestApp::with(&upstream(old, keys)).await
}
