//! The deadline for a request's body.
//!
//! The time runs from the end of the head, and only what the client keeps us waiting for counts: bytes that are there
//! are read, however late. The answer to a body that comes too late is 408 (RFC 9110 section 15.5.9). It is the same
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
use tokio::time::{Sleep, sleep};

use super::dispatch::Matched;
use super::problem::problem;

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
            deadline: Box::pin(sleep(time)),
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
    deadline: Pin<Box<Sleep>>,
    late: Arc<AtomicBool>,
}

impl<B: AsyncRead + Unpin> AsyncRead for InTime<B> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.body).poll_read(cx, buf);
        if read.is_pending() && self.deadline.as_mut().poll(cx).is_ready() {
            self.late.store(true, Ordering::Relaxed);
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}
