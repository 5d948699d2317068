//! Saying in the log what may happen thousands of times a second.

use std::time::Duration;

use tokio::time::Instant;

/// How long nothing more is said.
const QUIET: Duration = Duration::from_secs(10);

/// Something that is said at most every ten seconds.
#[derive(Debug, Default)]
pub struct LogThrottle(Option<Instant>);

impl LogThrottle {
    /// Whether it may be said now.
    pub fn is_due(&mut self) -> bool {
        let now = Instant::now();
        let is_due = self.0.is_none_or(|last| now >= last + QUIET);
        if is_due {
            self.0 = Some(now);
        }
        is_due
    }
}
