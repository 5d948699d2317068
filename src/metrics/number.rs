//! Counts as gauges have them.

/// A count as a gauge shows it.
pub(super) fn gauge(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
