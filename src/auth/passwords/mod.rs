//! Passwords: hashing, verification, rehashing, and the password policy.
//!
//! A password on its way to its hash: [`Passwords`] picks salt and cost; `pool/` runs it on one of the hashing threads;
//! `verification.rs` is the part of it that is bcrypt; `refusals.rs` says what a mismatch costs, whatever it is compared
//! with. `format.rs` has the format of our own hashes, `imported.rs` takes those of other software. `policy.rs` says what a
//! new password must satisfy, with `common.rs`, `own_names.rs` and `guesses.rs`.

mod common;
mod format;
mod guesses;
mod imported;
mod own_names;
mod policy;
mod pool;
mod refusals;
mod settings;
mod verification;

use std::sync::Arc;

use password_formats::{Cost, StoredHash};

use super::error::{Cause, ServiceError};
use super::random::Random;
use crate::metrics::{HashingLoad, HashingMetrics};
use crate::model::{Password, PasswordHash};
use crate::traces::Span;
pub(super) use imported::PasswordDigest;
pub use imported::{HashFormat, HashRefused, ImportedPassword};
pub use own_names::OwnNames;
pub use policy::{PasswordPolicy, PasswordRefused};
pub(super) use pool::HashSlot;
use pool::HashingPool;
pub use pool::HashingProgress;
pub(super) use refusals::CountPosition;
use refusals::Refusals;
pub use settings::PasswordSettings;
use verification::Verification;

/// Hashes and verifies passwords on threads of its own.
pub(super) struct Passwords {
    pool: HashingPool,
    cost: u32,
    random: Arc<dyn Random>,
    refusals: Arc<Refusals>,
    parallelism: usize,
}

impl Passwords {
    pub(super) fn new(settings: PasswordSettings, random: Arc<dyn Random>, metrics: HashingMetrics) -> Self {
        Self {
            pool: HashingPool::start(settings, metrics),
            cost: settings.cost,
            random,
            refusals: Arc::new(Refusals::new(settings.cost)),
            parallelism: settings.parallelism(),
        }
    }

    /// How far the hashing threads are.
    pub(super) fn progress(&self) -> HashingProgress {
        self.pool.progress()
    }

    /// Hashes a new password.
    pub(super) async fn hash(&self, password: &Password) -> Result<PasswordHash, ServiceError> {
        let (password, cost, mut salt) = (password.clone(), self.cost, [0; 16]);
        self.random.fill(&mut salt);
        let slot = self.pool.reserve()?;
        let span = Span::begin("password.hash");
        let hashed = self.pool.run(slot, move || format::hash(&password, cost, salt));
        let (hashed, _) = span.around(hashed).await?;
        hashed.map_err(|error| ServiceError::Internal(Cause::Hashing(error)))
    }

    /// Checks a new password of the owner of these names, on a hashing thread.
    pub(super) async fn check(
        &self,
        policy: &Arc<PasswordPolicy>,
        password: &Password,
        owner: OwnNames,
    ) -> Result<Result<(), PasswordRefused>, ServiceError> {
        let (policy, password) = (policy.clone(), password.clone());
        let slot = self.pool.reserve()?;
        let (checked, _) = self.pool.run(slot, move || policy.check(&password, &owner)).await?;
        Ok(checked)
    }

    /// Reserves a slot in the queue of the hashing threads.
    pub(super) fn reserve(&self) -> Result<HashSlot, ServiceError> {
        self.pool.reserve()
    }

    /// Whether the password matches the hash. Every refusal takes the same work: without a hash, and with a hash that
    /// cannot be verified, too.
    pub(super) async fn verify(
        &self,
        slot: HashSlot,
        password: &Password,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, ServiceError> {
        let span = Span::begin("password.verify");
        span.around(self.matches(slot, password, stored)).await
    }

    async fn matches(
        &self,
        slot: HashSlot,
        password: &Password,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, ServiceError> {
        let stored = stored.and_then(|stored| StoredHash::parse(stored.expose()).ok());
        let cost = stored.as_ref().map(StoredHash::cost);
        self.refusals.known().await;
        let work = self.refusals.including(cost.as_ref());
        let (slot, bcrypt) = match stored {
            Some(foreign) if foreign.bcrypt().is_none() => {
                let (password, work) = (password.clone(), work.clone());
                let verify = move || {
                    let matches = foreign.verify(password.text());
                    if !matches {
                        work.spend(password.text(), Some(&foreign.cost()));
                    }
                    matches
                };
                let (matches, slot) = self.pool.run(slot, verify).await?;
                if matches {
                    return Ok(true);
                }
                (slot, None)
            }
            bcrypt => (slot, bcrypt),
        };
        let verification = Verification {
            password: password.clone(),
            stored: bcrypt,
            cost: self.refusals.bcrypt_cost(&work),
        };
        let (matches, slot) = self.pool.verify(slot, verification).await?;
        let has_spent_the_rest = cost.is_some_and(|cost| !matches!(cost, Cost::Bcrypt { .. }));
        if !matches && !has_spent_the_rest && !work.is_bcrypt_only() {
            let password = password.clone();
            let spend = move || work.spend(password.text(), None);
            drop(self.pool.run(slot, spend).await?);
        }
        Ok(matches)
    }

    /// Lets passwords wait until all hashes of the database are counted.
    pub(super) fn hold(&self) {
        self.refusals.hold();
    }

    /// Counts hashes of the database. With the last of them, what is no longer there is forgotten.
    pub(super) fn count(&self, costs: &[Cost], is_last: bool) {
        self.refusals.count(costs, is_last);
    }

    /// How busy the hashing threads are.
    pub(super) fn load(&self) -> HashingLoad {
        self.pool.load()
    }

    /// How many passwords can be hashed at once.
    pub(super) fn parallelism(&self) -> usize {
        self.parallelism
    }

    /// Hashes an unsalted digest of a password.
    pub(super) async fn wrap(&self, digest: &PasswordDigest) -> Result<PasswordHash, ServiceError> {
        let (digest, cost, mut salt) = (digest.clone(), self.cost, [0; 16]);
        self.random.fill(&mut salt);
        let slot = self.pool.reserve()?;
        let (wrapped, _) = self.pool.run(slot, move || digest.wrap(cost, salt)).await?;
        wrapped.map_err(|refused| ServiceError::Internal(Cause::NotWrapped(refused)))
    }

    /// Whether the hash that this password has just matched should be replaced.
    pub(super) fn is_outdated(&self, password: &Password, stored: &PasswordHash) -> bool {
        format::is_outdated(password, stored, self.cost)
    }
}
