//! How many tokens of old backends are still good, and forgetting those that have expired.

use std::time::Duration;

use crate::auth::AuthService;
use crate::auth::error::ServiceError;
use crate::model::Timestamp;

/// How long an expired token is remembered: the clocks of two nodes may differ.
const KEPT_AFTER_END: Duration = Duration::from_secs(60 * 60);
/// How many are forgotten at a time, so that no login waits long for the lock.
const BATCH: u64 = 100;

impl AuthService {
    /// How many tokens of the old backend of this contract were seen that are still good, and when the last of them
    /// expires. Those that were exchanged for one of ours are not among them.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn legacy_tokens_alive(&self, contract: &str) -> Result<(u64, Option<Timestamp>), ServiceError> {
        Ok(self.store.legacy_tokens_alive(contract, self.clock.now()).await?)
    }

    /// Forgets a batch of tokens that have expired. Returns whether there may be more.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn sweep_legacy_tokens(&self) -> Result<bool, ServiceError> {
        let before = self.clock.now().minus(KEPT_AFTER_END);
        Ok(self.store.delete_expired_legacy_tokens(before, BATCH).await? == BATCH)
    }
}
