//! How long a request waits for the database, all its statements together.
//!
//! A statement has a deadline of its own ([`super::pool`]). A request of several would wait for each: for the session that
//! cannot be opened, and then for the attempt that is to be refunded. So a request begins with a budget, each statement
//! takes from it what it waited, and one that finds it used up fails at once. What is not part of a request has no budget.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout};

tokio::task_local! {
    static PATIENCE: Patience;
}

/// The budget of a request. Cheap to clone; clones share it.
#[derive(Debug, Clone)]
pub struct Patience(Option<Arc<AtomicU64>>);

impl Patience {
    /// A budget of so much time, or none.
    pub fn of(time: Option<Duration>) -> Self {
        Self(time.map(|time| Arc::new(AtomicU64::new(micros(time)))))
    }

    /// The budget of the request that this is part of.
    pub fn current() -> Self {
        PATIENCE.try_with(Clone::clone).unwrap_or(Self(None))
    }

    /// Does something within this budget.
    pub async fn scope<T>(self, work: impl Future<Output = T>) -> T {
        PATIENCE.scope(self, work).await
    }

    fn left(&self) -> Option<Duration> {
        let left = self.0.as_ref()?.load(Ordering::Relaxed);
        Some(Duration::from_micros(left))
    }

    fn spend(&self, time: Duration) {
        let Some(left) = &self.0 else { return };
        let take = |left: u64| Some(left.saturating_sub(micros(time)));
        // It always has a next value.
        let _ = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// Waits for the database for so long at most, and no longer than the budget of the request allows.
///
/// # Errors
/// It took longer.
pub(super) async fn wait<T>(time: Option<Duration>, work: impl Future<Output = T>) -> Result<T, Elapsed> {
    let patience = Patience::current();
    let time = match (time, patience.left()) {
        (Some(time), Some(left)) => Some(time.min(left)),
        (time, left) => time.or(left),
    };
    let Some(time) = time else {
        return Ok(work.await);
    };
    let began = Instant::now();
    // On the heap: the future of every request holds this one.
    let done = timeout(time, Box::pin(work)).await;
    patience.spend(began.elapsed());
    done
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::time::Duration;

    use super::{Patience, wait};

    const SHORT: Duration = Duration::from_millis(20);
    /// Longer than a test may take.
    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test]
    async fn statements_of_a_request_share_its_budget_also_in_tasks_of_their_own() {
        let request = async {
            wait(Some(LONG), ready(())).await.unwrap();
            // The first uses it up, and the others find it so.
            wait(Some(LONG), pending::<()>()).await.unwrap_err();
            wait(None, pending::<()>()).await.unwrap_err();
            let patience = Patience::current();
            let spawned = tokio::spawn(patience.scope(async { wait(Some(LONG), pending::<()>()).await }));
            spawned.await.unwrap().unwrap_err();
        };
        Patience::of(Some(SHORT)).scope(request).await;
    }

    #[tokio::test]
    async fn a_statement_has_a_deadline_of_its_own_within_a_budget_and_without() {
        let request = async {
            wait(Some(SHORT), pending::<()>()).await.unwrap_err();
            wait(Some(LONG), ready(())).await.unwrap();
        };
        Patience::of(Some(LONG)).scope(request).await;
        for _ in 0..2 {
            wait(Some(SHORT), pending::<()>()).await.unwrap_err();
        }
    }

    #[tokio::test]
    async fn what_takes_long_may_be_done_without_a_budget() {
        let request = async {
            wait(None, pending::<()>()).await.unwrap_err();
            let import = async { wait(None, tokio::time::sleep(SHORT)).await };
            Patience::of(None).scope(import).await.unwrap();
            wait(Some(LONG), pending::<()>()).await.unwrap_err();
        };
        Patience::of(Some(SHORT)).scope(request).await;
    }
}
