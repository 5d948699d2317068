//! What is in the database, for metrics. It takes scans of tables, so one snapshot is good for a minute.

use std::sync::Arc;

use super::AuthService;
use super::error::ServiceError;
use super::last_snapshot::Snapshot;
use super::throttle::run_detached;
use crate::metrics::LiveSessions;
use crate::model::{Timestamp, error_chain};
use crate::store::Patience;

impl AuthService {
    /// A snapshot that is not older than a minute, or the last one that could be taken.
    pub async fn snapshot(&self) -> Option<Arc<Snapshot>> {
        let auth = self.clone();
        // A scraper gives up before a large database is counted. The next one finds it done.
        run_detached(async move { auth.snapshot_or_last().await }).await
    }

    async fn snapshot_or_last(&self) -> Option<Arc<Snapshot>> {
        let now = self.clock.now();
        let take = async || {
            // No client waits for it, so all statements together may take longer than a request.
            let taken = Patience::of(None).scope(self.take_snapshot(now)).await;
            let failed = |error: &ServiceError| {
                tracing::warn!(
                    error = error_chain(error),
                    "accounts and sessions cannot be counted for metrics"
                );
            };
            taken.inspect_err(failed).ok()
        };
        self.last_snapshot.or(now, take).await
    }

    async fn take_snapshot(&self, now: Timestamp) -> Result<Snapshot, ServiceError> {
        let mut cutovers = self.cutovers().await?;
        cutovers.retain(|one| {
            let configured = self.configured_cutover(&one.contract);
            one.cutover.mode.needs_old_backend() || configured.is_some_and(|configured| configured.has_old_backend)
        });
        let mut counted = self.store.count_open_sessions(now).await?;
        for contract in self.rules.contracts() {
            counted.entry(contract.to_owned()).or_default();
        }
        let sessions = counted
            .into_iter()
            .map(|(contract, count)| LiveSessions { contract, count });
        Ok(Snapshot {
            taken_at: now,
            sessions: sessions.collect(),
            cutovers: match cutovers.is_empty() {
                true => Vec::new(),
                false => self.report_on(cutovers).await?,
            },
        })
    }
}
