//! The access log: one line a request, with its operation, status and duration. It never shows the path, the query, a
//! header or an address, because each of them can hold a secret or personal data. The request's id comes from the span.

use poem::http::Method;
use poem::{Request, Response};
use tokio::time::Instant;

use super::dispatch::Matched;

/// The line of a request that is under way.
pub struct Entry {
    method: &'static str,
    started: Instant,
}

impl Entry {
    /// A request arrives.
    pub fn begin(request: &Request) -> Self {
        Self {
            method: known(request.method()),
            started: Instant::now(),
        }
    }

    /// Its response leaves.
    pub fn write(self, response: &Response) {
        let matched = response.data::<Matched>();
        tracing::info!(
            contract = matched.and_then(|matched| matched.contract),
            operation = matched.and_then(|matched| matched.operation_id.as_deref()),
            method = self.method,
            status = response.status().as_u16(),
            duration_ms = millis(self.started),
            "answered"
        );
    }
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
