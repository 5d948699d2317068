//! The hashing threads. Verifying a password takes a fifth of a second of a whole core; on the async threads it would
//! hold up every other request.
//!
//! Each thread verifies up to five passwords in interleaved lanes (`bcrypt_lanes`), which takes little longer than one.
//! `queue.rs` decides which thread takes which job, `worker.rs` is what a thread does.

mod queue;
#[cfg(test)]
mod tests;
mod worker;

use std::sync::Arc;

use thread_replies::Replies;
use tokio::sync::{Semaphore, oneshot};

use super::settings::PasswordSettings;
use super::verification::Verification;
use crate::auth::error::{Cause, ServiceError};
use crate::metrics::{HashingLoad, HashingMetrics};
use crate::traces::Span;
pub(in crate::auth) use queue::HashSlot;
pub use queue::HashingProgress;
use queue::{COMPUTES, HashJob, Queue, Reply, WAITS};

/// A fixed number of threads behind a bounded queue. When the pool is dropped, they finish the queue and end.
pub(super) struct HashingPool {
    queue: Arc<Queue>,
    slots: Arc<Semaphore>,
    /// How many passwords can be hashed at once.
    lanes: usize,
    /// How many slots there are.
    capacity: usize,
}

impl HashingPool {
    /// Starts the threads.
    pub(super) fn start(settings: PasswordSettings, metrics: HashingMetrics) -> Self {
        let threads = settings.threads.max(1);
        let lanes = settings.lanes.clamp(1, bcrypt_lanes::MAX_LANES);
        let replies = Replies::start();
        if let Err(error) = &replies {
            tracing::warn!(%error, "hashing threads wake the async threads one by one");
        }
        let queue = Arc::new(Queue::new(threads, metrics, replies.ok()));
        for thread in 0..threads {
            let shared = queue.clone();
            let started = std::thread::Builder::new()
                .name(format!("hash-{thread}"))
                .spawn(move || {
                    lower_priority(settings.nice);
                    worker::run(&shared, thread, lanes);
                });
            if let Err(error) = started {
                queue.remove_thread(thread);
                tracing::error!(%error, "cannot start a hashing thread");
            }
        }
        let capacity = threads * lanes + settings.max_waiting;
        let slots = Arc::new(Semaphore::new(capacity));
        Self {
            queue,
            slots,
            lanes: threads * lanes,
            capacity,
        }
    }

    /// How busy the threads are.
    pub(super) fn load(&self) -> HashingLoad {
        let active = self.queue.active();
        // A login takes its slot before it waits for others of its account and network.
        let begun = self.capacity.saturating_sub(self.slots.available_permits());
        HashingLoad {
            waiting: begun.saturating_sub(active),
            active,
            lanes: self.lanes,
        }
    }

    /// How far the threads are.
    pub(super) fn progress(&self) -> HashingProgress {
        self.queue.progress()
    }

    /// Reserves a slot in the queue. When the queue is full it fails at once: waiting for a slot would only make a late
    /// response later.
    pub(super) fn reserve(&self) -> Result<HashSlot, ServiceError> {
        let slot = self.slots.clone().try_acquire_owned();
        slot.map_err(|_| ServiceError::Unavailable(Cause::HashingQueueFull))
    }

    /// Whether the password matches, with the slot for what follows. If the returned future is dropped, the verification
    /// is cancelled at the end of its round.
    pub(super) async fn verify(
        &self,
        slot: HashSlot,
        verification: Verification,
    ) -> Result<(bool, HashSlot), ServiceError> {
        let (sender, result) = oneshot::channel();
        self.queue.push(HashJob::Verify(verification, Reply::new(sender, slot)));
        result.await.map_err(|_| ServiceError::Internal(Cause::HashingStopped))
    }

    /// Runs other work on one of the threads, and returns the slot, too.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        slot: HashSlot,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<(T, HashSlot), ServiceError> {
        let (sender, result) = oneshot::channel();
        let mut span = Span::begin(WAITS);
        self.queue.push(HashJob::Exclusive(Box::new(move || {
            // A client that has hung up needs no response.
            if !sender.is_closed() {
                span.go_on(COMPUTES);
                let done = work();
                // It ends before what waits for it.
                drop(span);
                let _ = sender.send((done, slot));
            }
        })));
        result.await.map_err(|_| ServiceError::Internal(Cause::HashingStopped))
    }
}

/// Lets every other thread of this process run first: a request that takes a fiftieth of a millisecond should not wait
/// for a password that takes fifty.
#[cfg(target_os = "linux")]
fn lower_priority(nice: i32) {
    // On Linux, unlike POSIX, niceness belongs to a thread.
    if let Err(error) = rustix::process::nice(nice) {
        tracing::warn!(%error, "cannot lower the priority of a hashing thread");
    }
}

/// Elsewhere niceness belongs to the whole process.
#[cfg(not(target_os = "linux"))]
fn lower_priority(_: i32) {}

impl Drop for HashingPool {
    fn drop(&mut self) {
        self.queue.close();
    }
}
