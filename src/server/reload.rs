//! Telling what runs for as long as the server does to reread its files, and waiting until it has.

use tokio::sync::{mpsc, oneshot};

/// Asks for reloads.
pub struct Reloader(mpsc::Sender<oneshot::Sender<()>>);

/// Waits for them. It is for one task.
pub struct Reloads(mpsc::Receiver<oneshot::Sender<()>>);

/// A requested reload. The requester waits until it is dropped.
pub(super) struct Reload {
    _done: oneshot::Sender<()>,
}

/// Both ends.
pub fn reloads() -> (Reloader, Reloads) {
    let (sender, receiver) = mpsc::channel(1);
    (Reloader(sender), Reloads(receiver))
}

impl Reloader {
    /// Asks for a reload, and waits until it is over, whatever came of it. Returns at once when the server has ended.
    pub async fn reload(&self) {
        let (done, is_done) = oneshot::channel();
        if self.0.send(done).await.is_ok() {
            // The end of the sender is the signal.
            let _ = is_done.await;
        }
    }
}

impl Reloads {
    /// Waits for the next one.
    pub(super) async fn next(&mut self) -> Reload {
        match self.0.recv().await {
            Some(done) => Reload { _done: done },
            None => std::future::pending().await,
        }
    }
}
