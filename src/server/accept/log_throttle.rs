//! Keeps a log line that may repeat thousands of times a second from flooding the log.

use std::time::Duration;

use tokio::time::Instant;

/// The time between two lines.
const INTERVAL: Duration = Duration::from_secs(10);

/// A line that is logged at most every ten seconds.
#[derive(Debug, Default)]
pub struct LogThrottle(Option<Instant>);

impl LogThrottle {
    /// Whether the line may be logged now.
    pub fn is_due(&mut self) -> bool {
        let now = Instant::now();
        let is_due = self.0.is_none_or(|last| now >= last + INTERVAL);
        if is_due {
            self.0 = Some(now);
        }
        is_due
    }
}
