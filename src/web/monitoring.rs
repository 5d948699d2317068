//! The endpoints for monitoring, on a separate address: `/metrics`, `/livez` and `/readyz`.
//!
//! Login clients cannot reach them, so they need no access log and no rate limits. Gauges are read at each scrape. Those
//! that need table scans come from a snapshot, which is renewed at most once a minute ([`AuthService::snapshot`]).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use poem::http::StatusCode;
use poem::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use poem::web::Data;
use poem::{Endpoint, EndpointExt, Request, Response, Route, get, handler};
use tokio::time::timeout;

use super::dispatch::response_of;
use super::health;
use super::problem::problem;
use crate::auth::{AuthService, CutoverReport};
use crate::metrics::{CutoverState, Format, Registry};
use crate::model::{CutoverMode, Timestamp};

/// How long a scrape waits for the database to count. Prometheus gives up after ten seconds.
const PATIENCE: Duration = Duration::from_secs(4);

/// How many lines of the log were dropped.
pub type DroppedLines = Arc<dyn Fn() -> usize + Send + Sync>;

/// What the monitoring endpoints need.
pub struct Watched {
    /// The account core.
    pub auth: AuthService,
    /// All metrics.
    pub registry: Registry,
    /// How many lines of the log were dropped.
    pub dropped_lines: DroppedLines,
    /// When the snapshot was taken that is shown.
    pub shown: Mutex<Option<Timestamp>>,
}

/// Makes the monitoring endpoints.
pub fn monitoring(watched: Watched) -> impl Endpoint<Output = Response> {
    let auth = watched.auth.clone();
    Route::new()
        .at("/livez", get(health::livez))
        .at("/readyz", get(health::readyz))
        .at("/metrics", get(metrics))
        .data(auth)
        .data(Arc::new(watched))
        .around(|next, request| async move { Ok(response_of(next.call(request).await)) })
}

#[handler]
async fn metrics(request: &Request, watched: Data<&Arc<Watched>>) -> Response {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    let format = Format::accepted(accept.unwrap_or_default());
    let Some(printed) = watched.scrape(format).await else {
        return problem(StatusCode::INTERNAL_SERVER_ERROR);
    };
    Response::builder()
        .header(CONTENT_TYPE, format.content_type())
        .header(CACHE_CONTROL, "no-store")
        .body(printed)
}

impl Watched {
    /// Reads the gauges, and prints everything.
    async fn scrape(&self, format: Format) -> Option<String> {
        let Self { auth, registry, .. } = self;
        registry.state.set_hashing(auth.hashing_load());
        registry.state.set_connections(auth.connection_counts());
        registry.state.set_dropped_lines((self.dropped_lines)());
        let (ready, snapshot) = tokio::join!(auth.check_readiness(), timeout(PATIENCE, auth.snapshot()));
        registry.state.set_ready(ready.is_ok());
        // Another scrape must not print while these are replaced.
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(Some(snapshot)) = snapshot
            && *shown != Some(snapshot.taken_at)
        {
            *shown = Some(snapshot.taken_at);
            registry
                .state
                .set_sessions(&snapshot.sessions, snapshot.taken_at.seconds());
            let cutovers: Vec<_> = snapshot.cutovers.iter().map(state_of).collect();
            registry.cutover.set(&cutovers);
        }
        registry.print(format)
    }
}

fn state_of(report: &CutoverReport) -> CutoverState {
    let accounts = &report.accounts;
    let mut differences: Vec<(String, u64)> = Vec::new();
    for one in &report.differences {
        match differences.iter_mut().find(|(kind, _)| *kind == one.kind) {
            Some((_, count)) => *count += one.count,
            None => differences.push((one.kind.clone(), one.count)),
        }
    }
    let is_current = |mode: CutoverMode| (mode.as_str(), mode == report.stored.cutover.mode);
    let obstacles = report.would_break.iter();
    CutoverState {
        contract: report.stored.contract.clone(),
        modes: CutoverMode::ALL.into_iter().map(is_current).collect(),
        accounts: [
            ("all", accounts.all),
            ("without_password", accounts.without_password),
            ("imported", accounts.imported),
            ("migrated", accounts.migrated),
            ("never_seen", accounts.never_seen),
        ],
        differences,
        obstacles: obstacles.map(|one| (one.code(), one.count())).collect(),
        legacy_tokens: report.legacy_tokens.count,
        last_legacy_token_ends: report.legacy_tokens.last_ends_at.map(|at| at.seconds()),
    }
}
