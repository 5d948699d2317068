//! What happens to contracts that are taken over, counted.
//!
//! A request only adds to a number in memory. A periodic job writes what has come together every second, and the end of
//! the process the rest; a process that is killed loses the counts of its last second. **To count something:** its variant
//! in [`CutoverCount`], and a call of [`AuthService::count_cutover`] where it happens.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::auth::AuthService;
use crate::auth::error::ServiceError;
use crate::model::CutoverCount;
use crate::store::CountedHour;

/// How long counts are kept.
const KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// What has been counted and is not written yet, by contract.
pub struct Counts(Vec<(&'static str, [AtomicU64; CutoverCount::COUNT])>);

impl Counts {
    /// Of these contracts.
    pub fn of(contracts: impl Iterator<Item = &'static str>) -> Self {
        Self(contracts.map(|contract| (contract, Default::default())).collect())
    }

    fn add(&self, contract: &str, what: CutoverCount, count: u64) {
        let numbers = self.0.iter().find(|(known, _)| *known == contract);
        // The place of each is its number, which a test checks.
        if let Some(number) = numbers.and_then(|(_, numbers)| numbers.get(what as usize)) {
            number.fetch_add(count, Ordering::Relaxed);
        }
    }

    /// Takes what there is.
    fn take(&self) -> Vec<CountedHour<'static>> {
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

impl AuthService {
    /// Counts that something happened to a contract. This waits for nothing; the count is in the database within seconds.
    /// One of a contract that cannot be taken over is not kept.
    pub fn count_cutover(&self, contract: &'static str, what: CutoverCount) {
        self.cutover_counts.add(contract, what, 1);
    }

    /// Writes what was counted since the last time.
    ///
    /// # Errors
    /// [`ServiceError`]. The counts are then written the next time.
    pub async fn flush_cutover_counts(&self) -> Result<(), ServiceError> {
        let taken = self.cutover_counts.take();
        let written = self.store.add_cutover_counts(&taken, self.clock.now()).await;
        if written.is_err() {
            for one in taken {
                self.cutover_counts.add(one.contract, one.what, one.count);
            }
        }
        Ok(written?)
    }

    /// Deletes the counts that are older than 90 days. Returns whether there is more to delete.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn sweep_cutover_counts(&self) -> Result<bool, ServiceError> {
        self.store.delete_cutover_counts(self.clock.now().minus(KEPT)).await?;
        Ok(false)
    }
}
