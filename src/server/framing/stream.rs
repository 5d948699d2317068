//! A connection's stream, whose reads and writes are looked at.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::protocol::{Protocol, Stop};
use crate::server::accept::LogThrottle;

/// The log lines of all connections.
#[derive(Debug, Default)]
pub struct Notices {
    no_http2: Mutex<LogThrottle>,
    too_many_frames: Mutex<LogThrottle>,
}

/// A stream that ends where a request is refused.
pub struct Stream<S> {
    io: S,
    protocol: Protocol,
    takes_http2: bool,
    /// Once something was refused, what is still to be read. Then the stream ends.
    last_words: Option<&'static [u8]>,
    notices: Arc<Notices>,
}

impl<S> Stream<S> {
    /// The stream of a connection on which nothing has been read.
    pub fn new(io: S, takes_http2: bool, notices: Arc<Notices>) -> Self {
        Self {
            io,
            protocol: Protocol::Unknown(0),
            takes_http2,
            last_words: None,
            notices,
        }
    }

    /// Looks at what was read behind the first `before` bytes of the buffer, and takes away what is refused.
    fn inspect(&mut self, buf: &mut ReadBuf<'_>, before: usize) -> io::Result<()> {
        let read = buf.filled().get(before..).unwrap_or_default();
        let refusal = match self.protocol.received(read, self.takes_http2) {
            Ok(()) => return Ok(()),
            Err(Stop::Refused(refusal)) => refusal,
            Err(Stop::NoHttp2(refusal)) => {
                if is_due(&self.notices.no_http2) {
                    tracing::warn!("HTTP/2 without TLS is refused (http.h2c)");
                }
                refusal
            }
            Err(Stop::TooManyFrames) => {
                if is_due(&self.notices.too_many_frames) {
                    tracing::warn!("closed an HTTP/2 connection that sent far more frames than its requests need");
                }
                // A read that fails has read nothing.
                buf.set_filled(before);
                self.last_words = Some(&[]);
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        };
        buf.set_filled(before + refusal.at);
        self.last_words = Some(speak(refusal.instead, buf));
        Ok(())
    }
}

fn is_due(log: &Mutex<LogThrottle>) -> bool {
    log.lock().unwrap_or_else(PoisonError::into_inner).is_due()
}

/// Puts as many of these bytes into the buffer as it has room for, and returns the others.
fn speak(words: &'static [u8], buf: &mut ReadBuf<'_>) -> &'static [u8] {
    let (now, later) = words.split_at(words.len().min(buf.remaining()));
    buf.put_slice(now);
    later
}

impl<S: AsyncRead + Unpin> AsyncRead for Stream<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if let Some(words) = self.last_words {
            self.last_words = Some(speak(words, buf));
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(cx, buf))?;
        Poll::Ready(self.inspect(buf, before))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.io).poll_write(cx, bytes))?;
        self.protocol.sent(bytes.get(..written).unwrap_or_default());
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
