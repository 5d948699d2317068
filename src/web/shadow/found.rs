//! The differences that were found since they were last written down.

use std::collections::HashMap;

use crate::auth::AuthService;
use crate::compare::{Difference, Kind};
use crate::model::{CutoverDifference, Timestamp, error_chain};

/// How many are counted at once. More than these in some seconds are those of a server that answers at random.
const MOST: usize = 500;

/// See the module.
#[derive(Default)]
pub(super) struct Found(HashMap<(String, Kind, String), CutoverDifference>);

impl Found {
    /// Counts those of one answer.
    pub(super) fn add(&mut self, contract: &str, operation: &str, differences: Vec<Difference>, now: Timestamp) {
        for one in differences {
            let key = (operation.to_owned(), one.kind, one.place.clone());
            if self.0.len() >= MOST && !self.0.contains_key(&key) {
                continue;
            }
            let known = self.0.entry(key).or_insert_with(|| CutoverDifference {
                contract: contract.to_owned(),
                operation: operation.to_owned(),
                kind: one.kind.as_str().to_owned(),
                place: one.place,
                expected: String::new(),
                actual: String::new(),
                count: 0,
                first_at: now,
                last_at: now,
            });
            (known.expected, known.actual) = (one.expected, one.actual);
            known.count += 1;
            known.last_at = now;
        }
    }

    /// Writes them down. Those that cannot be written are kept for the next time.
    pub(super) async fn write(&mut self, auth: &AuthService) {
        if self.0.is_empty() {
            return;
        }
        let all: Vec<_> = self.0.values().cloned().collect();
        match auth.add_cutover_differences(&all).await {
            Ok(()) => self.0.clear(),
            Err(error) => tracing::warn!(error = error_chain(&error), "differences were not written down"),
        }
    }
}
