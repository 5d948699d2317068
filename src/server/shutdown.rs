//! The signals that end the server: Ctrl-C, and on Unix SIGTERM, which is what service managers send.

use std::io;

/// Starts to listen for the signals, and returns what waits for the first of them.
#[cfg(unix)]
///
/// # Errors
/// When the operating system does not register the signal.
pub fn told() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Starts to listen for the signal, and returns what waits for it.
#[cfg(not(unix))]
pub fn told() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            // Without it, the process can still be ended from outside.
            tracing::error!(%error, "Ctrl-C cannot be listened for");
            std::future::pending::<()>().await;
        }
    })
}
