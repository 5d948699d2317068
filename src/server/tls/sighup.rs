//! The signal SIGHUP, which by convention means: reload your files.

use std::io;

/// A stream of SIGHUP signals.
pub struct SighupSignal(#[cfg(unix)] tokio::signal::unix::Signal);

#[cfg(unix)]
impl SighupSignal {
    /// Begins to listen. Otherwise the signal would end the process.
    ///
    /// # Errors
    /// If the operating system does not register the signal.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        signal(SignalKind::hangup()).map(Self)
    }

    /// Waits for the next signal.
    pub async fn next(&mut self) {
        if self.0.recv().await.is_none() {
            std::future::pending().await
        }
    }
}

/// Elsewhere, there is no such signal.
#[cfg(not(unix))]
impl SighupSignal {
    /// Does nothing.
    pub fn listen() -> io::Result<Self> {
        Ok(Self())
    }

    /// Never returns.
    pub async fn next(&mut self) {
        std::future::pending().await
    }
}
