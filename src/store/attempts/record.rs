//! Attempts, the counters that they are counted by, and the outcome.

use std::time::Duration;

use crate::model::{CounterKey, Target, Timestamp};

/// A counter, and what it allows.
#[derive(Debug, Clone)]
pub struct Counter {
    /// What it counts by.
    pub key: CounterKey,
    /// How many failures there may be within the window.
    pub recent: u32,
    /// How many there may be in a row, however long that takes.
    pub consecutive: Option<u32>,
    /// Until when the counter must be kept.
    pub kept_until: Timestamp,
}

/// An attempt to be counted.
#[derive(Debug, Clone)]
pub struct AttemptRecord {
    /// The attempt's own random number.
    pub number: u32,
    /// When it is made.
    pub at: Timestamp,
    /// How long a failure counts.
    pub window: Duration,
    /// Whose password it is an attempt at.
    pub target: Target,
    /// The counters that it is counted by before its password is verified, and that may refuse it. Always in this order,
    /// so that two attempts cannot wait for each other.
    pub counters: Vec<Counter>,
    /// The counters that it is counted by once it has failed, and that do not refuse it. Counted before, it would push out
    /// failures that count, and then be refunded.
    pub afterwards: Vec<Counter>,
}

/// A source that an account is known at, once a login from there is stored.
#[derive(Debug, Clone)]
pub struct KnownSource {
    /// The counter of the account from there.
    pub key: CounterKey,
    /// Until when its row is to be kept.
    pub kept_until: Timestamp,
    /// Whether it is kept for as long already.
    pub is_kept: bool,
}

/// What became of an attempt that was to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// It was counted; the password may be verified.
    VerifiedAttempt {
        /// The counters that it has filled: if it is wrong, they refuse the next one.
        filled: Vec<CounterKey>,
    },
    /// It is one too many, and was counted nowhere. The next one may pass at that time.
    Refused {
        /// When, as far as can be said.
        until: Timestamp,
    },
}
