//! Readiness, whether the hashing threads go on, and deleting expired sessions.

use std::time::Duration;

use tokio::time::timeout;

use super::AuthService;
use super::error::{Cause, ServiceError};
use super::passwords::HashingProgress;
use crate::store::SchemaState;

/// How long a check of readiness may take: a little longer than a write.
const PATIENCE: Duration = Duration::from_millis(2_500);
/// How long an expired session is kept: the clocks of two nodes may differ.
const KEPT_AFTER_END: Duration = Duration::from_secs(60 * 60);
/// How many sessions are deleted at a time, so that no login waits long for the lock.
const BATCH: u64 = 100;

impl AuthService {
    /// Whether requests can be answered: the database takes writes, its schema is current, its clock close to ours, and
    /// there is a signing key. Takes a little more than two seconds at most.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] or [`ServiceError::Internal`] say what is missing.
    pub async fn check_readiness(&self) -> Result<(), ServiceError> {
        let checked = timeout(PATIENCE, self.check_database()).await;
        checked.unwrap_or(Err(ServiceError::Unavailable(Cause::NoAnswer)))?;
        self.check_clock_offset()
    }

    async fn check_database(&self) -> Result<(), ServiceError> {
        if !self.store.schema_is_current().await? {
            return Err(ServiceError::Unavailable(Cause::SchemaOutdated));
        }
        if self.store.signing_keys().await?.is_empty() {
            return Err(ServiceError::Unavailable(Cause::NoSigningKey));
        }
        self.check_writes().await
    }

    /// How far the hashing threads are with their work.
    pub fn hashing_progress(&self) -> HashingProgress {
        self.passwords.progress()
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
