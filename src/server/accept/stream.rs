//! A connection's stream, with deadlines: a read or write that waits for too long fails, and the web server closes the
//! connection.
//!
//! TLS runs on top of it, so the handshake counts towards the deadline of the first head.
//!
//! A response may be ready before its request has arrived whole: a wrong API key is refused at the head. The system
//! resets a connection that is closed while its client still sends, and the client loses the response with it. So the
//! stream closes only its own direction then, and discards what arrives until the client closes the other (a lingering
//! close).

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep_until};

use super::connections::Admitted;

/// How long a client may take to notice that its response is complete.
const LINGER: Duration = Duration::from_secs(2);
/// How many bytes of it are discarded meanwhile.
const MAX_DISCARDED: usize = 1024 * 1024;

/// A stream with deadlines. Its connection counts as open as long as it exists.
pub struct Stream<S> {
    io: S,
    admitted: Admitted,
    read_timer: Pin<Box<Sleep>>,
    write_timer: Pin<Box<Sleep>>,
    /// Whether the client has not taken the last bytes. `write_timer` runs meanwhile.
    is_blocked: bool,
    /// Once this direction is closed, how many bytes have been discarded. `read_timer` runs meanwhile.
    discarded: Option<usize>,
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
            discarded: None,
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

impl<S: AsyncRead + Unpin> Stream<S> {
    /// Discards what arrives, until the client closes its direction, or has had its time.
    fn poll_linger(&mut self, cx: &mut Context<'_>, mut discarded: usize) -> Poll<()> {
        let mut space = [0; 4096];
        while discarded < MAX_DISCARDED {
            let mut buf = ReadBuf::new(&mut space);
            match Pin::new(&mut self.io).poll_read(cx, &mut buf) {
                Poll::Ready(Ok(())) if !buf.filled().is_empty() => discarded += buf.filled().len(),
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => {
                    self.discarded = Some(discarded);
                    return self.read_timer.as_mut().poll(cx);
                }
            }
        }
        Poll::Ready(())
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

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
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
        let discarded = match self.discarded {
            Some(discarded) => discarded,
            None => {
                let result = Pin::new(&mut self.io).poll_shutdown(cx);
                ready!(self.poll_write_deadline(cx, result))?;
                let now = Instant::now();
                if !self.admitted.connection.has_just_answered(now) {
                    return Poll::Ready(Ok(()));
                }
                self.read_timer.as_mut().reset(now + LINGER);
                0
            }
        };
        self.poll_linger(cx, discarded).map(Ok)
    }
}
