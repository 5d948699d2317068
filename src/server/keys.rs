//! The background task that keeps the signing keys as they should be: it learns of new ones, makes the next one when it
//! is time, and deletes those whose last token has ended.

use std::error::Error;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::auth::{AuthService, LOOK_EVERY};

/// Looks now and every half minute, until `stop` becomes true. What fails is tried again at the next round.
pub async fn keep_until(auth: AuthService, mut stop: watch::Receiver<bool>) {
    let keeping = async {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = auth.maintain_signing_keys().await {
                tracing::warn!(error = &error as &dyn Error, "the signing keys were not looked after");
            }
        }
    };
    tokio::select! {
        _ = stop.wait_for(|stop| *stop) => {}
        () = keeping => {}
    }
}
