//! One line a request: who answered, what came of it, how long it took. Never the path, the query, a header or an
//! address: any of them can hold a secret or tell who somebody is. The request's id comes from the span around.

use std::sync::Arc;

use poem::http::Method;
use poem::{Endpoint, Request, Response, Result};
use tokio::time::Instant;

use super::dispatch::Matched;

/// Logs the request when it is answered.
///
/// # Errors
/// None; the signature is that of a layer.
pub async fn log(next: Arc<impl Endpoint>, request: Request) -> Result<Response> {
    let method = known(request.method());
    let started = Instant::now();
    let response = next.get_response(request).await;
    let matched = response.data::<Matched>().cloned().unwrap_or_default();
    tracing::info!(
        contract = matched.contract,
        operation = matched.operation_id.as_deref(),
        method,
        status = response.status().as_u16(),
        duration_ms = millis(started),
        "answered"
    );
    Ok(response)
}

/// Milliseconds since then, to the microsecond.
fn millis(since: Instant) -> f64 {
    (since.elapsed().as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

/// A method is any word that a client makes up; only those that have a meaning are logged.
fn known(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = [
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT",
    ];
    KNOWN
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("OTHER")
}
