//! The output of the benchmark's reference programs.
//!
//! Each file in `src/bin` is one program: a bound, or a load generator. All of them print one line of JSON.
//! `scripts/bench` builds and runs them.

use std::time::Duration;

use serde::Serialize;

/// An error that ends a program; it is printed.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The durations of many operations of one kind.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// The number of operations.
    pub count: usize,
    /// The total duration.
    pub seconds: f64,
    /// Operations per second.
    pub rate: f64,
    /// The latency in milliseconds.
    pub latency_ms: Latency,
}

/// The percentiles of the latency, in milliseconds.
#[derive(Debug, Serialize)]
pub struct Latency {
    /// The median.
    pub p50: f64,
    /// The 90th percentile.
    pub p90: f64,
    /// The 99th percentile.
    pub p99: f64,
    /// The maximum.
    pub max: f64,
}

impl Outcome {
    /// Summarizes the durations of single operations, and the total duration.
    #[must_use]
    pub fn of(mut single: Vec<Duration>, together: Duration) -> Self {
        single.sort_unstable();
        let at = |share: f64| {
            let place = (single.len() as f64 * share).ceil() as usize;
            let found = single.get(place.saturating_sub(1)).copied().unwrap_or_default();
            found.as_secs_f64() * 1000.0
        };
        Self {
            count: single.len(),
            seconds: together.as_secs_f64(),
            rate: single.len() as f64 / together.as_secs_f64(),
            latency_ms: Latency {
                p50: at(0.5),
                p90: at(0.9),
                p99: at(0.99),
                max: at(1.0),
            },
        }
    }

    /// The printed line.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn line(&self) -> Result<String, Failure> {
        Ok(serde_json::to_string(self)?)
    }
}

/// The argument at this position, counted from 1, with its name for messages.
///
/// # Errors
/// When it is missing, or not of its type.
pub fn argument<T>(place: usize, name: &str) -> Result<T, Failure>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let text = std::env::args()
        .nth(place)
        .ok_or_else(|| format!("the argument {name} is missing"))?;
    text.parse()
        .map_err(|error| format!("the argument {name} is wrong: {error}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_up() {
        let single = (1..=200).rev().map(Duration::from_millis).collect();
        let outcome = Outcome::of(single, Duration::from_secs(4));
        assert_eq!((outcome.count, outcome.rate), (200, 50.0));
        let latency = outcome.latency_ms;
        assert_eq!(
            (latency.p50, latency.p90, latency.p99, latency.max),
            (100.0, 180.0, 198.0, 200.0)
        );
    }
}
