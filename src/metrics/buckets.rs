//! The buckets of histograms, in seconds. The thresholds of alerts are among them.

use prometheus_client::metrics::histogram::Histogram;

/// Requests: from a verified token, which takes a twentieth of a millisecond, to what a client gives up on.
const REQUESTS: [f64; 16] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0,
];
/// Statements: from a read of SQLite's cache to the deadline of a statement.
const STATEMENTS: [f64; 13] = [
    0.000_01, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 2.0,
];
/// Hashing, and waiting for it: from a cheap hash to a queue of minutes.
const HASHING: [f64; 12] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 10.0, 60.0];

/// A histogram of requests.
pub(super) fn requests() -> Histogram {
    Histogram::new(REQUESTS)
}

/// A histogram of statements.
pub(super) fn statements() -> Histogram {
    Histogram::new(STATEMENTS)
}

/// A histogram of hashing.
pub(super) fn hashing() -> Histogram {
    Histogram::new(HASHING)
}
