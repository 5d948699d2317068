//! What a connection is waiting for, and until when.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long a client may keep the server waiting.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// For the head of a request: from the moment that the connection is there (which includes TLS), or from the first
    /// byte after a pause.
    pub head: Duration,
    /// For anything to happen: since the last request was answered, or the last byte of an answer taken; over HTTP/2,
    /// at most as long again for all that is taken after the last request was worked on.
    pub idle: Duration,
}

/// The state of one connection, which its stream and its requests share.
///
/// HTTP/1.1 has one thing going on at a time: a head, then a request that is worked on, then a pause. Over HTTP/2,
/// heads come while others are worked on, and bytes need not belong to any, neither those that come in nor those that
/// go out: every PING is answered. There, the first head has its deadline, and afterwards the connection ends when
/// nothing was worked on for the idle time, whatever it receives. Bytes that the client takes prolong that while they
/// may still be of the last answer, which is for one more idle time; after twice the idle time it is over.
#[derive(Debug)]
pub struct Connection {
    deadlines: Deadlines,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// How many requests are worked on; as long as there are any, there is no deadline.
    at_work: usize,
    waiting: Waiting,
    /// When work on the last request ended.
    worked: Instant,
    is_http2: bool,
}

/// What is waited for, and since when.
#[derive(Debug, Clone, Copy)]
enum Waiting {
    /// The rest of a head.
    Head(Instant),
    /// The next request, or that the client takes the last answer.
    Idle(Instant),
}

impl Connection {
    /// A new connection.
    pub fn new(deadlines: Deadlines) -> Self {
        let now = Instant::now();
        let state = State {
            at_work: 0,
            waiting: Waiting::Head(now),
            worked: now,
            is_http2: false,
        };
        Self {
            deadlines,
            state: Mutex::new(state),
        }
    }

    /// How long a read may wait before the next look; `None` when the client's time is over. A deadline is met by at
    /// most the shorter one of the two too late.
    pub fn pause(&self, now: Instant) -> Option<Duration> {
        let Deadlines { head, idle } = self.deadlines;
        let state = self.lock();
        let left = match state.waiting {
            _ if state.at_work > 0 => idle,
            Waiting::Head(since) => (since + head).saturating_duration_since(now),
            Waiting::Idle(since) => (since + idle).saturating_duration_since(now),
        };
        (!left.is_zero()).then(|| left.min(head).min(idle))
    }

    /// How long a write may wait.
    pub fn write_time(&self) -> Duration {
        self.deadlines.idle
    }

    /// Bytes came in while no answer was waiting to be taken: after a pause, the first of a head.
    pub fn received(&self) {
        let mut state = self.lock();
        if let Waiting::Idle(_) = state.waiting
            && !state.is_http2
        {
            state.waiting = Waiting::Head(Instant::now());
        }
    }

    /// The client took bytes. During a head these are no answer, and do not prolong it; over HTTP/2, they may be none
    /// at any time, so they do so only for a while.
    pub fn sent(&self) {
        let now = Instant::now();
        let mut state = self.lock();
        let may_be_answer = !state.is_http2 || now < state.worked + self.deadlines.idle;
        if let Waiting::Idle(_) = state.waiting
            && may_be_answer
        {
            state.waiting = Waiting::Idle(now);
        }
    }

    /// A request is worked on until the result is dropped.
    pub fn at_work(self: Arc<Self>, is_http2: bool) -> AtWork {
        let mut state = self.lock();
        state.at_work += 1;
        state.is_http2 = is_http2;
        drop(state);
        AtWork(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is worked on.
pub struct AtWork(Arc<Connection>);

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.at_work -= 1;
        state.worked = Instant::now();
        state.waiting = Waiting::Idle(state.worked);
    }
}
