//! Readiness, and deleting expired sessions.

use std::time::Duration;

use super::AuthService;
use super::error::{Cause, ServiceError};
use crate::store::SchemaState;

/// How long an expired session is kept: the clocks of two nodes may differ.
const KEPT_AFTER_END: Duration = Duration::from_secs(60 * 60);
/// How many sessions are deleted at a time, so that no login waits long for the lock.
const BATCH: u64 = 500;

impl AuthService {
    /// Whether requests can be answered: the database is there, its schema current, its clock close to ours, and there is a
    /// signing key.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] or [`ServiceError::Internal`] say what is missing.
    pub async fn check_readiness(&self) -> Result<(), ServiceError> {
        if !self.store.schema_is_current().await? {
            return Err(ServiceError::Unavailable(Cause::SchemaOutdated));
        }
        if self.store.signing_keys().await?.is_empty() {
            return Err(ServiceError::Unavailable(Cause::NoSigningKey));
        }
        self.check_clock_offset()
    }

    /// How the database's schema relates to what this version needs.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn schema_state(&self) -> Result<SchemaState, ServiceError> {
        Ok(self.store.schema_state().await?)
    }

    /// How many accounts have no password.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn count_without_password(&self) -> Result<u64, ServiceError> {
        Ok(self.store.count_without_password().await?)
    }

    /// Deletes a batch of sessions whose end is past. Returns whether there may be more.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn sweep_sessions(&self) -> Result<bool, ServiceError> {
        let before = self.clock.now().minus(KEPT_AFTER_END);
        Ok(self.store.delete_expired_sessions(before, BATCH).await? == BATCH)
    }
}
