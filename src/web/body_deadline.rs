//! The deadline for a request's body.
//!
//! Only what the client keeps us waiting for counts: bytes that are there are read, however late, and what a handler does
//! between two parts takes nothing off. A body that is read while it comes has the time anew with each MiB; no other is
//! that long. The answer to a body that comes too late is 408 (RFC 9110 section 15.5.9). It is the same
//! for all contracts, since none of them has words for it, and takes the place of whatever the handler made of a body
//! that broke off. Over HTTP/1.1 the connection is closed after it: the rest of the body would be taken for a request.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use poem::http::header::{CONNECTION, HeaderValue};
use poem::http::{StatusCode, Version};
use poem::{Body, Request, Response};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::dispatch::Matched;
use super::problem::problem;

/// With each so many bytes, the time begins anew.
const PART: usize = 1024 * 1024;

/// The deadline of a request's body.
pub struct Deadline {
    late: Arc<AtomicBool>,
    is_http1: bool,
}

impl Deadline {
    /// Gives the client so much time for the body, if there is one.
    pub fn set(time: Duration, request: &mut Request) -> Option<Self> {
        let body = request.take_body();
        if body.is_empty() {
            request.set_body(body);
            return None;
        }
        let late = Arc::new(AtomicBool::new(false));
        request.set_body(Body::from_async_read(InTime {
            body: body.into_async_read(),
            time,
            left: time,
            read: 0,
            waits_since: None,
            alarm: Box::pin(sleep(time)),
            late: late.clone(),
        }));
        Some(Self {
            late,
            is_http1: request.version() <= Version::HTTP_11,
        })
    }

    /// The response, or 408 in its place when the body was late.
    pub fn check(self, response: Response) -> Response {
        if !self.late.load(Ordering::Relaxed) {
            return response;
        }
        let matched = response.data::<Matched>().cloned().unwrap_or_default();
        let mut response = problem(StatusCode::REQUEST_TIMEOUT);
        response.set_data(matched);
        if self.is_http1 {
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// A body that fails when its time is up.
struct InTime<B> {
    body: B,
    time: Duration,
    /// How much of the time is left for this part.
    left: Duration,
    /// How much of this part has been read.
    read: usize,
    /// Since when the client has kept us waiting.
    waits_since: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
    late: Arc<AtomicBool>,
}

impl<B> InTime<B> {
    /// Whether the client has kept us waiting for too long.
    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        if self.waits_since.is_none() {
            let now = Instant::now();
            self.waits_since = Some(now);
            self.alarm.as_mut().reset(now + self.left);
        }
        self.alarm.as_mut().poll(cx).is_ready()
    }

    /// Some bytes came.
    fn take(&mut self, bytes: usize) {
        if let Some(since) = self.waits_since.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        self.read += bytes;
        if self.read >= PART {
            (self.read, self.left) = (0, self.time);
        }
    }
}

impl<B: AsyncRead + Unpin> AsyncRead for InTime<B> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.body).poll_read(cx, buf);
        match &read {
            Poll::Ready(Ok(())) => self.take(buf.filled().len() - before),
            Poll::Ready(Err(_)) => {}
            Poll::Pending if self.is_late(cx) => {
                self.late.store(true, Ordering::Relaxed);
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            Poll::Pending => {}
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    const TIME: Duration = Duration::from_millis(500);

    /// A client, and the body that it sends.
    fn body() -> (DuplexStream, InTime<DuplexStream>) {
        let (client, body) = duplex(PART);
        let body = InTime {
            body,
            time: TIME,
            left: TIME,
            read: 0,
            waits_since: None,
            alarm: Box::pin(sleep(TIME)),
            late: Arc::default(),
        };
        (client, body)
    }

    async fn sends(client: &mut DuplexStream, bytes: usize, after: Duration) {
        sleep(after).await;
        client.write_all(&vec![b'x'; bytes]).await.unwrap();
    }

    async fn reads(body: &mut InTime<DuplexStream>, bytes: usize) -> io::Result<usize> {
        body.read_exact(&mut vec![0; bytes]).await
    }

    #[tokio::test]
    async fn small_pieces_have_the_time_together() {
        let (mut client, mut body) = body();
        let drip = async {
            loop {
                sends(&mut client, 1, TIME / 5).await;
            }
        };
        let read = tokio::select! {
            () = drip => unreachable!(),
            read = reads(&mut body, 100) => read,
        };
        assert_eq!(read.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(body.late.load(Ordering::Relaxed));
    }

    #[tokio::test]
    async fn each_part_has_the_time_anew() {
        let (mut client, mut body) = body();
        for _ in 0..3 {
            let (_, read) = tokio::join!(sends(&mut client, PART, TIME / 2), reads(&mut body, PART));
            assert_eq!(read.unwrap(), PART);
        }
    }

    #[tokio::test]
    async fn what_the_server_does_takes_nothing_off() {
        let (mut client, mut body) = body();
        for _ in 0..2 {
            let (_, read) = tokio::join!(sends(&mut client, 1, TIME / 10), reads(&mut body, 1));
            assert_eq!(read.unwrap(), 1);
            sleep(TIME + TIME / 10).await;
        }
    }
}
