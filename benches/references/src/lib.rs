//! What the programs here share: how they tell what came out.
//!
//! Each file in `src/bin` is one program, and says what it is the bound of or what it measures with. All of them print
//! one line of JSON. `scripts/bench` builds and runs them; they are of no use to anybody else.

use std::time::Duration;

use serde::Serialize;

/// Why a program gives up; it is printed.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How long many works of one kind took.
#[derive(Debug, Serialize)]
pub struct Outcome {
    /// How many works were done.
    pub count: usize,
    /// How long all of them took together.
    pub seconds: f64,
    /// Works in a second.
    pub rate: f64,
    /// How long single ones took, in milliseconds.
    pub latency_ms: Latency,
}

/// The spread of single works, in milliseconds.
#[derive(Debug, Serialize)]
pub struct Latency {
    /// Half of them were faster.
    pub p50: f64,
    /// Nine of ten were faster.
    pub p90: f64,
    /// Ninety-nine of a hundred were faster.
    pub p99: f64,
    /// The slowest one.
    pub max: f64,
}

impl Outcome {
    /// Sums up works that took so long each, and so long together.
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

    /// The line that is printed.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn line(&self) -> Result<String, Failure> {
        Ok(serde_json::to_string(self)?)
    }
}

/// The argument at this place, counted from 1, which is called so in messages.
///
/// # Errors
/// When there is none, or it is not of its type.
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
