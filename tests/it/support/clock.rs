//! A clock that only moves when told to.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use latchkey::auth::Clock;
use latchkey::model::Timestamp;

/// Stands still at 2026-01-01T00:00:00Z until it is moved.
pub struct TestClock(AtomicI64);

/// Where every test begins, in Unix seconds.
pub const START: i64 = 1_767_225_600;

/// That many seconds.
pub const fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

/// That many days.
pub const fn days(number: u64) -> Duration {
    seconds(number * 24 * 60 * 60)
}

impl Default for TestClock {
    fn default() -> Self {
        Self(AtomicI64::new(START * 1000))
    }
}

impl TestClock {
    /// Moves on.
    pub fn pass(&self, time: Duration) {
        self.0
            .fetch_add(i64::try_from(time.as_millis()).expect("a short time"), Ordering::SeqCst);
    }

    /// Moves back.
    pub fn step_back(&self, time: Duration) {
        self.0
            .fetch_sub(i64::try_from(time.as_millis()).expect("a short time"), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}
