//! Queues by key, of this node: for each account, one password is looked at at a time; for each network, a few.
//!
//! Attempts are counted before they are looked at, so whatever is looked at at once takes from what the owner may still
//! try. One at a time, a hundred good logins at once are all good logins, and not ninety too many.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::auth::error::{Error, Problem};

/// The queues of one kind of key.
pub(super) struct ConcurrencyLimit {
    /// How many of a queue may be through its gate at once.
    width: usize,
    /// How many may be in a queue or through its gate.
    room: usize,
    queues: Mutex<HashMap<String, Queue>>,
}

struct Queue {
    gate: Arc<Semaphore>,
    length: usize,
}

/// A permit: it ends, and so does the source in the queue, when this is dropped.
pub(super) struct Slot {
    _permit: OwnedSemaphorePermit,
    _queued: Queued,
}

/// A source in a queue, given up when dropped.
pub(super) struct Queued {
    concurrency: Arc<ConcurrencyLimit>,
    key: String,
    gate: Arc<Semaphore>,
}

impl ConcurrencyLimit {
    pub(super) fn new(width: usize, room: usize) -> Arc<Self> {
        let queues = Mutex::default();
        Arc::new(Self { width, room, queues })
    }

    /// Takes a source in a queue; `None` when it is full.
    pub(super) fn join(self: &Arc<Self>, key: String) -> Option<Queued> {
        let mut queues = self.lock();
        let queue = queues.entry(key.clone()).or_insert_with(|| Queue {
            gate: Arc::new(Semaphore::new(self.width)),
            length: 0,
        });
        if queue.length >= self.room {
            return None;
        }
        queue.length += 1;
        Some(Queued {
            concurrency: self.clone(),
            key,
            gate: queue.gate.clone(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Queue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queued {
    /// Waits for this one's permit.
    ///
    /// # Errors
    /// None that could come up: concurrency are never closed.
    pub(super) async fn permit(self) -> Result<Slot, Error> {
        let permit = self.gate.clone().acquire_owned().await;
        Ok(Slot {
            _permit: permit.map_err(|_| Error::Internal(Problem::HashingStopped))?,
            _queued: self,
        })
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        let mut queues = self.concurrency.lock();
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
    async fn a_queue_takes_as_many_as_it_has_room_for_and_is_forgotten_when_all_have_left() {
        let concurrency = ConcurrencyLimit::new(1, 2);
        let (first, second) = (concurrency.join("a".to_owned()), concurrency.join("a".to_owned()));
        assert!(first.is_some() && second.is_some());
        assert!(concurrency.join("a".to_owned()).is_none());
        assert!(
            concurrency.join("b".to_owned()).is_some(),
            "another queue is another matter"
        );
        drop(first);
        assert!(concurrency.join("a".to_owned()).is_some());
        drop(second);
        assert!(concurrency.lock().is_empty());
    }

    #[tokio::test]
    async fn a_gate_lets_one_through_at_a_time() {
        let concurrency = ConcurrencyLimit::new(1, 9);
        let (first, second) = (concurrency.join("a".to_owned()), concurrency.join("a".to_owned()));
        let (Some(first), Some(second)) = (first, second) else {
            panic!("there is room")
        };
        let permit = first.permit().await;
        let mut next = Box::pin(second.permit());
        let waker = std::task::Waker::noop();
        let mut context = std::task::Context::from_waker(waker);
        assert!(next.as_mut().poll(&mut context).is_pending());
        drop(permit);
        assert!(next.await.is_ok());
    }
}
