//! What a connection waits for, and its deadlines.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long a client may keep a connection waiting.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// For the head of a request: from the beginning of the connection (so it includes TLS), or from the first byte
    /// after an idle time.
    pub head: Duration,
    /// For the next request: since the last response was sent, or the client took its last byte. Over HTTP/2, reading
    /// the last response may prolong it once, to twice this time.
    pub idle: Duration,
}

/// The state of one connection, shared by its stream and its requests.
///
/// HTTP/1.1 has one request at a time: first its head, then its handling, then an idle time. Over HTTP/2, heads arrive
/// while other requests are open, and bytes need not belong to any request in either direction, as in a PING. There,
/// only the first head has a deadline. Afterwards the connection ends when no request was open for the idle time,
/// whatever it receives. Bytes that the client takes prolong it while they may still belong to the last response: for
/// one more idle time.
#[derive(Debug)]
pub struct Connection {
    deadlines: Deadlines,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// How many requests are being handled. While there are any, there is no deadline.
    open_requests: usize,
    waiting_for: WaitingFor,
    /// When the last request was finished.
    last_finished: Instant,
    is_http2: bool,
}

/// What the connection waits for, and since when.
#[derive(Debug, Clone, Copy)]
enum WaitingFor {
    /// The rest of a head.
    Head(Instant),
    /// The next request, or for the client to take the last response.
    Idle(Instant),
}

impl Connection {
    /// A new connection.
    pub fn new(deadlines: Deadlines) -> Self {
        let now = Instant::now();
        let state = State {
            open_requests: 0,
            waiting_for: WaitingFor::Head(now),
            last_finished: now,
            is_http2: false,
        };
        Self {
            deadlines,
            state: Mutex::new(state),
        }
    }

    /// How long a read may wait before the next check; `None` when a deadline has passed. A deadline is noticed late by
    /// at most the shorter of the two times.
    pub fn next_check(&self, now: Instant) -> Option<Duration> {
        let Deadlines { head, idle } = self.deadlines;
        let state = self.lock();
        let left = match state.waiting_for {
            _ if state.open_requests > 0 => idle,
            WaitingFor::Head(since) => (since + head).saturating_duration_since(now),
            WaitingFor::Idle(since) => (since + idle).saturating_duration_since(now),
        };
        (!left.is_zero()).then(|| left.min(head).min(idle))
    }

    /// How long a write may wait.
    pub fn write_timeout(&self) -> Duration {
        self.deadlines.idle
    }

    /// Bytes arrived while no response was waiting for the client: after an idle time, the first of a head.
    pub fn received(&self) {
        let mut state = self.lock();
        if let WaitingFor::Idle(_) = state.waiting_for
            && !state.is_http2
        {
            state.waiting_for = WaitingFor::Head(Instant::now());
        }
    }

    /// The client took bytes. During a head they belong to no response and prolong nothing. Over HTTP/2 they may belong
    /// to none at any time, so they prolong the idle time only for a while.
    pub fn sent(&self) {
        let now = Instant::now();
        let mut state = self.lock();
        let may_be_response = !state.is_http2 || now < state.last_finished + self.deadlines.idle;
        if let WaitingFor::Idle(_) = state.waiting_for
            && may_be_response
        {
            state.waiting_for = WaitingFor::Idle(now);
        }
    }

    /// Whether the last response was sent within the last second, so that its client may not have noticed yet.
    pub fn has_just_answered(&self, now: Instant) -> bool {
        match self.lock().waiting_for {
            WaitingFor::Idle(since) => now < since + Duration::from_secs(1),
            WaitingFor::Head(_) => false,
        }
    }

    /// Begins a request, which is open until the result is dropped.
    pub fn begin_request(self: Arc<Self>, is_http2: bool) -> OpenRequest {
        let mut state = self.lock();
        state.open_requests += 1;
        state.is_http2 = is_http2;
        drop(state);
        OpenRequest(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is being handled.
pub struct OpenRequest(Arc<Connection>);

impl Drop for OpenRequest {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.open_requests -= 1;
        state.last_finished = Instant::now();
        state.waiting_for = WaitingFor::Idle(state.last_finished);
    }
}
