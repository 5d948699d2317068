//! Concurrency limits by key, on this node: a few passwords of an account, and of a network, are verified at once.
//!
//! An attempt counts as a failure until it is verified, so attempts that run at once use up what the owner may still
//! try. One that is refused while others of its key run may be refused only because of them. It waits until it is alone
//! and asks again ([`Slot::alone`]). So a hundred good logins at once all succeed, and no guess passes a limit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use crate::auth::error::{Cause, ServiceError};

/// The limit for one kind of key.
pub(super) struct ConcurrencyLimit {
    /// How many attempts of a key may run at once.
    width: usize,
    /// How many attempts of a key may run or wait.
    capacity: usize,
    queues: Mutex<HashMap<String, Queue>>,
}

struct Queue {
    semaphore: Arc<Semaphore>,
    length: usize,
}

/// The right to run, and the place in the queue. Both end when this is dropped.
pub(in crate::auth) struct Slot {
    /// `None` only while it waits to be alone.
    permit: Option<OwnedSemaphorePermit>,
    waiting: Waiting,
}

/// A place in the queue of a key, given up when dropped.
pub(super) struct Waiting {
    limit: Arc<ConcurrencyLimit>,
    key: String,
    semaphore: Arc<Semaphore>,
    /// Until when it waits.
    until: Instant,
}

impl ConcurrencyLimit {
    pub(super) fn new(width: usize, capacity: usize) -> Arc<Self> {
        let queues = Mutex::default();
        Arc::new(Self {
            width,
            capacity,
            queues,
        })
    }

    /// Joins the queue of a key, to wait no longer than `until`; `None` when it is full.
    pub(super) fn join(self: &Arc<Self>, key: String, until: Instant) -> Option<Waiting> {
        let mut queues = self.lock();
        let queue = queues.entry(key.clone()).or_insert_with(|| Queue {
            semaphore: Arc::new(Semaphore::new(self.width)),
            length: 0,
        });
        if queue.length >= self.capacity {
            return None;
        }
        queue.length += 1;
        Some(Waiting {
            limit: self.clone(),
            key,
            semaphore: queue.semaphore.clone(),
            until,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Queue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Waits for the right to run.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] when its time is over.
    pub(super) async fn slot(self) -> Result<Slot, ServiceError> {
        let permit = Some(self.permits(1).await?);
        Ok(Slot { permit, waiting: self })
    }

    async fn permits(&self, count: usize) -> Result<OwnedSemaphorePermit, ServiceError> {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let turn = timeout_at(self.until, self.semaphore.clone().acquire_many_owned(count)).await;
        let permit = turn.map_err(|_| ServiceError::Unavailable(Cause::NoTurn))?;
        // The semaphores are never closed.
        permit.map_err(|_| ServiceError::Internal(Cause::HashingStopped))
    }
}

impl Slot {
    /// Waits until no other attempt of its key runs; none starts before this is dropped. Returns whether any did.
    ///
    /// # Errors
    /// As [`Waiting::slot`].
    pub(super) async fn alone(&mut self) -> Result<bool, ServiceError> {
        let width = self.waiting.limit.width;
        let held = self.permit.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        if held == width || self.waiting.semaphore.available_permits() + held == width {
            return Ok(false);
        }
        // Given up first: two that keep theirs would wait for each other.
        self.permit = None;
        self.permit = Some(self.waiting.permits(width).await?);
        Ok(true)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut queues = self.limit.lock();
        let Some(queue) = queues.get_mut(&self.key) else { return };
        queue.length -= 1;
        if queue.length == 0 {
            queues.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Waker};
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{Arc, ConcurrencyLimit, Waiting};
    use crate::auth::error::{Cause, ServiceError};

    #[tokio::test]
    async fn a_queue_takes_as_many_as_its_capacity_and_is_removed_when_all_have_left() {
        let limit = ConcurrencyLimit::new(1, 2);
        let (first, second) = (join(&limit), join(&limit));
        assert!(first.is_some() && second.is_some());
        assert!(join(&limit).is_none());
        let other = limit.join("b".to_owned(), Instant::now());
        assert!(other.is_some(), "another key has its own queue");
        drop(other);
        drop(first);
        assert!(join(&limit).is_some());
        drop(second);
        assert!(limit.lock().is_empty());
    }

    #[tokio::test]
    async fn as_many_attempts_of_a_key_run_as_the_width_allows() {
        let limit = ConcurrencyLimit::new(2, 9);
        let joined: Vec<_> = (0..3).filter_map(|_| join(&limit)).collect();
        let mut slots = joined.into_iter().map(Waiting::slot);
        let (Some(first), Some(second), Some(third)) = (slots.next(), slots.next(), slots.next()) else {
            panic!("there is room")
        };
        let (first, second) = (first.await, second.await);
        assert!(first.is_ok() && second.is_ok());
        let mut third = Box::pin(third);
        assert!(is_pending(third.as_mut()));
        drop(first);
        assert!(third.await.is_ok());
    }

    #[tokio::test]
    async fn an_attempt_waits_to_be_alone_and_holds_the_others_up() -> Result<(), ServiceError> {
        let limit = ConcurrencyLimit::new(4, 9);
        let joined: Vec<_> = (0..3).filter_map(|_| join(&limit)).collect();
        let mut slots = joined.into_iter().map(Waiting::slot);
        let (Some(first), Some(second), Some(third)) = (slots.next(), slots.next(), slots.next()) else {
            panic!("there is room")
        };
        let mut first = first.await?;
        assert!(!first.alone().await?, "it is alone already");
        let second = second.await?;
        let mut alone = Box::pin(first.alone());
        assert!(is_pending(alone.as_mut()));
        let mut third = Box::pin(third);
        assert!(is_pending(third.as_mut()), "it came later");
        drop(second);
        assert!(alone.await?);
        assert!(is_pending(third.as_mut()));
        drop(first);
        third.await?;
        Ok(())
    }

    #[tokio::test]
    async fn an_attempt_gives_up_when_its_time_is_over() -> Result<(), ServiceError> {
        let limit = ConcurrencyLimit::new(1, 9);
        let now = Instant::now();
        let (Some(first), Some(second)) = (join(&limit), limit.join("a".to_owned(), now)) else {
            panic!("there is room")
        };
        let _slot = first.slot().await?;
        let outcome = second.slot().await.err();
        assert!(matches!(outcome, Some(ServiceError::Unavailable(Cause::NoTurn))));
        Ok(())
    }

    fn join(limit: &Arc<ConcurrencyLimit>) -> Option<Waiting> {
        limit.join("a".to_owned(), Instant::now() + Duration::from_secs(60))
    }

    fn is_pending<T>(future: Pin<&mut impl Future<Output = T>>) -> bool {
        future.poll(&mut Context::from_waker(Waker::noop())).is_pending()
    }
}
