//! The end of a server that a signal asks for.

use std::io;
use std::thread;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::error::FAILED;
use crate::server;
use crate::server::systemd::notify;

/// When the process ends after the signal, whatever happens.
const LAST: Duration = Duration::from_millis(11_800);
/// How long before that everything else has ended.
const RESERVE: Duration = Duration::from_millis(300);

/// Tells when the signal came.
#[derive(Clone)]
pub(super) struct Stop(watch::Receiver<Option<Instant>>);

impl Stop {
    /// Waits for the signal in a task of its own: the process ends in time, even if what else it does hangs.
    ///
    /// # Errors
    /// If the operating system does not register a signal.
    pub(super) fn on_signal() -> io::Result<Self> {
        let signal = server::shutdown_signal()?;
        let (sender, receiver) = watch::channel(None);
        tokio::spawn(async move {
            signal.await;
            notify::stopping();
            end_in_time();
            sender.send_replace(Some(Instant::now()));
        });
        Ok(Self(receiver))
    }

    /// Waits until the signal has come.
    pub(super) async fn wait(mut self) {
        // Without a sender the runtime is ending.
        drop(self.0.wait_for(Option::is_some).await);
    }

    /// How much time is left; all of it where no signal has come.
    pub(super) fn left(&self) -> Duration {
        let signalled = *self.0.borrow();
        signalled.map_or(LAST, |at| LAST.saturating_sub(at.elapsed() + RESERVE))
    }
}

/// Ends the process even if something hangs: a file system that does not answer, a pipe that nobody reads.
fn end_in_time() {
    thread::spawn(|| {
        thread::sleep(LAST);
        std::process::exit(FAILED.into());
    });
}
