//! The threads that hash. A login takes a fifth of a second of a whole core; on the async threads it would stop every
//! other request.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use crate::identity::error::{Error, Problem};

type Job = Box<dyn FnOnce() + Send>;

/// A fixed number of threads behind a bounded queue. They end when it is dropped and the queue is empty.
pub(super) struct HashingPool {
    queue: SyncSender<Job>,
}

impl HashingPool {
    /// Starts the threads.
    pub(super) fn start(threads: usize, max_waiting: usize) -> Self {
        let (queue, jobs) = sync_channel::<Job>(max_waiting);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..threads.max(1) {
            let jobs = jobs.clone();
            let started = std::thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || work(&jobs));
            if let Err(error) = started {
                tracing::error!(%error, "a hashing thread could not be started");
            }
        }
        Self { queue }
    }

    /// Runs a piece of work on one of the threads.
    ///
    /// A full queue is refused at once: whoever waits in a queue that cannot be emptied in time waits for nothing.
    pub(super) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let (done, result) = oneshot::channel();
        let job = Box::new(move || {
            // A client that has gone away needs no answer.
            if !done.is_closed() {
                let _ = done.send(work());
            }
        });
        self.queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::Unavailable(Problem::HashingQueueFull),
            TrySendError::Disconnected(_) => Error::Internal(Problem::HashingStopped),
        })?;
        result.await.map_err(|_| Error::Internal(Problem::HashingStopped))
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    loop {
        // The lock is held while waiting, not while working: the guard goes at the end of this statement.
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(job) => job(),
            Err(_) => return,
        }
    }
}
