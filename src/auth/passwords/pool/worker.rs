//! A thread that hashes.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use super::queue::{Asker, Login, Queue, Task};
use bcrypt_lanes::{Finished, Lanes};

/// Works until the queue is closed and empty.
pub(super) fn work(queue: &Queue, thread: usize, lanes: usize) {
    let lanes = usable(lanes);
    // Whoever was under way when something panicked gets an error, because the sender is gone with the lanes.
    if lanes > 1 && catch_unwind(AssertUnwindSafe(|| in_lanes(queue, thread, lanes))).is_err() {
        tracing::error!(
            thread,
            "verifying panicked; this thread goes on with one password after the other"
        );
        one_by_one(queue, thread);
    }
    if lanes == 1 {
        one_by_one(queue, thread);
    }
}

/// Whether the lanes compute what they should, on this machine: found out once, by the first thread.
static TESTED: LazyLock<bool> = LazyLock::new(|| match bcrypt_lanes::self_test() {
    Ok(()) => true,
    Err(error) => {
        tracing::error!(%error, "passwords are verified one after the other, which takes three times as long");
        false
    }
});

/// One lane is the bcrypt crate alone, and so are lanes that fail their test.
fn usable(lanes: usize) -> usize {
    if lanes > 1 && *TESTED { lanes } else { 1 }
}

fn in_lanes(queue: &Queue, thread: usize, lanes: usize) {
    let mut lanes = Lanes::new(lanes);
    loop {
        while lanes.have_room() {
            let task = if lanes.is_empty() {
                let Some(task) = queue.wait(thread) else { return };
                task
            } else {
                let patient = lanes.tickets().all(|asker: &Asker| !asker.held_up);
                let Some(task) = queue.poll(thread, lanes.len(), patient) else {
                    break;
                };
                task
            };
            begin(&mut lanes, task);
        }
        lanes.retain(|asker| !asker.is_gone());
        for Finished { ticket, matches } in lanes.step() {
            ticket.answer(matches);
        }
    }
}

fn begin(lanes: &mut Lanes<Asker>, task: Task) {
    match task {
        Task::Login(Login { asker, .. }) if asker.is_gone() => {}
        Task::Login(Login { attempt, asker }) => match attempt.job() {
            // There was room, so nobody comes back.
            Some(job) => drop(lanes.join(job, asker)),
            None => asker.answer(false),
        },
        Task::Other(work) => {
            lanes.tickets_mut().for_each(|asker| asker.held_up = true);
            run(work);
        }
    }
}

fn one_by_one(queue: &Queue, thread: usize) {
    while let Some(task) = queue.wait(thread) {
        match task {
            Task::Login(Login { asker, .. }) if asker.is_gone() => {}
            Task::Login(Login { attempt, asker }) => run(move || asker.answer(attempt.by_the_crate())),
            Task::Other(work) => run(work),
        }
    }
}

/// Runs something that may panic: the one who asked gets an error then, and nobody else.
fn run(work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        tracing::error!("hashing panicked");
    }
}
