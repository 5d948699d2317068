//! Work that waits for the disk or another process.

use tokio::task::{JoinHandle, spawn_blocking};

/// Runs it on a blocking thread, to its end, even if the caller is dropped.
#[expect(
    clippy::disallowed_methods,
    reason = "one write and one checkpoint at a time; the ban is about hashing"
)]
pub(crate) fn run_blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    spawn_blocking(work)
}
