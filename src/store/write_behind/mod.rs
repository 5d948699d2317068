//! Write-behind: when sessions and API keys were last used is queued in memory and written in batches, so that no request
//! waits for it. A use that is lost, because the process ends or the database is away, is made up for by the next one.

pub(super) mod queue;

use std::time::Duration;

use super::error::StoreError;
use super::handle::Store;
use crate::model::error_chain;
use queue::{LastUse, UsedRow};

/// How long a use waits in the queue.
const DELAY: Duration = Duration::from_secs(1);
/// How many uses one transaction writes, so that other writers do not wait for all of them.
const BATCH: usize = 50;

impl Store {
    /// Queues a use, to be written within a second.
    pub(super) fn note(&self, what: UsedRow, new: LastUse) {
        if self.write_behind.push(what, new) {
            let store = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(DELAY).await;
                if let Err(error) = store.flush().await {
                    let error = error_chain(&error);
                    tracing::warn!(error, "the use of sessions and API keys was not noted");
                }
            });
        }
    }

    /// Writes what is queued. Once this returns, every use that was queued before is in the database, and the cache knows
    /// of every commit that began before.
    ///
    /// # Errors
    /// As every query. What could not be written is dropped.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let _flushing = self.write_behind.flushing.lock().await;
        for batch in self.write_behind.take().chunks(BATCH) {
            let transaction = self.begin().await?;
            for (what, used) in batch {
                transaction.execute(&used.statement(*what)).await?;
            }
            transaction.commit().await?;
        }
        self.writer.finish().await;
        Ok(())
    }
}
