//! Hashing passwords, which is what a login costs.

use std::time::Duration;

use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::buckets;

/// How busy the hashing threads are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HashingLoad {
    /// How many passwords wait for a thread, or for others of their account or network.
    pub waiting: usize,
    /// How many are hashed at the moment.
    pub active: usize,
    /// How many can be hashed at once.
    pub lanes: usize,
}

/// What is measured of hashing.
#[derive(Clone, Debug)]
pub struct HashingMetrics {
    wait: Histogram,
    duration: Histogram,
}

impl Default for HashingMetrics {
    fn default() -> Self {
        Self {
            wait: buckets::hashing(),
            duration: buckets::hashing(),
        }
    }
}

impl HashingMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "How long a password waited for a hashing thread";
        registry.register_with_unit("hashing_wait", help, Unit::Seconds, self.wait.clone());
        let help = "How long hashing or verifying a password took, without the wait";
        registry.register_with_unit("hashing_duration", help, Unit::Seconds, self.duration.clone());
    }

    /// A password has waited for so long.
    pub fn waited(&self, wait: Duration) {
        self.wait.observe(wait.as_secs_f64());
    }

    /// A password was hashed in this time.
    pub fn hashed(&self, duration: Duration) {
        self.duration.observe(duration.as_secs_f64());
    }
}
