//! What was in the database, as it was counted last.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::cutover::CutoverReport;
use crate::metrics::LiveSessions;
use crate::model::Timestamp;

/// How often one is taken, or tried to. It is taken by scans of whole tables.
const EVERY: Duration = Duration::from_secs(60);

/// What is in the database.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// When it was taken.
    pub taken_at: Timestamp,
    /// How many sessions are neither ended nor expired, by contract.
    pub sessions: Vec<LiveSessions>,
    /// Where contracts are that have an old backend, or had one.
    pub cutovers: Vec<CutoverReport>,
}

/// The last snapshot. All who ask within a minute share it, and wait for the same one.
#[derive(Default)]
pub struct LastSnapshot(Mutex<Last>);

#[derive(Default)]
struct Last {
    tried_at: Option<Timestamp>,
    snapshot: Option<Arc<Snapshot>>,
}

impl LastSnapshot {
    /// Another snapshot, if the last one is due to be replaced and this one could be taken; otherwise the last one.
    pub async fn or(&self, now: Timestamp, take: impl AsyncFnOnce() -> Option<Snapshot>) -> Option<Arc<Snapshot>> {
        let mut last = self.0.lock().await;
        let is_due = last
            .tried_at
            .is_none_or(|tried| now >= tried.plus(EVERY) || now < tried);
        if is_due {
            last.tried_at = Some(now);
            last.snapshot = take().await.map(Arc::new).or(last.snapshot.take());
        }
        last.snapshot.clone()
    }
}
