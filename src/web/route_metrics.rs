//! The metrics of each route, found by its number: a request counts itself without looking up any label.

use std::sync::Arc;
use std::time::Duration;

use poem::Response;

use super::dispatch::Matched;
use crate::metrics::{OperationMetrics, RequestMetrics};

/// The metrics of all routes.
pub struct RouteMetrics {
    /// By the numbers of the routes.
    routes: Vec<OperationMetrics>,
    /// Of unknown paths and methods, by the contract that answers them.
    unmatched: Vec<(Option<&'static str>, OperationMetrics)>,
}

impl RouteMetrics {
    /// Of no routes, in a site with these contracts.
    pub fn new(requests: &RequestMetrics, contracts: &[&'static str]) -> Self {
        let contracts = contracts.iter().copied().map(Some);
        let unmatched = contracts
            .chain([None])
            .map(|contract| (contract, requests.operation(contract, None)));
        Self {
            routes: Vec::new(),
            unmatched: unmatched.collect(),
        }
    }

    /// Adds the next route.
    pub fn add(&mut self, requests: &RequestMetrics, contract: Option<&'static str>, operation: Arc<str>) {
        self.routes.push(requests.operation(contract, Some(operation)));
    }

    /// Counts a request that was answered so, after so long.
    pub fn count(&self, matched: Option<&Matched>, response: &Response, duration: Duration) {
        let route = matched.and_then(|matched| self.routes.get(matched.route?));
        let contract = matched.and_then(|matched| matched.contract);
        let unmatched = || {
            let of_contract = self.unmatched.iter().find(|(known, _)| *known == contract);
            of_contract.map(|(_, metrics)| metrics)
        };
        if let Some(metrics) = route.or_else(unmatched) {
            metrics.count(response.status().as_u16(), duration);
        }
    }
}
