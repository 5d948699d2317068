//! What waits for a hashing thread, and which thread takes it.
//!
//! First come, first served. An idle thread takes the first job. A thread with active lanes takes it only if no other
//! thread has fewer, so that logins spread over the threads before they share one: two logins on two cores take as long
//! as each alone.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use thread_replies::Replies;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::Instant;

use crate::auth::passwords::verification::Verification;
use crate::metrics::HashingMetrics;
use crate::traces::Span;

/// The spans of a job: it waits for a thread, and then a thread works.
pub(super) const WAITS: &str = "hash.wait";
pub(super) const COMPUTES: &str = "hash.compute";
/// The load of a thread that takes no job: more than any number of lanes.
const BUSY: usize = usize::MAX;

/// A reserved slot in the queue, freed when it is dropped. It can be taken long before there is a password to hash, so
/// that nothing is begun that could not be finished.
pub(in crate::auth) type HashSlot = OwnedSemaphorePermit;

/// Where the hashing threads are with their work. Of two, one can tell whether they go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashingProgress {
    /// How many jobs wait for a thread.
    pub waiting: usize,
    /// How many jobs the threads have taken since the start.
    pub taken: u64,
}

/// Work for a thread.
pub(super) enum HashJob {
    /// A password to verify, in a lane.
    Verify(Verification, Reply),
    /// Work that has the thread to itself until it is done.
    Exclusive(Box<dyn FnOnce() + Send>),
}

/// Where the result of a verification goes. It frees the job's slot when it is dropped.
pub(super) struct Reply {
    sender: oneshot::Sender<(bool, HashSlot)>,
    /// Whether exclusive work has paused this verification. That happens once.
    pub(super) delayed: bool,
    slot: HashSlot,
    /// When a thread took it.
    begun: Option<Instant>,
    span: Span,
}

/// The queue of all threads.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    /// How many jobs wait, readable without the lock.
    waiting: AtomicUsize,
    /// How many jobs the threads have taken.
    taken: AtomicU64,
    /// How many passwords each thread is hashing.
    loads: Box<[AtomicUsize]>,
    metrics: HashingMetrics,
    /// Where results are handed over. Without it, each thread does that itself.
    replies: Option<Replies>,
}

#[derive(Default)]
struct State {
    /// Each with the time since which it waits.
    jobs: VecDeque<(HashJob, Instant)>,
    closed: bool,
}

impl Reply {
    pub(super) fn new(sender: oneshot::Sender<(bool, HashSlot)>, slot: HashSlot) -> Self {
        Self {
            sender,
            delayed: false,
            slot,
            begun: None,
            span: Span::begin(WAITS),
        }
    }

    /// Whether nobody waits for it, because the client has hung up.
    pub(super) fn is_cancelled(&self) -> bool {
        self.sender.is_closed()
    }

    /// How long the verification has taken, its pauses included.
    pub(super) fn taken(&self) -> Duration {
        self.begun.map_or(Duration::ZERO, |begun| begun.elapsed())
    }

    pub(super) fn send(self, matches: bool) {
        // It ends before what waits for it.
        drop(self.span);
        let _ = self.sender.send((matches, self.slot));
    }
}

impl Queue {
    pub(super) fn new(threads: usize, metrics: HashingMetrics, replies: Option<Replies>) -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            waiting: AtomicUsize::new(0),
            taken: AtomicU64::new(0),
            loads: (0..threads).map(|_| AtomicUsize::new(0)).collect(),
            metrics,
            replies,
        }
    }

    /// What is measured of the jobs.
    pub(super) fn metrics(&self) -> &HashingMetrics {
        &self.metrics
    }

    /// How many passwords are hashed at the moment.
    pub(super) fn active(&self) -> usize {
        let active = self.loads.iter().map(|load| match load.load(Ordering::Relaxed) {
            BUSY => 1,
            lanes => lanes,
        });
        active.sum()
    }

    /// Adds a job at the end. The slots bound how many there can be.
    pub(super) fn push(&self, job: HashJob) {
        let mut state = self.lock();
        state.jobs.push_back((job, Instant::now()));
        self.waiting.store(state.jobs.len(), Ordering::Relaxed);
        drop(state);
        self.changed.notify_one();
    }

    /// How many jobs wait, and how many were taken.
    pub(super) fn progress(&self) -> HashingProgress {
        HashingProgress {
            waiting: self.waiting.load(Ordering::Relaxed),
            taken: self.taken.load(Ordering::Relaxed),
        }
    }

    /// Sends the result of a verification.
    pub(super) fn reply(&self, reply: Reply, matches: bool) {
        match &self.replies {
            Some(replies) => replies.send(move || reply.send(matches)),
            None => reply.send(matches),
        }
    }

    /// Lets the threads end once the queue is empty.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Takes a thread out of account that could not be started.
    pub(super) fn remove_thread(&self, thread: usize) {
        self.set_load(thread, BUSY);
    }

    /// Waits for a job, for an idle thread. `None` when there will be none.
    pub(super) fn wait(&self, thread: usize) -> Option<HashJob> {
        let mut state = self.lock();
        self.set_load(thread, 0);
        loop {
            if let Some(job) = self.pop(&mut state, thread, 0) {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next job for a thread with `active` lanes, at the end of a round. `may_pause` says that the lanes may wait
    /// while the thread does exclusive work.
    pub(super) fn poll(&self, thread: usize, active: usize, may_pause: bool) -> Option<HashJob> {
        self.set_load(thread, active);
        let is_less_busy = |load: &AtomicUsize| load.load(Ordering::Relaxed) < active;
        if self.waiting.load(Ordering::Relaxed) == 0 || self.loads.iter().any(is_less_busy) {
            return None;
        }
        let mut state = self.lock();
        match state.jobs.front() {
            Some((HashJob::Exclusive(_), _)) if !may_pause => None,
            _ => self.pop(&mut state, thread, active),
        }
    }

    fn pop(&self, state: &mut State, thread: usize, active: usize) -> Option<HashJob> {
        let (mut job, since) = state.jobs.pop_front()?;
        if let HashJob::Verify(_, reply) = &mut job {
            reply.span.go_on(COMPUTES);
        }
        self.waiting.store(state.jobs.len(), Ordering::Relaxed);
        self.taken.fetch_add(1, Ordering::Relaxed);
        let now = Instant::now();
        self.metrics.waited(now.saturating_duration_since(since));
        let load = match &mut job {
            HashJob::Verify(_, reply) => {
                reply.begun = Some(now);
                active + 1
            }
            HashJob::Exclusive(_) => BUSY,
        };
        self.set_load(thread, load);
        Some(job)
    }

    fn set_load(&self, thread: usize, load: usize) {
        if let Some(of_thread) = self.loads.get(thread) {
            of_thread.store(load, Ordering::Relaxed);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
