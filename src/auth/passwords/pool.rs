//! The threads that hash. A login takes a fifth of a second of a whole core; on the async threads it would stop every
//! other request.
//!
//! Each thread verifies up to four passwords in turns (`bcrypt_lanes`), which takes little longer than one. `queue.rs`
//! says which thread takes what, `worker.rs` what a thread does.

mod queue;
#[cfg(test)]
mod tests;
mod worker;

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::PasswordSettings;
use super::format::Attempt;
use crate::auth::error::{Error, Problem};
use queue::{Login, Queue, Task};

/// A fixed number of threads behind a bounded queue. They end when it is dropped and the queue is empty.
pub(super) struct HashingPool {
    queue: Arc<Queue>,
    tickets: Arc<Semaphore>,
}

/// A place in the queue. It can be taken long before there is something to hash, so that nothing is begun that could
/// not be finished.
pub(in crate::auth) struct Ticket {
    _permit: OwnedSemaphorePermit,
}

impl HashingPool {
    /// Starts the threads.
    pub(super) fn start(settings: PasswordSettings) -> Self {
        let threads = settings.threads.max(1);
        let lanes = settings.lanes.clamp(1, bcrypt_lanes::MAX_LANES);
        let queue = Arc::new(Queue::new(threads));
        for thread in 0..threads {
            let shared = queue.clone();
            let started = std::thread::Builder::new()
                .name(format!("hash-{thread}"))
                .spawn(move || {
                    give_way(settings.nice);
                    worker::work(&shared, thread, lanes);
                });
            if let Err(error) = started {
                queue.lose(thread);
                tracing::error!(%error, "a hashing thread could not be started");
            }
        }
        let tickets = Arc::new(Semaphore::new(threads * lanes + settings.max_waiting));
        Self { queue, tickets }
    }

    /// Takes a place in the queue.
    ///
    /// A full queue is refused at once: whoever waits in a queue that cannot be emptied in time waits for nothing.
    pub(super) fn ticket(&self) -> Result<Ticket, Error> {
        let ticket = self.tickets.clone().try_acquire_owned();
        ticket
            .map(|permit| Ticket { _permit: permit })
            .map_err(|_| Error::Unavailable(Problem::HashingQueueFull))
    }

    /// Whether this is the password of this hash. It is given up, at the end of its round, when nobody waits any more.
    pub(super) async fn verify(&self, ticket: Ticket, attempt: Attempt) -> Result<bool, Error> {
        let (done, result) = oneshot::channel();
        self.queue.push(Task::Login(Login::new(attempt, done, ticket)));
        result.await.map_err(|_| Error::Internal(Problem::HashingStopped))
    }

    /// Runs another piece of work on one of the threads.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        ticket: Ticket,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (done, result) = oneshot::channel();
        self.queue.push(Task::Other(Box::new(move || {
            // A client that has gone away needs no answer.
            if !done.is_closed() {
                let _ = done.send(work());
            }
            drop(ticket);
        })));
        result.await.map_err(|_| Error::Internal(Problem::HashingStopped))
    }
}

/// Lets every other thread of this process come first: a request that takes a fiftieth of a millisecond should not wait
/// for a password that takes fifty.
#[cfg(target_os = "linux")]
fn give_way(nice: i32) {
    // Linux counts niceness by thread, whatever POSIX says.
    if let Err(error) = rustix::process::nice(nice) {
        tracing::warn!(%error, "hashing has the priority of everything else");
    }
}

/// Elsewhere niceness is that of the whole process.
#[cfg(not(target_os = "linux"))]
fn give_way(_: i32) {}

impl Drop for HashingPool {
    fn drop(&mut self) {
        self.queue.close();
    }
}
