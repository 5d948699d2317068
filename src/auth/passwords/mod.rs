//! Passwords: hashing, verification, rehashing, and the password policy.
//!
//! A password on its way to its hash: [`Passwords`] picks salt and cost, and a dummy hash where there is no account;
//! `pool/` runs it on one of the hashing threads; `verification.rs` makes a mismatch take constant work; `format.rs`
//! knows the formats of hashes. `policy.rs` says what a new password must satisfy, with `common.rs`, `own_names.rs` and
//! `guesses.rs`.

mod common;
mod format;
mod guesses;
mod own_names;
mod policy;
mod pool;
mod settings;
mod verification;

use std::sync::Arc;

use super::error::{Cause, ServiceError};
use super::random::Random;
use crate::model::{Password, PasswordHash};
pub use own_names::OwnNames;
pub use policy::{PasswordPolicy, PasswordRefused};
pub(super) use pool::HashSlot;
use pool::HashingPool;
pub use settings::PasswordSettings;
use verification::Verification;

/// Hashes and verifies passwords on threads of its own.
pub(super) struct Passwords {
    pool: HashingPool,
    cost: u32,
    random: Arc<dyn Random>,
    /// Verified when there is no account, or the time of a response would tell which names exist.
    dummy_hash: PasswordHash,
}

impl Passwords {
    pub(super) fn new(settings: PasswordSettings, random: Arc<dyn Random>) -> Self {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        Self {
            pool: HashingPool::start(settings),
            cost: settings.cost,
            random,
            dummy_hash: format::dummy_hash(settings.cost, salt),
        }
    }

    /// Hashes a new password.
    pub(super) async fn hash(&self, password: &Password) -> Result<PasswordHash, ServiceError> {
        let (password, cost, mut salt) = (password.clone(), self.cost, [0; 16]);
        self.random.fill(&mut salt);
        let slot = self.pool.reserve()?;
        let hashed = self.pool.run(slot, move || format::hash(&password, cost, salt)).await?;
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
        self.pool.run(slot, move || policy.check(&password, &owner)).await
    }

    /// Reserves a slot in the queue of the hashing threads.
    pub(super) fn reserve(&self) -> Result<HashSlot, ServiceError> {
        self.pool.reserve()
    }

    /// Whether the password matches the hash. Without a hash it does not, after the same work.
    pub(super) async fn verify(
        &self,
        slot: HashSlot,
        password: &Password,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, ServiceError> {
        let verification = Verification {
            password: password.clone(),
            stored: stored.unwrap_or(&self.dummy_hash).clone(),
            cost: self.cost,
        };
        let matches = self.pool.verify(slot, verification).await?;
        Ok(matches && stored.is_some())
    }

    /// Whether the hash that this password has just matched should be replaced.
    pub(super) fn is_outdated(&self, password: &Password, stored: &PasswordHash) -> bool {
        format::is_outdated(password, stored, self.cost)
    }
}
