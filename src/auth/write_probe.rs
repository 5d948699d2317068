//! Whether the database takes writes. A full disk, a standby and a read-only file answer reads all the same, so only a
//! write that was committed shows it.

use std::time::Duration;

use tokio::time::timeout;

use super::AuthService;
use super::error::{Cause, ServiceError};

/// How long a write may take.
const PATIENCE: Duration = Duration::from_secs(2);

impl AuthService {
    /// Commits a write, unless somebody has done so within the last two seconds.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`].
    pub async fn check_writes(&self) -> Result<(), ServiceError> {
        let outcome = self.last_probe.or(async || self.probe_write().await).await;
        outcome.map_err(|cause| ServiceError::Unavailable(Cause::NoWrites(cause)))
    }

    async fn probe_write(&self) -> Result<(), Cause> {
        match timeout(PATIENCE, self.store.probe_write(self.clock.now())).await {
            Ok(written) => Ok(written?),
            Err(_) => Err(Cause::NoAnswer),
        }
    }
}
