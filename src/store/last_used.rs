//! When sessions and API keys were last used, written behind.

use std::mem;
use std::time::Duration;

use super::error::StoreError;
use super::handle::Store;
use super::write_behind::{LastUse, UsedRow};
use crate::model::error_chain;

/// How long a use stays in memory before it is written.
const WITHIN: Duration = Duration::from_secs(1);
/// How many uses one transaction writes, so that a logout does not wait for all of them.
const BATCH: usize = 50;

impl Store {
    /// Notes a use, to be written within a second.
    pub(super) fn note(&self, what: UsedRow, new: LastUse) {
        if self.write_behind.note(what, new) {
            let store = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(WITHIN).await;
                if let Err(error) = store.flush().await {
                    let error = error_chain(&error);
                    tracing::warn!(error, "the use of sessions and API keys was not noted");
                }
            });
        }
    }

    /// Writes what was noted and is not written yet. Once this returns, all that was noted before is there, and whatever
    /// was committed before is known to be ours.
    ///
    /// # Errors
    /// As every query. What could not be written is forgotten.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let _alone = self.write_behind.writing.lock().await;
        let noted: Vec<_> = mem::take(&mut *self.write_behind.lock()).into_iter().collect();
        for some in noted.chunks(BATCH) {
            let transaction = self.begin().await?;
            for (what, used) in some {
                transaction.execute(&used.statement(*what)).await?;
            }
            transaction.commit().await?;
        }
        self.writer.finish().await;
        Ok(())
    }
}
