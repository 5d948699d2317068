//! What waits for a thread, and which thread takes it.
//!
//! First come, first served. A thread without work takes what comes first; a thread that has lanes under way takes it
//! only where no other thread has fewer. So logins spread over the threads before they share one: two logins on two
//! cores take as long as each alone.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::Ticket;
use crate::auth::passwords::format::Attempt;

/// More than any thread can have under way: it takes nothing, and nobody leaves anything to it.
const BUSY: usize = usize::MAX;

/// Work for a thread.
pub(super) enum Task {
    /// A password to verify.
    Login(Login),
    /// Something that has the thread to itself until it is done.
    Other(Box<dyn FnOnce() + Send>),
}

/// A password to verify, and who asks.
pub(super) struct Login {
    pub(super) attempt: Attempt,
    pub(super) asker: Asker,
}

/// Who asks. The place in the queue is given up with it.
pub(super) struct Asker {
    done: oneshot::Sender<bool>,
    /// Other work has come between. It does so once.
    pub(super) held_up: bool,
    _ticket: Ticket,
}

/// The queue of all threads.
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    /// How many tasks wait, to be seen without the lock.
    waiting: AtomicUsize,
    /// How many passwords each thread has under way.
    loads: Box<[AtomicUsize]>,
}

#[derive(Default)]
struct State {
    tasks: VecDeque<Task>,
    closed: bool,
}

impl Login {
    pub(super) fn new(attempt: Attempt, done: oneshot::Sender<bool>, ticket: Ticket) -> Self {
        let asker = Asker {
            done,
            held_up: false,
            _ticket: ticket,
        };
        Self { attempt, asker }
    }
}

impl Asker {
    /// A client that has gone away needs no answer.
    pub(super) fn is_gone(&self) -> bool {
        self.done.is_closed()
    }

    pub(super) fn answer(self, matches: bool) {
        let _ = self.done.send(matches);
    }
}

impl Queue {
    pub(super) fn new(threads: usize) -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            waiting: AtomicUsize::new(0),
            loads: (0..threads).map(|_| AtomicUsize::new(0)).collect(),
        }
    }

    /// Puts a task at the end. How many there can be is for the tickets to say.
    pub(super) fn push(&self, task: Task) {
        let mut state = self.lock();
        state.tasks.push_back(task);
        self.waiting.store(state.tasks.len(), Ordering::Relaxed);
        drop(state);
        self.changed.notify_one();
    }

    /// Lets the threads end when the queue is empty.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// A thread is not there.
    pub(super) fn lose(&self, thread: usize) {
        self.set_load(thread, BUSY);
    }

    /// A thread with nobody under way waits for a task; `None` when there will be none.
    pub(super) fn wait(&self, thread: usize) -> Option<Task> {
        let mut state = self.lock();
        self.set_load(thread, 0);
        loop {
            if let Some(task) = self.pop(&mut state, thread, 0) {
                return Some(task);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A thread with lanes under way asks, at the end of a round, whether there is something for it. `patient` says
    /// that it may leave its lanes alone for a while.
    pub(super) fn poll(&self, thread: usize, under_way: usize, patient: bool) -> Option<Task> {
        self.set_load(thread, under_way);
        let for_another = |load: &AtomicUsize| load.load(Ordering::Relaxed) < under_way;
        if self.waiting.load(Ordering::Relaxed) == 0 || self.loads.iter().any(for_another) {
            return None;
        }
        let mut state = self.lock();
        match state.tasks.front() {
            Some(Task::Other(_)) if !patient => None,
            _ => self.pop(&mut state, thread, under_way),
        }
    }

    fn pop(&self, state: &mut State, thread: usize, under_way: usize) -> Option<Task> {
        let task = state.tasks.pop_front()?;
        self.waiting.store(state.tasks.len(), Ordering::Relaxed);
        let load = match task {
            Task::Login(_) => under_way + 1,
            Task::Other(_) => BUSY,
        };
        self.set_load(thread, load);
        Some(task)
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
