//! How far this node's clock is from the database's, which all nodes share.
//!
//! Nodes compare times that others have written: a spent token lives for its grace period by the clock of the node that
//! it is shown to. So clocks that are apart are named early, and a node whose clock is far off takes no requests.

use std::sync::atomic::Ordering;

use super::AuthService;
use super::error::{Cause, ServiceError};
use crate::model::Timestamp;

/// How far apart clocks may be before it is a warning, in milliseconds.
const WARN_AT: u64 = 2_000;
/// How far apart clocks may be before the node is not ready, in milliseconds.
const NOT_READY_AT: u64 = 10_000;

/// How far the database's clock is ahead of this node's, in milliseconds; negative where it is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockOffset(i64);

impl ClockOffset {
    /// How far apart the clocks are, in milliseconds.
    pub fn distance(self) -> u64 {
        self.0.unsigned_abs()
    }

    /// Whether an operator should do something about it.
    pub fn is_large(self) -> bool {
        self.distance() >= WARN_AT
    }

    /// Whether the node must not take requests.
    pub fn is_too_large(self) -> bool {
        self.distance() >= NOT_READY_AT
    }
}

impl AuthService {
    /// Compares this node's clock with the database's. What the time of the query hides counts as none. `None` where the
    /// database has no clock of its own.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn measure_clock_offset(&self) -> Result<Option<ClockOffset>, ServiceError> {
        let before = self.clock.now();
        let Some(theirs) = self.store.database_time().await? else {
            return Ok(None);
        };
        let offset = offset(theirs, before, self.clock.now());
        self.last_offset.store(offset, Ordering::Relaxed);
        Ok(Some(ClockOffset(offset)))
    }

    /// The same, and logs where it is large. Returns that there is no more to do.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn watch_clock_offset(&self) -> Result<bool, ServiceError> {
        let offset = self.measure_clock_offset().await?.unwrap_or_default();
        if offset.is_large() {
            tracing::warn!(
                milliseconds = offset.0,
                "the clocks of this node and of the database are apart: synchronize them"
            );
        }
        Ok(false)
    }

    /// # Errors
    /// [`ServiceError::Unavailable`] where the clocks were too far apart when they were compared last.
    pub(super) fn check_clock_offset(&self) -> Result<(), ServiceError> {
        let offset = ClockOffset(self.last_offset.load(Ordering::Relaxed));
        match offset.is_too_large() {
            true => Err(ServiceError::Unavailable(Cause::ClocksApart {
                milliseconds: offset.distance(),
            })),
            false => Ok(()),
        }
    }
}

/// How far a time that was read between two others is from both.
fn offset(theirs: Timestamp, before: Timestamp, after: Timestamp) -> i64 {
    let (theirs, before, after) = (theirs.millis(), before.millis(), after.millis());
    if theirs < before {
        theirs.saturating_sub(before)
    } else {
        theirs.saturating_sub(after).max(0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Timestamp, offset};

    #[test]
    fn what_the_query_may_have_taken_is_no_offset() {
        for (theirs, expected) in [
            (89, -11),
            (99, -1),
            (100, 0),
            (120, 0),
            (150, 0),
            (151, 1),
            (1150, 1000),
        ] {
            let [theirs, before, after] = [theirs, 100, 150].map(Timestamp::from_millis);
            assert_eq!(offset(theirs, before, after), expected, "{theirs:?}");
        }
    }
}
