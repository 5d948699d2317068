//! The threads that hash. A login takes a fifth of a second of a whole core; on the async threads it would stop every
//! other request.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::identity::error::{Error, Problem};

type Job = Box<dyn FnOnce() + Send>;

/// A fixed number of threads behind a bounded queue. They end when it is dropped and the queue is empty.
pub(super) struct HashingPool {
    queue: SyncSender<Job>,
    tickets: Arc<Semaphore>,
}

/// A place in the queue. It can be taken long before there is something to hash, so that nothing is begun that could
/// not be finished.
pub(in crate::identity) struct Ticket {
    _permit: OwnedSemaphorePermit,
}

impl HashingPool {
    /// Starts the threads.
    pub(super) fn start(threads: usize, max_waiting: usize) -> Self {
        let threads = threads.max(1);
        let places = threads + max_waiting;
        let (queue, jobs) = sync_channel::<Job>(places);
        let jobs = Arc::new(Mutex::new(jobs));
        for number in 0..threads {
            let jobs = jobs.clone();
            let started = std::thread::Builder::new()
                .name(format!("hash-{number}"))
                .spawn(move || work(&jobs));
            if let Err(error) = started {
                tracing::error!(%error, "a hashing thread could not be started");
            }
        }
        let tickets = Arc::new(Semaphore::new(places));
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

    /// Runs a piece of work on one of the threads.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        ticket: Ticket,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (done, result) = oneshot::channel();
        let job = Box::new(move || {
            // A client that has gone away needs no answer.
            if !done.is_closed() {
                let _ = done.send(work());
            }
            drop(ticket);
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
