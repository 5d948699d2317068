//! Writes log lines on a thread of their own, in batches.
//!
//! A request hands over its line and does not wait for a pipe, a disk or a terminal. When one write follows soon after
//! another, the thread pauses first and then writes all waiting lines at once; on a quiet server a line is written at
//! once. A killed process loses the lines of that pause.
//!
//! Memory is bounded, and nothing ever waits for the log: when nobody reads it, or the disk is full, lines are dropped and
//! counted. A line says how many once there is room for it.

use std::io::{self, BufWriter, Write};
use std::sync::{Arc, OnceLock};
use std::thread::sleep;
use std::time::Duration;

use tokio::time::Instant;
use tracing_appender::non_blocking::{ErrorCounter, NonBlocking, NonBlockingBuilder, WorkerGuard};

/// The pause between writes: at ten thousand requests a second, a hundred lines arrive meanwhile.
const PAUSE: Duration = Duration::from_millis(10);
/// The most bytes in one write.
const MAX_BYTES: usize = 64 * 1024;
/// The most lines that may wait.
const MAX_LINES: usize = 16 * 1024;

/// Starts the thread. It writes as long as the guard lives; dropping the guard writes the waiting lines.
pub fn start(writer: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    let dropped = Arc::<OnceLock<ErrorCounter>>::default();
    let (lines, guard) = NonBlockingBuilder::default()
        .thread_name("log")
        .lossy(true)
        .buffered_lines_limit(MAX_LINES)
        .finish(BatchWriter {
            writer: BufWriter::with_capacity(MAX_BYTES, writer),
            last_write: None,
            dropped: dropped.clone(),
            reported: 0,
        });
    // Nothing is dropped before the first line.
    dropped.get_or_init(|| lines.error_counter());
    (lines, guard)
}

struct BatchWriter<W: Write> {
    writer: BufWriter<W>,
    /// When the last write ended.
    last_write: Option<Instant>,
    dropped: Arc<OnceLock<ErrorCounter>>,
    /// How many of them have been reported.
    reported: usize,
}

impl<W: Write> BatchWriter<W> {
    /// Logs how many lines were dropped since the last time.
    fn report_dropped(&mut self) {
        let dropped = self.dropped.get().map_or(0, ErrorCounter::dropped_lines);
        if dropped > self.reported {
            let lines = dropped - self.reported;
            self.reported = dropped;
            tracing::warn!(lines, "log lines were dropped: they were not read as fast as they came");
        }
    }
}

impl<W: Write> Write for BatchWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    /// Called when no more lines wait.
    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.writer.flush();
        self.report_dropped();
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
