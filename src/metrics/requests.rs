//! Requests, by contract, operation and status.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::buckets;

/// The contract of what is no contract's: pages of ours, and unknown paths.
const SITE: &str = "site";
/// The operation of a request that asks for none: an unknown path or method.
const UNMATCHED: &str = "unmatched";

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Operation {
    contract: &'static str,
    operation: Arc<str>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    contract: &'static str,
    operation: Arc<str>,
    status: u16,
}

/// What is counted of requests.
#[derive(Clone, Debug)]
pub struct RequestMetrics {
    durations: Family<Operation, Histogram, fn() -> Histogram>,
    answered: Family<Answered, Counter>,
}

impl Default for RequestMetrics {
    fn default() -> Self {
        Self {
            durations: Family::new_with_constructor(buckets::requests),
            answered: Family::default(),
        }
    }
}

impl RequestMetrics {
    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests that were answered", self.answered.clone());
        registry.register_with_unit(
            "http_request_duration",
            "The time from the head of a request to the head of its response",
            Unit::Seconds,
            self.durations.clone(),
        );
    }

    /// The metrics of an operation, to be looked up once. A contract or operation of `None` is that of the site, or that
    /// of an unknown path.
    pub fn operation(&self, contract: Option<&'static str>, operation: Option<Arc<str>>) -> OperationMetrics {
        let labels = Operation {
            contract: contract.unwrap_or(SITE),
            operation: operation.unwrap_or_else(|| UNMATCHED.into()),
        };
        OperationMetrics {
            duration: self.durations.get_or_create_owned(&labels),
            labels,
            answered: self.answered.clone(),
            by_status: RwLock::default(),
        }
    }
}

/// The metrics of one operation.
#[derive(Debug)]
pub struct OperationMetrics {
    labels: Operation,
    duration: Histogram,
    answered: Family<Answered, Counter>,
    /// The counters of the statuses so far. An operation has a dozen at most, and the family would hash all labels.
    by_status: RwLock<Vec<(u16, Counter)>>,
}

impl OperationMetrics {
    /// Counts a request that was answered so, after so long.
    pub fn count(&self, status: u16, duration: Duration) {
        self.duration.observe(duration.as_secs_f64());
        let known = self.by_status.read().unwrap_or_else(PoisonError::into_inner);
        let counter = known.iter().find(|(known, _)| *known == status);
        if let Some((_, counter)) = counter {
            counter.inc();
            return;
        }
        drop(known);
        let counter = self.answered.get_or_create_owned(&Answered {
            contract: self.labels.contract,
            operation: self.labels.operation.clone(),
            status,
        });
        counter.inc();
        let mut known = self.by_status.write().unwrap_or_else(PoisonError::into_inner);
        if !known.iter().any(|(known, _)| *known == status) {
            known.push((status, counter));
        }
    }
}
