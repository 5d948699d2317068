//! What happens to contracts that are taken over, counted.
//!
//! A request only adds to a number in memory. A periodic job writes what has come together every second, and the end of
//! the process the rest (`counting.rs`); a process that is killed loses the counts of its last second.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::CutoverCount;
use crate::store::CountedHour;

/// What has been counted and is not written yet, by contract.
pub struct Counts(Vec<(&'static str, [AtomicU64; CutoverCount::COUNT])>);

impl Counts {
    /// Of these contracts.
    pub fn of(contracts: impl Iterator<Item = &'static str>) -> Self {
        Self(contracts.map(|contract| (contract, Default::default())).collect())
    }

    /// Adds to a number. That of a contract which is not one of them is not kept. Returns whether it is.
    pub(super) fn add(&self, contract: &str, what: CutoverCount, count: u64) -> bool {
        let numbers = self.0.iter().find(|(known, _)| *known == contract);
        // The place of each is its number, which a test checks.
        let number = numbers.and_then(|(_, numbers)| numbers.get(what as usize));
        number
            .map(|number| number.fetch_add(count, Ordering::Relaxed))
            .is_some()
    }

    /// Takes what there is.
    pub(super) fn take(&self) -> Vec<CountedHour<'static>> {
        let mut taken = Vec::new();
        for (contract, numbers) in &self.0 {
            for (what, number) in CutoverCount::ALL.into_iter().zip(numbers) {
                let count = number.swap(0, Ordering::Relaxed);
                if count > 0 {
                    taken.push(CountedHour { contract, what, count });
                }
            }
        }
        taken
    }
}
