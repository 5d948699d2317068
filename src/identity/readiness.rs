//! Getting ready, staying tidy.

use std::time::Duration;

use super::random::uuid;
use super::tokens::FIRST_ALGORITHM;
use super::{Error, Identity, Problem};
use crate::model::{Context, KeyId, SigningKey};

/// How long an expired session is kept: the clocks of two nodes may differ.
const KEPT_AFTER_END: Duration = Duration::from_secs(60 * 60);
/// How many sessions are deleted at a time, so that no login waits long for the lock.
const BATCH: u64 = 500;

impl Identity {
    /// Makes the first signing key, 256 random bits, unless there is one, and reads the keys.
    ///
    /// # Errors
    /// As every use case.
    pub async fn prepare_signing_keys(&self) -> Result<(), Error> {
        let mut secret = vec![0; 32];
        self.random.fill(&mut secret);
        let id = KeyId(uuid(self.random.as_ref()));
        let key = SigningKey::new(id, FIRST_ALGORITHM.to_owned(), secret, self.clock.now());
        if self.store.add_first_signing_key(&key, &Context::system()).await? {
            tracing::info!(key = %id, "made the first signing key");
        }
        self.keys.reload().await
    }

    /// Whether requests can be answered: the database is there, its schema current, and there is a signing key.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Internal`] say what is missing.
    pub async fn check_readiness(&self) -> Result<(), Error> {
        if !self.store.schema_is_current().await? {
            return Err(Error::Unavailable(Problem::SchemaBehind));
        }
        if self.store.signing_keys().await?.is_empty() {
            return Err(Error::Unavailable(Problem::NoSigningKey));
        }
        Ok(())
    }

    /// Deletes a batch of sessions whose end is past. Returns whether there may be more.
    ///
    /// # Errors
    /// As every use case.
    pub async fn sweep_sessions(&self) -> Result<bool, Error> {
        let before = self.clock.now().minus(KEPT_AFTER_END);
        Ok(self.store.delete_expired_sessions(before, BATCH).await? == BATCH)
    }
}
