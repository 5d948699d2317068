//! Verifies bcrypt passwords, up to five in turns on one thread, in the time of little more than one.
//!
//! bcrypt is slow in a way that leaves a processor idle. Nearly all of its time goes into one chain of Blowfish
//! encryptions, in which every step looks something up in four tables, at places that the step before has just
//! computed. The tables are in the first-level cache; still each look-up takes four or five cycles, in which there is
//! nothing else to do. Several passwords are several chains that have nothing to do with each other. So [`Lanes`] takes
//! a step of each in turn, and the processor, which reorders what is independent by itself, fills the waiting of one
//! with the work of the others. Five lanes get through nearly four times as much as one, and more than four times as much
//! as the `bcrypt` crate; a single one is nearly a fifth faster than the crate. `examples/ratio.rs` measures it: `make lanes`.
//!
//! # How it is used
//!
//! A thread has its own [`Lanes`] and hands them jobs. A [`Job`] is a hash and a password. After each
//! [`step`](Lanes::step), a round of everyone under way and at most some hundred microseconds, finished ones are handed
//! out and new ones may [`join`](Lanes::join). Nobody waits for a batch to fill or to end, and the costs may differ.
//! Threads and queues are for the caller.
//!
//! ```text
//! let mut lanes = Lanes::new(5);
//! loop {
//!     while lanes.have_room() {
//!         let Some((job, whom)) = next_in_the_queue(lanes.is_empty()) else { break };
//!         lanes.join(job, whom)?;
//!     }
//!     for Finished { ticket, matches } in lanes.step() {
//!         tell(ticket, matches);
//!     }
//! }
//! ```
//!
//! Once at the start, [`self_test()`] says whether it may be used at all. It only verifies: new hashes come from the
//! `bcrypt` crate, so that nothing wrong can ever be stored.
//!
//! # Why it is right
//!
//! For one password, bcrypt (Provos and Mazières, "A Future-Adaptable Password Scheme", 1999) is
//!
//! ```text
//! state ← ExpandKey(digits of π, salt, key)            State::begin
//! 2^cost times:                                        Lanes::step, each time once
//!     state ← ExpandKey(state, 0, key)                     State::mix, refill
//!     state ← ExpandKey(state, 0, salt)                    State::mix, refill
//! digest ← "OrpheanBeholderScryDoubt", encrypted 64 times with state     State::digest
//! ```
//!
//! * *Each lane does exactly this.* `ExpandKey` is two parts: the key is mixed into the 18 subkeys, then 521
//!   encryptions, each of the result of the one before, replace the 1042 words of the state in order. `State::mix` is
//!   the one, `refill` the other. In `refill` with N lanes, what is written for a lane is what is written with N = 1:
//!   no expression takes anything from another lane, since each works on its own elements of `states`, `left` and
//!   `right`. The order in which independent steps are taken cannot change their results.
//! * *Lanes share nothing.* `states[i]` belongs to `under_way[i]`, and three places keep that so: `join` begins the
//!   state after the last, `leave` moves the last state with the last lane, and `round` pairs them by their order. A
//!   lane that joins begins its state anew, whatever was there.
//! * *Leaving and joining are between rounds only*, when every state is where the loop above has it after a whole turn.
//! * *A hash is read as the `bcrypt` crate reads it*, with the same base64 and the same refusals.
//!
//! And it is tested: against nearly 600 published known answers, in every version and number of lanes; against the
//! crate with random passwords, salts, costs and mixes of lanes, and with malformed hashes; and the table of digits
//! against π, computed anew.
//!
//! # What an attacker may see
//!
//! * As in every bcrypt, the places of the look-ups depend on the password. Who can watch the cache of the processor may
//!   learn about them; lanes neither help nor hinder that, other than by adding to the noise.
//! * How long an answer takes tells the cost of the hash, and how busy the lanes are: one lane of five takes about a
//!   third longer than one alone. It does not tell how much of a digest is right. A hash of a lower cost than usual, or
//!   none at all, can be hidden: see [`Job::refuse_at_cost`] and [`Job::decoy`].
//! * Passwords and states are wiped when they are done with, or abandoned. What the processor's registers and the stack
//!   had of them is not.
//! * There is no `unsafe`, and nothing in it depends on the processor.
//!
//! # What keeps it fast
//!
//! Nothing but the compiler sees to it that each lane stays in registers. An earlier trial lost all that lanes bring
//! when it was built with `target-cpu=native`, because the compiler gathered the look-ups of several lanes into
//! vectors. This code showed no gathers for any processor tried; still, whoever changes `refill.rs`, or the compiler,
//! should look at `examples/ratio.rs`, which ends with an error when five lanes bring less than is asked for.

mod job;
mod key;
mod lanes;
mod pi;
mod refill;
mod self_test;
mod state;
#[cfg(test)]
mod tests;

pub use job::{Job, NotVerifiable};
pub use lanes::{Finished, Lanes, MAX_LANES};
pub use self_test::{SelfTestFailed, self_test};
