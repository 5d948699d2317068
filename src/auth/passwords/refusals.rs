//! What every refusal costs: what the hashes in the database do.
//!
//! A wrong password takes the work of the hash that it is compared with, and an unknown name has none. Whatever is missing
//! of the work of all kinds of hashes is spent too ([`password_formats::refusals`]), so that the time of a refusal does
//! not tell which names exist, or what their hashes are.
//!
//! The kinds are counted at the start, when passwords wait for it, and from time to time. In between, a hash of a new kind
//! is learned when it is verified first.

use std::sync::{Arc, Mutex, PoisonError};

use password_formats::{Cost, RefusalWork};
use tokio::sync::watch;

/// What refusals cost. Shared by all logins.
pub(super) struct Refusals {
    /// No bcrypt of a refusal costs less.
    bcrypt_cost: u32,
    state: Mutex<State>,
    /// Whether passwords may be verified.
    is_known: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    current: Arc<RefusalWork>,
    /// What the count that is under way has found.
    counted: RefusalWork,
}

/// How far a count of all hashes has come.
#[derive(Debug, Clone, Copy)]
pub(in crate::auth) struct CountPosition {
    /// Which realm.
    pub(in crate::auth) realm: usize,
    /// The newest account that was counted.
    pub(in crate::auth) after: i64,
}

impl CountPosition {
    /// Before the first account.
    pub(in crate::auth) const START: Self = Self { realm: 0, after: 0 };
}

impl Refusals {
    /// New hashes have this cost of bcrypt.
    pub(super) fn new(bcrypt_cost: u32) -> Self {
        Self {
            bcrypt_cost,
            state: Mutex::default(),
            is_known: watch::Sender::new(true),
        }
    }

    /// Lets passwords wait for the next count to end.
    pub(super) fn hold(&self) {
        self.is_known.send_replace(false);
    }

    /// Waits until it is known what refusals cost.
    pub(super) async fn known(&self) {
        let mut is_known = self.is_known.subscribe();
        // The sender lives as long as this.
        let _ = is_known.wait_for(|is_known| *is_known).await;
    }

    /// What a refusal costs, of a hash of this cost too.
    pub(super) fn including(&self, cost: Option<&Cost>) -> Arc<RefusalWork> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cost) = cost {
            let mut work = RefusalWork::clone(&state.current);
            work.add(cost);
            if work != *state.current {
                state.current = Arc::new(work);
                // It may have been passed already.
                state.counted.add(cost);
            }
        }
        state.current.clone()
    }

    /// The cost of the bcrypt of a refusal.
    pub(super) fn bcrypt_cost(&self, work: &RefusalWork) -> u32 {
        work.bcrypt_cost().unwrap_or_default().max(self.bcrypt_cost)
    }

    /// Counts hashes of the database. With the last of them, what is no longer there is forgotten.
    pub(super) fn count<'c>(&self, costs: impl IntoIterator<Item = &'c Cost>, is_last: bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        costs.into_iter().for_each(|cost| state.counted.add(cost));
        if is_last {
            state.current = Arc::new(std::mem::take(&mut state.counted));
            self.is_known.send_replace(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use password_formats::StoredHash;

    use super::*;

    fn cost(hash: &str) -> Cost {
        StoredHash::parse(hash).unwrap().cost()
    }

    #[tokio::test]
    async fn passwords_wait_from_the_start_until_all_hashes_are_counted() {
        let refusals = Refusals::new(12);
        assert_eq!(
            refusals.known().now_or_never(),
            Some(()),
            "nobody has said that there is a count"
        );
        refusals.hold();
        let mut waits = Box::pin(refusals.known());
        assert_eq!(waits.as_mut().now_or_never(), None);
        refusals.count([&Cost::Bcrypt { cost: 13 }], false);
        assert_eq!(waits.as_mut().now_or_never(), None, "half of the accounts");
        refusals.count([], true);
        waits.await;
        assert_eq!(refusals.bcrypt_cost(&refusals.including(None)), 13);
        // Later counts hold nobody up.
        refusals.count([], false);
        assert_eq!(refusals.known().now_or_never(), Some(()));
    }

    #[test]
    fn a_kind_of_hash_counts_from_its_first_verification_to_the_next_count() {
        let phpass = cost("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0");
        let bcrypt = Cost::Bcrypt { cost: 13 };
        let refusals = Refusals::new(12);
        let none = refusals.including(None);
        assert!(none.is_bcrypt_only());
        assert_eq!(refusals.bcrypt_cost(&none), 12);

        let one = refusals.including(Some(&phpass));
        assert_eq!(one.total(), one.work_of(&phpass));
        assert_eq!(refusals.including(None), one);
        // Half of the accounts: the count is not over.
        refusals.count([&bcrypt], false);
        assert_eq!(refusals.including(None), one);
        // It was verified while the count was under way.
        refusals.count([], true);
        let both = refusals.including(None);
        assert_eq!(both.total(), one.total());
        assert_eq!(refusals.bcrypt_cost(&both), 13);

        refusals.count([&bcrypt], true);
        let left = refusals.including(None);
        assert!(left.is_bcrypt_only());
        assert_eq!(refusals.bcrypt_cost(&left), 13);
    }
}
