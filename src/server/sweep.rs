//! The background task that deletes what nobody needs any more.
//!
//! To add something: its line in [`Sweep`] and in [`Sweep::ALL`], and a use case that deletes one batch of it.

use std::error::Error;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::auth::{self, AuthService};

/// How often it looks. Nothing depends on it: what is past its time counts for nothing, whether it is deleted or not.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// How long it rests between two batches, so that logins come first.
const REST: Duration = Duration::from_millis(200);

/// What there is to delete.
#[derive(Debug, Clone, Copy)]
enum Sweep {
    /// Sessions whose end is past.
    Sessions,
    /// Counters of failed logins that no decision depends on any more.
    Attempts,
    /// Events that have been kept for as long as they are to be.
    AuditEvents,
}

impl Sweep {
    const ALL: [Self; 3] = [Self::Sessions, Self::Attempts, Self::AuditEvents];

    /// Deletes a batch. Returns whether there may be more.
    async fn batch(self, auth: &AuthService) -> Result<bool, auth::Error> {
        match self {
            Self::Sessions => auth.sweep_sessions().await,
            Self::Attempts => auth.sweep_attempts().await,
            Self::AuditEvents => auth.sweep_audit().await,
        }
    }

    /// Deletes everything there is to delete. What fails now is tried again at the next round.
    async fn run(self, auth: &AuthService) {
        loop {
            match self.batch(auth).await {
                Ok(true) => sleep(REST).await,
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(error = &error as &dyn Error, what = ?self, "what is past its time was not deleted");
                    return;
                }
            }
        }
    }
}

/// Sweeps now and every ten minutes, until `stop` becomes true. Every node does so; two at once do no harm.
pub async fn sweep_until(auth: AuthService, mut stop: watch::Receiver<bool>) {
    let sweeping = async {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            for sweep in Sweep::ALL {
                sweep.run(&auth).await;
            }
        }
    };
    tokio::select! {
        _ = stop.wait_for(|stop| *stop) => {}
        () = sweeping => {}
    }
}
