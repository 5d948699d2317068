//! When a message that was not taken is sent again.

use std::time::Duration;

use crate::auth::random::Random;
use crate::model::Timestamp;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// The pauses after each failed attempt, as the Standard Webhooks specification proposes them,
/// <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>. The last one repeats.
const PAUSES: [Duration; 9] = [
    Duration::from_secs(5),
    Duration::from_secs(5 * MINUTE),
    Duration::from_secs(30 * MINUTE),
    Duration::from_secs(2 * HOUR),
    Duration::from_secs(5 * HOUR),
    Duration::from_secs(10 * HOUR),
    Duration::from_secs(14 * HOUR),
    Duration::from_secs(20 * HOUR),
    Duration::from_secs(24 * HOUR),
];

/// How long an endpoint may take nothing before it is switched off. The last attempt is made at the end of that.
pub const RETRIED_FOR: Duration = Duration::from_secs(72 * HOUR);
/// How long events are kept at least, as long as there is an endpoint: until the last attempt, and a day more.
pub(in crate::auth) const EVENTS_KEPT: Duration = Duration::from_secs(96 * HOUR);

/// When the next attempt is made, after so many have failed since then; `None` when that was the last one. A pause is
/// prolonged by up to a tenth of it, so that endpoints which fail together do not return together.
pub(super) fn next_attempt(since: Timestamp, failures: u32, now: Timestamp, random: &dyn Random) -> Option<Timestamp> {
    let last = since.plus(RETRIED_FOR);
    if now >= last {
        return None;
    }
    let index = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
    let [.., longest] = PAUSES;
    let pause = PAUSES.get(index).copied().unwrap_or(longest);
    let mut byte = [0];
    random.fill(&mut byte);
    let [byte] = byte;
    let more = pause / 10 * u32::from(byte) / u32::from(u8::MAX);
    Some(now.plus(pause + more).min(last))
}

#[cfg(test)]
mod tests {
    use super::{Duration, PAUSES, RETRIED_FOR, Random, Timestamp, next_attempt};

    /// Random bytes that are all the same.
    struct All(u8);

    impl Random for All {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    fn attempts(random: &dyn Random) -> Vec<Duration> {
        let since = Timestamp::from_seconds(0);
        let (mut now, mut found) = (since, Vec::new());
        while let Some(next) = next_attempt(since, u32::try_from(found.len()).expect("few") + 1, now, random) {
            found.push(Duration::from_millis(
                u64::try_from(next.millis() - now.millis()).expect("later"),
            ));
            now = next;
        }
        assert_eq!(now, since.plus(RETRIED_FOR), "the last attempt is at the end");
        found
    }

    #[test]
    fn pauses_grow_until_three_days_are_over() {
        let found = attempts(&All(0));
        assert_eq!(found[..8], PAUSES[..8]);
        assert_eq!(found.len(), 9);
        assert!(found[8] < PAUSES[8], "cut off: {:?}", found[8]);
    }

    #[test]
    fn a_pause_is_prolonged_by_a_tenth_at_most() {
        let found = attempts(&All(255));
        for (found, pause) in found.iter().zip(PAUSES).take(8) {
            assert_eq!(*found, pause + pause / 10);
        }
    }
}
