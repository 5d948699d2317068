//! A connection's bytes, and the end of patience with its client: a read or a write that waits for too long fails, and
//! the web server then closes the connection.
//!
//! It lies below TLS, so that the handshake is part of the head's time.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep_until};

use super::connections::Admitted;

/// A stream with deadlines. As long as it exists, its connection counts.
pub struct Stream<S> {
    io: S,
    admitted: Admitted,
    reading: Pin<Box<Sleep>>,
    writing: Pin<Box<Sleep>>,
    /// Whether the client has not taken what was last written; `writing` runs as long as that is so.
    is_stuck: bool,
    _room: OwnedSemaphorePermit,
}

impl<S> Stream<S> {
    /// The stream of a connection that has just been taken.
    pub fn new(io: S, admitted: Admitted, room: OwnedSemaphorePermit) -> Self {
        let now = Instant::now();
        Self {
            io,
            admitted,
            reading: Box::pin(sleep_until(now)),
            writing: Box::pin(sleep_until(now)),
            is_stuck: false,
            _room: room,
        }
    }

    /// Waits on, or fails when it has been waiting for too long. What is waited for may change without another read
    /// (the web server asks for bytes before it begins with a request, and not again when it has answered), so the
    /// connection is looked at every now and then.
    fn poll_read_deadline(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        loop {
            let now = Instant::now();
            let Some(pause) = self.admitted.connection.pause(now) else {
                return Poll::Ready(io::ErrorKind::TimedOut.into());
            };
            self.reading.as_mut().reset(now + pause);
            if self.reading.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }

    /// What has become of a write: the client took it, or is given some time to.
    fn written<T>(&mut self, cx: &mut Context<'_>, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if result.is_ready() {
            self.is_stuck = false;
            return result;
        }
        if !self.is_stuck {
            self.is_stuck = true;
            let time = self.admitted.connection.write_time();
            self.writing.as_mut().reset(Instant::now() + time);
        }
        match self.writing.as_mut().poll(cx) {
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
                if buf.filled().len() > before && !self.is_stuck {
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
        self.written(cx, result)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_flush(cx);
        // A flush that has nothing to do says nothing about the client.
        if result.is_ready() {
            return result;
        }
        self.written(cx, result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_shutdown(cx);
        self.written(cx, result)
    }
}
