//! A hashing thread.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use super::queue::{HashJob, Queue, Reply};
use bcrypt_lanes::{Finished, Lanes};
use tokio::time::Instant;

/// Works until the queue is closed and empty.
pub(super) fn run(queue: &Queue, thread: usize, lanes: usize) {
    let lanes = effective_lanes(lanes);
    // After a panic, the logins in the lanes get an error, because their senders are gone.
    if lanes > 1 && catch_unwind(AssertUnwindSafe(|| run_lanes(queue, thread, lanes))).is_err() {
        tracing::error!(
            thread,
            "verifying a password panicked; this thread verifies one password at a time from now on"
        );
        run_serially(queue, thread);
    }
    if lanes == 1 {
        run_serially(queue, thread);
    }
}

/// Whether the lanes compute correctly on this machine. The first thread finds out.
static LANES_WORK: LazyLock<bool> = LazyLock::new(|| match bcrypt_lanes::self_test() {
    Ok(()) => true,
    Err(error) => {
        tracing::error!(%error, "passwords are verified one at a time, which takes three times as long");
        false
    }
});

/// One lane means the bcrypt crate alone. Lanes that fail their self-test are not used.
fn effective_lanes(lanes: usize) -> usize {
    if lanes > 1 && *LANES_WORK { lanes } else { 1 }
}

fn run_lanes(queue: &Queue, thread: usize, lanes: usize) {
    let mut lanes = Lanes::new(lanes);
    loop {
        while lanes.have_room() {
            let job = if lanes.is_empty() {
                let Some(job) = queue.wait(thread) else { return };
                job
            } else {
                let may_pause = lanes.tickets().all(|reply: &Reply| !reply.delayed);
                let Some(job) = queue.poll(thread, lanes.len(), may_pause) else {
                    break;
                };
                job
            };
            begin(queue, &mut lanes, job);
        }
        lanes.retain(|reply| !reply.is_cancelled());
        for Finished { ticket: reply, matches } in lanes.step() {
            queue.metrics().hashed(reply.taken());
            queue.reply(reply, matches);
        }
    }
}

fn begin(queue: &Queue, lanes: &mut Lanes<Reply>, job: HashJob) {
    match job {
        HashJob::Verify(_, reply) if reply.is_cancelled() => {}
        HashJob::Verify(verification, reply) => match verification.lane_job() {
            // A lane is free, so nothing comes back.
            Some(job) => drop(lanes.join(job, reply)),
            None => reply.send(false),
        },
        HashJob::Exclusive(work) => {
            lanes.tickets_mut().for_each(|reply| reply.delayed = true);
            run_caught(queue, work);
        }
    }
}

fn run_serially(queue: &Queue, thread: usize) {
    while let Some(job) = queue.wait(thread) {
        match job {
            HashJob::Verify(_, reply) if reply.is_cancelled() => {}
            HashJob::Verify(verification, reply) => run_caught(queue, move || reply.send(verification.run())),
            HashJob::Exclusive(work) => run_caught(queue, work),
        }
    }
}

/// Runs work that may panic. Only its own login gets an error then.
fn run_caught(queue: &Queue, work: impl FnOnce()) {
    let begun = Instant::now();
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        tracing::error!("hashing a password panicked");
    }
    queue.metrics().hashed(begun.elapsed());
}
