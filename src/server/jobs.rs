//! Periodic work: one table, one loop.
//!
//! **To add a job:** its line in [`JOBS`], and a use case that does one batch of it and says whether there is more. A job
//! that concerns what all nodes share is done by one node at a time ([`Job::of_one_node`]); two at once would do no harm.

use std::error::Error;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::auth::{AuthService, LOOK_EVERY};

/// How often expired data is deleted. Nothing depends on it: what has expired has no effect, deleted or not.
const SWEEP_EVERY: Duration = Duration::from_secs(10 * 60);
/// How often the counts of repeated refusals are written.
const FLUSH_EVERY: Duration = Duration::from_secs(60);
/// How often what happened to contracts that are taken over is written.
const COUNT_EVERY: Duration = Duration::from_secs(1);
/// How often the clock is compared with the database's.
const COMPARE_EVERY: Duration = Duration::from_secs(30);
/// How long another node leaves a job to the one that does it. A batch takes much less.
const LEASE: Duration = Duration::from_secs(60);
/// The pause between two batches of a job, so that logins come first.
const PAUSE: Duration = Duration::from_millis(200);

/// Why a job failed: only for the log, so it may be the error of any use case.
type JobError = Box<dyn Error + Send + Sync>;

/// Whether there is more to do at once.
type Batch<'a> = Pin<Box<dyn Future<Output = Result<bool, JobError>> + Send + 'a>>;

/// A piece of periodic work.
struct Job {
    /// Its name in the log.
    name: &'static str,
    /// How often it runs. It also runs at the start.
    every: Duration,
    /// Does one batch.
    batch: fn(&AuthService) -> Batch<'_>,
    /// Whether one node does it for all.
    is_shared: bool,
}

impl Job {
    const fn new(name: &'static str, every: Duration, batch: fn(&AuthService) -> Batch<'_>) -> Self {
        Self {
            name,
            every,
            batch,
            is_shared: false,
        }
    }

    /// A job that one node at a time does.
    const fn of_one_node(name: &'static str, every: Duration, batch: fn(&AuthService) -> Batch<'_>) -> Self {
        Self {
            is_shared: true,
            ..Self::new(name, every, batch)
        }
    }

    /// Does one batch and returns how long to wait for the next one. A job that fails runs again at its next time.
    async fn run(&self, auth: &AuthService) -> Duration {
        match self.run_batch(auth).await {
            Ok(true) => PAUSE,
            Ok(false) => self.every,
            Err(error) => {
                tracing::warn!(
                    error = error.as_ref() as &dyn Error,
                    job = self.name,
                    "periodic job failed"
                );
                self.every
            }
        }
    }

    async fn run_batch(&self, auth: &AuthService) -> Result<bool, JobError> {
        if !self.is_shared {
            return (self.batch)(auth).await;
        }
        if !auth.lease_job(self.name, LEASE).await? {
            return Ok(false);
        }
        let has_more = (self.batch)(auth).await?;
        if !has_more {
            // The others have nothing to do until it is due again.
            auth.lease_job(self.name, self.every.saturating_sub(LEASE)).await?;
        }
        Ok(has_more)
    }
}

const JOBS: [Job; 12] = [
    Job::new("maintain signing keys", LOOK_EVERY, |auth| {
        Box::pin(async { Ok(auth.maintain_signing_keys().await.map(|()| false)?) })
    }),
    Job::of_one_node("delete ended sessions", SWEEP_EVERY, |auth| {
        Box::pin(async { Ok(auth.sweep_sessions().await?) })
    }),
    Job::of_one_node("forget expired tokens of old backends", SWEEP_EVERY, |auth| {
        Box::pin(async { Ok(auth.sweep_legacy_tokens().await?) })
    }),
    Job::of_one_node("delete old login attempts", SWEEP_EVERY, |auth| {
        Box::pin(async { Ok(auth.sweep_attempts().await?) })
    }),
    Job::new("learn kinds of password hashes", SWEEP_EVERY, |auth| {
        Box::pin(async { Ok(auth.learn_password_hashes().await?) })
    }),
    Job::new("compare clocks", COMPARE_EVERY, |auth| {
        Box::pin(async { Ok(auth.watch_clock_offset().await?) })
    }),
    Job::new("write repeated refusals", FLUSH_EVERY, |auth| {
        Box::pin(async { Ok(auth.flush_refusals().await?) })
    }),
    Job::new("write counts of cutovers", COUNT_EVERY, |auth| {
        Box::pin(async { Ok(auth.flush_cutover_counts().await.map(|()| false)?) })
    }),
    Job::of_one_node("delete old counts of cutovers", SWEEP_EVERY, |auth| {
        Box::pin(async { Ok(auth.sweep_cutover_counts().await?) })
    }),
    Job::of_one_node("delete old audit events", SWEEP_EVERY, |auth| {
        Box::pin(async { Ok(auth.sweep_audit().await?) })
    }),
    Job::of_one_node("purge deleted accounts", SWEEP_EVERY, |auth| {
        Box::pin(async { Ok(auth.purge_accounts().await?) })
    }),
    Job::of_one_node("forget idempotency keys", SWEEP_EVERY, |auth| {
        Box::pin(async { Ok(auth.forget_idempotency_keys().await?) })
    }),
];

/// Runs all jobs, one batch at a time, until `stop` becomes true. A job with many batches does not hold up the others.
pub async fn run_until(auth: AuthService, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        _ = stop.wait_for(|stop| *stop) => {}
        () = run(&JOBS, &auth) => {}
    }
}

async fn run(jobs: &[Job], auth: &AuthService) {
    let mut due: Vec<_> = jobs.iter().map(|job| (Instant::now(), job)).collect();
    while let Some((at, job)) = due.iter_mut().min_by_key(|(at, _)| *at) {
        sleep_until(*at).await;
        let wait = job.run(auth).await;
        *at = Instant::now() + wait;
    }
}
