//! Writing lines on a thread of their own, many at a time.
//!
//! Whoever logs a line hands it over and goes on: a request does not wait for a pipe, a disk or a terminal. Where one
//! write comes soon after another, the thread rests for a moment, and writes what has come meanwhile as one; on a quiet
//! server a line is there at once. A process that is killed loses the lines of that moment. So that nothing else is ever
//! lost, and memory is bounded, whoever logs has to wait when too many lines are waiting.

use std::io::{self, BufWriter, Write};
use std::thread::sleep;
use std::time::Duration;

use tokio::time::Instant;
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};

/// How long to rest: at ten thousand requests a second, a hundred lines come meanwhile.
const REST: Duration = Duration::from_millis(10);
/// The most bytes that are written at once.
const BYTES: usize = 64 * 1024;
/// The most lines that wait to be written.
const LINES: usize = 8 * 1024;

/// Lines to this writer, which are written for as long as the guard lives; when it is dropped, those that wait are.
pub fn to(writer: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default()
        .thread_name("log")
        .lossy(false)
        .buffered_lines_limit(LINES)
        .finish(Batches {
            writer: BufWriter::with_capacity(BYTES, writer),
            written: None,
        })
}

struct Batches<W: Write> {
    writer: BufWriter<W>,
    /// When the last write was done.
    written: Option<Instant>,
}

impl<W: Write> Write for Batches<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    /// Called when no line waits any more.
    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.writer.flush();
        if self.written.is_some_and(|last| last.elapsed() < REST) {
            sleep(REST);
        }
        self.written = Some(Instant::now());
        flushed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Says what it is given in one write, and then waits until it may go on.
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
        let (mut lines, guard) = to(Slow { written, go_on });
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
