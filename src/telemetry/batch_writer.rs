//! Writes log lines on a thread of their own, in batches.
//!
//! A request hands over its line and does not wait for a pipe, a disk or a terminal. When one write follows soon after
//! another, the thread pauses first and then writes all waiting lines at once; on a quiet server a line is written at
//! once. A killed process loses the lines of that pause. Nothing else is lost, and memory is bounded: when too many
//! lines wait, logging blocks.

use std::io::{self, BufWriter, Write};
use std::thread::sleep;
use std::time::Duration;

use tokio::time::Instant;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};

/// The pause between writes: at ten thousand requests a second, a hundred lines arrive meanwhile.
const PAUSE: Duration = Duration::from_millis(10);
/// The most bytes in one write.
const MAX_BYTES: usize = 64 * 1024;
/// The most lines that may wait.
const MAX_LINES: usize = 8 * 1024;

/// Starts the thread. It writes as long as the guard lives; dropping the guard writes the waiting lines.
pub fn start(writer: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default()
        .thread_name("log")
        .lossy(false)
        .buffered_lines_limit(MAX_LINES)
        .finish(BatchWriter {
            writer: BufWriter::with_capacity(MAX_BYTES, writer),
            last_write: None,
        })
}

struct BatchWriter<W: Write> {
    writer: BufWriter<W>,
    /// When the last write ended.
    last_write: Option<Instant>,
}

impl<W: Write> Write for BatchWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    /// Called when no more lines wait.
    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.writer.flush();
        if self.last_write.is_some_and(|last| last.elapsed() < PAUSE) {
            sleep(PAUSE);
        }
        self.last_write = Some(Instant::now());
        flushed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Sends on the bytes of one write, and then waits until it may go on.
    struct Slow {
        written: Sender<String>,
        go_on: Receiver<()>,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.written
                .send(String::from_utf8_lossy(bytes).into_owned())
                .map_err(io::Error::other)?;
            self.go_on.recv().map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_logged_during_a_write_is_written_as_one_and_before_the_end() {
        let ((written, writes), (go, go_on)) = (channel(), channel());
        let (mut lines, guard) = start(Slow { written, go_on });
        lines.write_all(b"first\n").unwrap();
        assert_eq!(writes.recv().unwrap(), "first\n");
        lines.write_all(b"second\n").unwrap();
        lines.write_all(b"third\n").unwrap();
        go.send(()).unwrap();
        go.send(()).unwrap();
        drop(guard);
        assert_eq!(writes.try_iter().collect::<Vec<_>>(), ["second\nthird\n"]);
    }
}
