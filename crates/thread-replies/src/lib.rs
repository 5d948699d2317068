//! Hands what a thread has finished to Tokio's runtime, with one wake-up.
//!
//! A task that another thread wakes wakes two threads of a multi-threaded runtime: one that runs the task, and then, as
//! the first was looking for work and has found some, one that looks for more. Where requests come one at a time, the
//! second finds nothing and goes back to sleep. A task that the I/O driver wakes runs on the thread that has waited for
//! the driver, and wakes no other. So [`Replies`] writes a byte into a pipe, and a task at its other end runs what was
//! handed over.
//!
//! ```
//! use thread_replies::Replies;
//! use tokio::sync::oneshot;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let replies = Replies::start()?;
//! let (sender, result) = oneshot::channel();
//! std::thread::spawn(move || {
//!     let sum: u64 = (1..=100).sum();
//!     replies.send(move || drop(sender.send(sum)));
//! });
//! assert_eq!(result.await?, 5050);
//! # Ok(())
//! # }
//! ```

#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, PipeWriter, Write};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak, mpsc};

use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe::Receiver;
use tokio::runtime::Handle;

type Reply = Box<dyn FnOnce() + Send>;

/// Where threads hand over their replies. Cheap to clone.
#[derive(Clone)]
pub struct Replies {
    replies: mpsc::Sender<Reply>,
    bell: Arc<Bell>,
}

/// Wakes the task.
struct Bell {
    pipe: PipeWriter,
    /// Whether the pipe has a byte that the task has not read.
    is_rung: AtomicBool,
}

impl Replies {
    /// Starts the task, which ends with the last clone.
    ///
    /// # Errors
    /// Those of the operating system, and that there is no runtime.
    ///
    /// # Panics
    /// If the runtime has no I/O driver.
    pub fn start() -> io::Result<Self> {
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let (reader, pipe) = io::pipe()?;
        let reader = Receiver::from_owned_fd(OwnedFd::from(reader))?;
        let (replies, received) = mpsc::channel();
        let bell = Arc::new(Bell {
            pipe,
            is_rung: AtomicBool::new(false),
        });
        runtime.spawn(run_all(reader, received, Arc::downgrade(&bell)));
        Ok(Self { replies, bell })
    }

    /// Has the runtime run this reply, which must not wait for anything. Where the runtime is gone, this thread runs it.
    pub fn send(&self, reply: impl FnOnce() + Send + 'static) {
        if let Err(mpsc::SendError(reply)) = self.replies.send(Box::new(reply)) {
            return reply();
        }
        if !self.bell.is_rung.swap(true, Ordering::SeqCst) {
            // It fails where the task has ended, whose runtime is then about to end.
            let _ = (&self.bell.pipe).write(&[0]);
        }
    }
}

/// Runs replies until nobody is left to send any.
async fn run_all(mut reader: Receiver, received: mpsc::Receiver<Reply>, bell: Weak<Bell>) {
    let mut bytes = [0; 16];
    while let Ok(1..) = reader.read(&mut bytes).await {
        // Before the replies are looked at: one that is sent from now on needs a byte of its own.
        if let Some(bell) = bell.upgrade() {
            bell.is_rung.store(false, Ordering::SeqCst);
        }
        received.try_iter().for_each(|reply| reply());
    }
    received.try_iter().for_each(|reply| reply());
}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Replies")
    }
}
