//! Failed logins, counted where all nodes see them.
//!
//! An attempt is counted *before* its password is verified, as if it had failed, and refunded when the password was
//! right. If it were counted afterwards, any number of concurrent attempts would be verified before the first counts.
//!
//! A counter keeps its latest failures one by one, the newest first, in a text: of each, 13 digits of milliseconds and
//! the attempt's own 8 hexadecimal digits. That makes the window exact, and lets one statement check the failure
//! that decides - the oldest one that would have to be past - and count the new one (`counting.rs`). `settle.rs` has what
//! a successful login does to its counters, `queries.rs` the methods of the store, and
//! `counted.rs` the accounts that have counters.

pub(super) mod counted;
pub(super) mod counting;
mod queries;
pub(super) mod record;
pub(super) mod settle;

pub use counted::CountedAccount;
pub use record::{Admission, AttemptRecord, Counter, KnownSource};
