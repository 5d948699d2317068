//! A reverse proxy in front of an old backend, which writes what passes. Clients notice nothing of it.
//!
//! Bodies are read as a whole before they are passed on: login APIs have short ones.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, future, stream};
use poem::http::header::{ACCEPT_ENCODING, HOST, HeaderValue};
use poem::http::{HeaderMap, StatusCode};
use poem::{Body as Sent, Request, Response};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::exchange::{Body, Recorded, RecordedAnswer, RecordedRequest};
use super::format::Writer;
use super::mask::Masker;
use crate::model::Timestamp;
use crate::upstream::{Exchange, OldBackend, Parts, Unreachable, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO};

/// The longest body of a request, in bytes.
const MAX_REQUEST: usize = 16 * 1024 * 1024;
/// The longest body of an answer that is recorded, in bytes. A longer one passes and is left out.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// What a recorder is made of.
pub struct RecorderOptions {
    /// The old backend.
    pub server: OldBackend,
    /// The recording.
    pub writer: Writer,
    /// Masks the exchanges; they are written as they are without.
    pub masker: Option<Masker>,
    /// Tells the time.
    pub now: fn() -> Timestamp,
}

/// See the module.
pub struct Recorder {
    server: OldBackend,
    file: Mutex<Output>,
    failed: Notify,
    now: fn() -> Timestamp,
}

struct Output {
    writer: Writer,
    masker: Option<Masker>,
    written: usize,
    failure: Option<io::Error>,
}

impl Recorder {
    /// Nothing is recorded yet.
    pub fn new(options: RecorderOptions) -> Self {
        Self {
            server: options.server,
            file: Mutex::new(Output {
                writer: options.writer,
                masker: options.masker,
                written: 0,
                failure: None,
            }),
            failed: Notify::new(),
            now: options.now,
        }
    }

    /// Waits until the recording cannot be written any more, which may be for ever.
    pub async fn failed(&self) {
        self.failed.notified().await;
    }

    /// How many exchanges were written, or why no more could be.
    ///
    /// # Errors
    /// The operating system's.
    pub fn finish(&self) -> io::Result<usize> {
        let mut output = self.output();
        match output.failure.take() {
            Some(error) => Err(error),
            None => Ok(output.written),
        }
    }

    /// Has the old backend answer, and writes what was said.
    pub async fn answer(&self, mut request: Request) -> Response {
        let (started_at, begun) = ((self.now)(), Instant::now());
        let Ok(body) = request.take_body().into_bytes_limit(MAX_REQUEST).await else {
            return problem(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long to be recorded");
        };
        let target = request.uri().path_and_query();
        let recorded = RecordedRequest {
            method: request.method().clone(),
            origin: Some(self.server.url().origin().ascii_serialization()),
            target: target.map_or_else(|| "/".to_owned(), ToString::to_string),
            headers: request.headers().clone(),
            body: Body::Whole(body.clone()),
        };
        let answer = match self.server.send(exchange(&request, &recorded, body)).await {
            Ok(answer) => answer,
            Err(error) => return refused(&error),
        };
        let (status, headers) = (answer.status, answer.headers);
        let (body, sent) = match beginning(answer.body).await {
            Ok((beginning, None)) => (Body::Whole(beginning.clone()), Sent::from_bytes(beginning)),
            Ok((beginning, Some(rest))) => {
                let parts = stream::once(future::ready(Ok(beginning))).chain(rest);
                (Body::LeftOut, Sent::from_bytes_stream(parts))
            }
            Err(_) => return problem(StatusCode::BAD_GATEWAY, "the old backend broke off its answer"),
        };
        self.write(Recorded {
            started_at: Some(started_at),
            took: Some(begun.elapsed()),
            request: recorded,
            answer: Some(RecordedAnswer {
                status: status.as_u16(),
                headers: headers.clone(),
                body,
            }),
        });
        let mut response = Response::builder().status(status).finish();
        *response.headers_mut() = headers;
        response.set_body(sent);
        response
    }

    fn write(&self, recorded: Recorded) {
        let mut output = self.output();
        let recorded = match &mut output.masker {
            Some(masker) => masker.mask(recorded),
            None => recorded,
        };
        match output.writer.add(&recorded) {
            Ok(()) => output.written += 1,
            Err(error) => {
                output.failure.get_or_insert(error);
                self.failed.notify_one();
            }
        }
    }

    fn output(&self) -> MutexGuard<'_, Output> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn exchange(request: &Request, recorded: &RecordedRequest, body: Bytes) -> Exchange {
    let mut headers = recorded.headers.clone();
    // What is compressed cannot be looked into.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    forward(&mut headers, request);
    Exchange {
        method: recorded.method.clone(),
        path_and_query: recorded.target.clone(),
        headers,
        body: (!body.is_empty()).then(|| stream::once(future::ready(Ok(body))).boxed()),
    }
}

/// Says who the client is, as any proxy does.
fn forward(headers: &mut HeaderMap, request: &Request) {
    if let Some(peer) = request.remote_addr().as_socket_addr() {
        let before = headers.get(X_FORWARDED_FOR).and_then(|before| before.to_str().ok());
        let chain = before.map_or_else(|| peer.ip().to_string(), |before| format!("{before}, {}", peer.ip()));
        if let Ok(chain) = HeaderValue::try_from(chain) {
            headers.insert(X_FORWARDED_FOR, chain);
        }
    }
    if let Some(host) = headers.get(HOST).cloned() {
        headers.entry(X_FORWARDED_HOST).or_insert(host);
    }
    headers
        .entry(X_FORWARDED_PROTO)
        .or_insert(HeaderValue::from_static("http"));
}

/// The whole body, or what has come of one that is too long, with the rest.
async fn beginning(mut parts: Parts) -> io::Result<(Bytes, Option<Parts>)> {
    let mut all = BytesMut::new();
    while let Some(part) = parts.next().await {
        all.extend_from_slice(&part?);
        if all.len() > MAX_ANSWER {
            return Ok((all.freeze(), Some(parts)));
        }
    }
    Ok((all.freeze(), None))
}

fn refused(error: &Unreachable) -> Response {
    match error {
        Unreachable::Path => problem(StatusCode::NOT_FOUND, "the path leads elsewhere"),
        Unreachable::Busy | Unreachable::Down | Unreachable::Late | Unreachable::Failed(_) => {
            problem(StatusCode::BAD_GATEWAY, "the old backend did not answer")
        }
    }
}

fn problem(status: StatusCode, message: &'static str) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/plain; charset=utf-8")
        .body(message)
}
