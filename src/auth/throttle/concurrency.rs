//! Concurrency limits by key, on this node: one password of an account is verified at a time, and a few of a network.
//!
//! An attempt counts as a failure until it is verified, so attempts that run at once use up what the owner may still
//! try. One at a time, a hundred good logins at once all succeed; without the limit, ninety of them would be too many.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

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
pub(super) struct Slot {
    _permit: OwnedSemaphorePermit,
    _waiting: Waiting,
}

/// A place in the queue of a key, given up when dropped.
pub(super) struct Waiting {
    limit: Arc<ConcurrencyLimit>,
    key: String,
    semaphore: Arc<Semaphore>,
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

    /// Joins the queue of a key; `None` when it is full.
    pub(super) fn join(self: &Arc<Self>, key: String) -> Option<Waiting> {
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
    /// None in practice: the semaphores are never closed.
    pub(super) async fn slot(self) -> Result<Slot, ServiceError> {
        let permit = self.semaphore.clone().acquire_owned().await;
        Ok(Slot {
            _permit: permit.map_err(|_| ServiceError::Internal(Cause::HashingStopped))?,
            _waiting: self,
        })
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
    use super::ConcurrencyLimit;

    #[tokio::test]
    async fn a_queue_takes_as_many_as_its_capacity_and_is_removed_when_all_have_left() {
        let limit = ConcurrencyLimit::new(1, 2);
        let (first, second) = (limit.join("a".to_owned()), limit.join("a".to_owned()));
        assert!(first.is_some() && second.is_some());
        assert!(limit.join("a".to_owned()).is_none());
        assert!(limit.join("b".to_owned()).is_some(), "another key has its own queue");
        drop(first);
        assert!(limit.join("a".to_owned()).is_some());
        drop(second);
        assert!(limit.lock().is_empty());
    }

    #[tokio::test]
    async fn one_attempt_of_a_key_runs_at_a_time() {
        let limit = ConcurrencyLimit::new(1, 9);
        let (first, second) = (limit.join("a".to_owned()), limit.join("a".to_owned()));
        let (Some(first), Some(second)) = (first, second) else {
            panic!("there is room")
        };
        let slot = first.slot().await;
        let mut next = Box::pin(second.slot());
        let waker = std::task::Waker::noop();
        let mut context = std::task::Context::from_waker(waker);
        assert!(next.as_mut().poll(&mut context).is_pending());
        drop(slot);
        assert!(next.await.is_ok());
    }
}
