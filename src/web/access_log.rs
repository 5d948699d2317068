//! The access log: one line a request, with its operation, status and duration, and its metrics. Health checks have no
//! line: they come every few seconds, and one that fails says so in a line of its own. The log never shows the path, the query, a
//! header or an address, because each of them can hold a secret or personal data. The request's id comes from the span.

use std::time::Duration;

use poem::http::Method;
use poem::{Request, Response};
use tokio::time::Instant;

use super::dispatch::Matched;
use super::health;
use super::route_metrics::RouteMetrics;
use crate::traces::method;

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
    pub fn end(self, response: &Response, metrics: &RouteMetrics) {
        let duration = self.started.elapsed();
        let matched = response.data::<Matched>();
        metrics.count(matched, response, duration);
        if matched.is_some_and(is_health_check) {
            return;
        }
        tracing::info!(
            contract = matched.and_then(|matched| matched.contract),
            operation = matched.and_then(|matched| matched.operation_id.as_deref()),
            method = self.method,
            status = response.status().as_u16(),
            duration_ms = millis(duration),
            "answered"
        );
    }
}

fn is_health_check(matched: &Matched) -> bool {
    let page = matched.operation_id.as_deref().filter(|_| matched.contract.is_none());
    page.is_some_and(|page| health::PAGES.contains(&page))
}

/// Milliseconds, to the microsecond.
fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

/// A method is any word that a client makes up; only those that have a meaning are logged.
fn known(sent: &Method) -> &'static str {
    match method(sent) {
        "_OTHER" => "OTHER",
        known => known,
    }
}
