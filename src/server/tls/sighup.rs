//! The signal SIGHUP, which by custom means: read your files again.

use std::io;

/// The signals from now on.
pub struct SighupSignal(#[cfg(unix)] tokio::signal::unix::Signal);

#[cfg(unix)]
impl SighupSignal {
    /// Begins to listen. Without this, the signal ends the process.
    ///
    /// # Errors
    /// When the operating system does not register the signal.
    pub fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        signal(SignalKind::hangup()).map(Self)
    }

    /// Waits for the next one.
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

    /// Waits for ever.
    pub async fn next(&mut self) {
        std::future::pending().await
    }
}
