//! What this node knows of the cutovers.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::model::{Cutover, error_chain};
use crate::store::{StoreError, StoredCutover};

/// How long it is believed.
const KEPT: Duration = Duration::from_secs(1);

/// What was read last, and when that was tried. All who ask meanwhile wait for the same read.
#[derive(Default)]
pub struct Followed(Mutex<(Option<Instant>, Vec<StoredCutover>)>);

impl Followed {
    /// How far a contract is.
    pub async fn of(
        &self,
        contract: &str,
        read: impl AsyncFnOnce() -> Result<Vec<StoredCutover>, StoreError>,
    ) -> Cutover {
        let mut known = self.0.lock().await;
        if known.0.is_none_or(|at| at.elapsed() >= KEPT) {
            match read().await {
                Ok(read) => known.1 = read,
                Err(error) => tracing::warn!(error = error_chain(&error), "how far contracts are was not read"),
            }
            known.0 = Some(Instant::now());
        }
        let of_contract = known.1.iter().find(|one| one.contract == contract);
        of_contract.map(|one| one.cutover.clone()).unwrap_or_default()
    }

    /// Makes the next one who asks read again.
    pub async fn forget(&self) {
        self.0.lock().await.0 = None;
    }
}
