//! What became of the write that was tried last.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::error::Cause;

/// How long an outcome counts.
const KEPT: Duration = Duration::from_secs(2);

/// What a probe found.
pub type Outcome = Result<(), Arc<Cause>>;

/// The outcome of the last probe. All who ask within two seconds share it, and wait for the same one.
#[derive(Default)]
pub struct LastProbe(Mutex<Option<(Instant, Outcome)>>);

impl LastProbe {
    /// The last outcome if it still counts, or that of another probe.
    pub async fn or(&self, probe: impl AsyncFnOnce() -> Result<(), Cause>) -> Outcome {
        let mut last = self.0.lock().await;
        if let Some((at, outcome)) = &*last
            && at.elapsed() < KEPT
        {
            return outcome.clone();
        }
        let outcome = probe().await.map_err(Arc::new);
        *last = Some((Instant::now(), outcome.clone()));
        outcome
    }
}
