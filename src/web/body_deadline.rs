//! The deadline for a request's body, and what becomes of a body that nobody reads.
//!
//! Only what the client keeps us waiting for counts: bytes that are there are read, however late, and what a handler does
//! between two parts takes nothing off. A body that is read while it comes has the time anew with each MiB; no other is
//! that long. The answer to a body that comes too late is 408 (RFC 9110 section 15.5.9). It is the same
//! for all contracts, since none of them has words for it, and takes the place of whatever the handler made of a body
//! that broke off. Over HTTP/1.1 the connection is closed after it: the rest of the body would be taken for a request.
//!
//! A response may be ready before the body has been read, as when an API key is wrong. Over HTTP/1.1, the connection
//! could not be used again, and a client that is still sending might lose the response. So a short rest is read first.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use poem::http::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HeaderValue};
use poem::http::{StatusCode, Version};
use poem::{Body, Request, Response};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf, copy, sink};
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::dispatch::Matched;
use super::problem::problem;

/// With each so many bytes, the time begins anew.
const PART: usize = 1024 * 1024;

/// How many bytes are read that no handler wants. A longer body is cut off.
const MAX_REST: u64 = 64 * 1024;
/// How long they are waited for.
const REST_TIME: Duration = Duration::from_secs(1);

type Source = Pin<Box<dyn AsyncRead + Send>>;

/// The deadline of a request's body.
pub struct Deadline {
    outcome: Arc<Outcome>,
    is_http1: bool,
    /// Whether a rest of the body would be read.
    takes_rest: bool,
}

/// What became of a body.
#[derive(Default)]
struct Outcome {
    is_late: AtomicBool,
    /// What nobody has read.
    rest: Mutex<Option<Source>>,
}

impl Deadline {
    /// Gives the client so much time for the body, if there is one.
    pub fn set(time: Duration, request: &mut Request) -> Option<Self> {
        let body = request.take_body();
        if body.is_empty() {
            request.set_body(body);
            return None;
        }
        let outcome = Arc::<Outcome>::default();
        request.set_body(Body::from_async_read(InTime::new(
            Box::pin(body.into_async_read()),
            time,
            outcome.clone(),
        )));
        let is_http1 = request.version() <= Version::HTTP_11;
        Some(Self {
            outcome,
            is_http1,
            takes_rest: is_http1 && is_short(request),
        })
    }

    /// The response, or 408 in its place when the body was late.
    pub async fn check(self, response: Response) -> Response {
        let rest = self.outcome.rest.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(rest) = rest.filter(|_| self.takes_rest) {
            // What is wrong with it concerns nobody: the response is made.
            let _ = timeout(REST_TIME, copy(&mut rest.take(MAX_REST), &mut sink())).await;
        }
        if !self.outcome.is_late.load(Ordering::Relaxed) {
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

/// Whether a request's body is short, or may be. A client that asks before it sends one sends none after its response.
fn is_short(request: &Request) -> bool {
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    length.is_none_or(|length| length <= MAX_REST) && !request.headers().contains_key(EXPECT)
}

/// A body that fails when its time is up.
struct InTime {
    /// The body, until its end.
    body: Option<Source>,
    time: Duration,
    /// How much of the time is left for this part.
    left: Duration,
    /// How much of this part has been read.
    read: usize,
    /// Since when the client has kept us waiting.
    waits_since: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
    outcome: Arc<Outcome>,
}

impl InTime {
    fn new(body: Source, time: Duration, outcome: Arc<Outcome>) -> Self {
        Self {
            body: Some(body),
            time,
            left: time,
            read: 0,
            waits_since: None,
            alarm: Box::pin(sleep(time)),
            outcome,
        }
    }

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
    fn received(&mut self, bytes: usize) {
        if let Some(since) = self.waits_since.take() {
            self.left = self.left.saturating_sub(since.elapsed());
        }
        self.read += bytes;
        if self.read >= PART {
            (self.read, self.left) = (0, self.time);
        }
    }
}

impl AsyncRead for InTime {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let Some(body) = &mut self.body else {
            return Poll::Ready(Ok(()));
        };
        let read = body.as_mut().poll_read(cx, buf);
        match &read {
            Poll::Ready(Ok(())) if buf.filled().len() > before => self.received(buf.filled().len() - before),
            Poll::Ready(_) => self.body = None,
            Poll::Pending if self.is_late(cx) => {
                self.body = None;
                self.outcome.is_late.store(true, Ordering::Relaxed);
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            Poll::Pending => {}
        }
        read
    }
}

impl Drop for InTime {
    fn drop(&mut self) {
        if let Some(rest) = self.body.take() {
            *self.outcome.rest.lock().unwrap_or_else(PoisonError::into_inner) = Some(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    const TIME: Duration = Duration::from_millis(500);

    /// A client, and the body that it sends.
    fn body() -> (DuplexStream, InTime) {
        let (client, body) = duplex(PART);
        (client, InTime::new(Box::pin(body), TIME, Arc::default()))
    }

    async fn sends(client: &mut DuplexStream, bytes: usize, after: Duration) {
        sleep(after).await;
        client.write_all(&vec![b'x'; bytes]).await.unwrap();
    }

    async fn reads(body: &mut InTime, bytes: usize) -> io::Result<usize> {
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
        assert!(body.outcome.is_late.load(Ordering::Relaxed));
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
