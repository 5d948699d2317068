//! Counting what happens to contracts that are taken over.
//!
//! **To count something:** its variant in [`CutoverCount`], and a call of [`AuthService::count_cutover`] where it happens.

use std::time::Duration;

use crate::auth::AuthService;
use crate::auth::error::ServiceError;
use crate::model::{CutoverCount, error_chain};

/// How long counts are kept.
const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

impl AuthService {
    /// Counts that something happened to a contract. This waits for nothing; the count is in the database within seconds.
    /// One of a contract without an old backend is not kept.
    pub fn count_cutover(&self, contract: &'static str, what: CutoverCount) {
        if self.cutover_counts.add(contract, what, 1) {
            self.metrics.cutover_events.count(contract, what.as_str());
        }
    }

    /// Writes what was counted since the last time.
    ///
    /// # Errors
    /// [`ServiceError`]. The counts are then written the next time.
    pub async fn flush_cutover_counts(&self) -> Result<(), ServiceError> {
        let taken = self.cutover_counts.take();
        let written = self.store.add_cutover_counts(&taken, self.clock.now()).await;
        if written.is_err() {
            for one in taken {
                let _ = self.cutover_counts.add(one.contract, one.what, one.count);
            }
        }
        Ok(written?)
    }

    /// Deletes the counts that are older than 90 days. Returns whether there is more to delete.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn sweep_cutover_counts(&self) -> Result<bool, ServiceError> {
        self.store.delete_cutover_counts(self.clock.now().minus(KEPT)).await?;
        Ok(false)
    }

    /// Writes what was counted since the last time, at the end of the process. What cannot be written is lost.
    pub async fn write_last_counts(&self) {
        if let Err(error) = self.flush_cutover_counts().await {
            let error = error_chain(&error);
            tracing::warn!(
                error,
                "the last counts of contracts that are taken over were not written"
            );
        }
    }
}
