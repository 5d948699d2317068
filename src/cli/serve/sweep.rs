//! The background task that deletes sessions whose end is past.

use std::error::Error;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::identity::Identity;

/// How often it looks. Nothing depends on it: an expired session is refused whether it is deleted or not.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// How long it rests between two batches, so that logins come first.
const REST: Duration = Duration::from_millis(200);

/// Sweeps now and every ten minutes, until `stop` becomes true. Every node does so; two at once do no harm.
pub async fn sweep_until(identity: Identity, mut stop: watch::Receiver<bool>) {
    let sweeping = async {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            sweep(&identity).await;
        }
    };
    tokio::select! {
        _ = stop.wait_for(|stop| *stop) => {}
        () = sweeping => {}
    }
}

/// Deletes everything there is to delete. What fails now is tried again at the next round.
async fn sweep(identity: &Identity) {
    loop {
        match identity.sweep_sessions().await {
            Ok(true) => sleep(REST).await,
            Ok(false) => return,
            Err(error) => {
                tracing::warn!(error = &error as &dyn Error, "expired sessions were not deleted");
                return;
            }
        }
    }
}
