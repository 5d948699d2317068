//! Queues by key, of this node: for each account, one password is looked at at a time; for each network, a few.
//!
//! Attempts are counted before they are looked at, so whatever is looked at at once takes from what the owner may still
//! try. One at a time, a hundred good logins at once are all good logins, and not ninety too many.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::identity::error::{Error, Problem};

/// The queues of one kind of key.
pub(super) struct Gates {
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

/// A turn: it ends, and so does the place in the queue, when this is dropped.
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
    _queued: Queued,
}

/// A place in a queue, given up when dropped.
pub(super) struct Queued {
    gates: Arc<Gates>,
    key: String,
    gate: Arc<Semaphore>,
}

impl Gates {
    pub(super) fn new(width: usize, room: usize) -> Arc<Self> {
        let queues = Mutex::default();
        Arc::new(Self { width, room, queues })
    }

    /// Takes a place in a queue; `None` when it is full.
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
            gates: self.clone(),
            key,
            gate: queue.gate.clone(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Queue>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queued {
    /// Waits for this one's turn.
    ///
    /// # Errors
    /// None that could come up: gates are never closed.
    pub(super) async fn turn(self) -> Result<Turn, Error> {
        let permit = self.gate.clone().acquire_owned().await;
        Ok(Turn {
            _permit: permit.map_err(|_| Error::Internal(Problem::HashingStopped))?,
            _queued: self,
        })
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        let mut queues = self.gates.lock();
        let Some(queue) = queues.get_mut(&self.key) else { return };
        queue.length -= 1;
        if queue.length == 0 {
            queues.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Gates;

    #[tokio::test]
    async fn a_queue_takes_as_many_as_it_has_room_for_and_is_forgotten_when_all_have_left() {
        let gates = Gates::new(1, 2);
        let (first, second) = (gates.join("a".to_owned()), gates.join("a".to_owned()));
        assert!(first.is_some() && second.is_some());
        assert!(gates.join("a".to_owned()).is_none());
        assert!(gates.join("b".to_owned()).is_some(), "another queue is another matter");
        drop(first);
        assert!(gates.join("a".to_owned()).is_some());
        drop(second);
        assert!(gates.lock().is_empty());
    }

    #[tokio::test]
    async fn a_gate_lets_one_through_at_a_time() {
        let gates = Gates::new(1, 9);
        let (first, second) = (gates.join("a".to_owned()), gates.join("a".to_owned()));
        let (Some(first), Some(second)) = (first, second) else {
            panic!("there is room")
        };
        let turn = first.turn().await;
        let mut next = Box::pin(second.turn());
        let waker = std::task::Waker::noop();
        let mut context = std::task::Context::from_waker(waker);
        assert!(next.as_mut().poll(&mut context).is_pending());
        drop(turn);
        assert!(next.await.is_ok());
    }
}
