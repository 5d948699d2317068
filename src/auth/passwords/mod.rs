//! Passwords: hashing, verifying, renewing, and judging new ones.
//!
//! `format.rs` knows the formats of hashes, `pool.rs` the threads; `policy.rs` says what a new password must be, with
//! `common.rs`, `own_names.rs` and `patterns.rs`.

mod common;
mod format;
mod own_names;
mod patterns;
mod policy;
mod pool;

use std::sync::Arc;

use super::error::{Error, Problem};
use super::random::Random;
use crate::model::{Password, PasswordHash};
use format::Attempt;
pub use own_names::OwnNames;
pub use policy::{PasswordPolicy, PasswordRefused};
use pool::HashingPool;
pub(super) use pool::Ticket;

/// How passwords are hashed.
#[derive(Debug, Clone, Copy)]
pub struct PasswordSettings {
    /// The bcrypt cost of new hashes: each step up doubles the work.
    pub cost: u32,
    /// How many threads hash.
    pub threads: usize,
    /// How many passwords a thread verifies in turns, 1 to 4; with one, the bcrypt crate does it alone.
    pub lanes: usize,
    /// The niceness of the threads, 0 to 19, where the system knows one for each thread.
    pub nice: i32,
    /// How many passwords may wait for a thread.
    pub max_waiting: usize,
}

impl PasswordSettings {
    /// How many passwords can be under way at once.
    pub fn at_once(&self) -> usize {
        self.threads * self.lanes
    }
}

/// Hashes and verifies on its own threads.
pub(super) struct Passwords {
    pool: HashingPool,
    cost: u32,
    random: Arc<dyn Random>,
    /// A hash that no password matches, verified when there is no account: otherwise the time of an answer would tell
    /// which names exist.
    decoy: PasswordHash,
}

impl Passwords {
    pub(super) fn new(settings: PasswordSettings, random: Arc<dyn Random>) -> Self {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        Self {
            pool: HashingPool::start(settings),
            cost: settings.cost,
            random,
            decoy: format::decoy(settings.cost, salt),
        }
    }

    /// Hashes a new password.
    pub(super) async fn hash(&self, password: &Password) -> Result<PasswordHash, Error> {
        let (password, cost, mut salt) = (password.clone(), self.cost, [0; 16]);
        self.random.fill(&mut salt);
        let ticket = self.pool.ticket()?;
        let hashed = self
            .pool
            .run(ticket, move || format::hash(&password, cost, salt))
            .await?;
        hashed.map_err(|error| Error::Internal(Problem::Hashing(error)))
    }

    /// Takes a place in the queue of what is hashed.
    pub(super) fn ticket(&self) -> Result<Ticket, Error> {
        self.pool.ticket()
    }

    /// Whether this is the password of this hash; with no hash the answer is no, after the same work.
    pub(super) async fn verify(
        &self,
        ticket: Ticket,
        password: &Password,
        stored: Option<&PasswordHash>,
    ) -> Result<bool, Error> {
        let attempt = Attempt {
            password: password.clone(),
            stored: stored.unwrap_or(&self.decoy).clone(),
            cost: self.cost,
        };
        let matches = self.pool.verify(ticket, attempt).await?;
        Ok(matches && stored.is_some())
    }

    /// Whether a hash that this password just matched should be replaced by a new one.
    pub(super) fn is_outdated(&self, password: &Password, stored: &PasswordHash) -> bool {
        format::is_outdated(password, stored, self.cost)
    }
}
