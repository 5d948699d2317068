//! A connection's stream, with deadlines: a read or write that waits for too long fails, and the web server closes the
//! connection.
//!
//! TLS runs on top of it, so the handshake counts towards the deadline of the first head.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep_until};

use super::connections::Admitted;

/// A stream with deadlines. Its connection counts as open as long as it exists.
pub struct Stream<S> {
    io: S,
    admitted: Admitted,
    read_timer: Pin<Box<Sleep>>,
    write_timer: Pin<Box<Sleep>>,
    /// Whether the client has not taken the last bytes. `write_timer` runs meanwhile.
    is_blocked: bool,
    _permit: OwnedSemaphorePermit,
}

impl<S> Stream<S> {
    /// The stream of a connection that has just been accepted.
    pub fn new(io: S, admitted: Admitted, permit: OwnedSemaphorePermit) -> Self {
        let now = Instant::now();
        Self {
            io,
            admitted,
            read_timer: Box::pin(sleep_until(now)),
            write_timer: Box::pin(sleep_until(now)),
            is_blocked: false,
            _permit: permit,
        }
    }

    /// Waits, or fails when a deadline has passed. What the connection waits for may change without another read,
    /// because the web server reads before it begins a request and not again after its response. So it checks now and
    /// then.
    fn poll_read_deadline(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        loop {
            let now = Instant::now();
            let Some(wait) = self.admitted.connection.next_check(now) else {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            };
            self.read_timer.as_mut().reset(now + wait);
            if self.read_timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }

    /// Passes on the result of a write, or lets it wait until the write timeout.
    fn poll_write_deadline<T>(&mut self, cx: &mut Context<'_>, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.is_blocked = false;
            return result;
        }
        if !self.is_blocked {
            self.is_blocked = true;
            let timeout = self.admitted.connection.write_timeout();
            self.write_timer.as_mut().reset(Instant::now() + timeout);
        }
        match self.write_timer.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.io).poll_read(cx, buf) {
            Poll::Ready(result) => {
                if buf.filled().len() > before && !self.is_blocked {
                    self.admitted.connection.received();
                }
                Poll::Ready(result)
            }
            Poll::Pending => self.poll_read_deadline(cx).map(Err),
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.io).poll_write(cx, bytes);
        if matches!(result, Poll::Ready(Ok(_))) {
            self.admitted.connection.sent();
        }
        self.poll_write_deadline(cx, result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_flush(cx);
        // A flush without pending bytes says nothing about the client.
        if result.is_ready() {
            return result;
        }
        self.poll_write_deadline(cx, result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_shutdown(cx);
        self.poll_write_deadline(cx, result)
    }
}
