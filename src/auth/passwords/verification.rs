//! The verification of one password, by a lane or by the bcrypt crate.
//!
//! A mismatch takes as much work as with a hash of the configured cost. Otherwise the time of the response would tell
//! that an account exists whose hash is older than the setting, or was imported.

use bcrypt_lanes::Job;

use super::format::{BcryptSha256, cost_of, dummy_hash, is_plain, is_truncated, verify};
use crate::model::{Password, PasswordHash};

/// A password to be verified against a stored hash.
pub(super) struct Verification {
    pub(super) password: Password,
    pub(super) stored: PasswordHash,
    /// The cost that a mismatch is padded to.
    pub(super) cost: u32,
}

impl Verification {
    /// The work for a lane; `None` only if bcrypt has no such `cost`.
    pub(super) fn lane_job(&self) -> Option<Job> {
        let (password, text) = (self.password.bytes(), self.stored.expose());
        if let Some(hash) = BcryptSha256::parse(text) {
            return Job::parse(&hash.inner_hash(), hash.prehash(&self.password).as_bytes())
                .map(|job| job.refuse_at_cost(self.cost))
                .or_else(|_| Job::decoy(self.cost, password))
                .ok();
        }
        match Job::parse(text, password).ok().filter(|_| is_plain(text)) {
            Some(job) if !is_truncated(&self.password, text) => Some(job.refuse_at_cost(self.cost)),
            job => Job::decoy(job.map_or(self.cost, |job| job.cost().max(self.cost)), password).ok(),
        }
    }

    /// Verifies with the bcrypt crate, on this thread.
    pub(super) fn run(&self) -> bool {
        let matches = verify(&self.password, &self.stored);
        if !matches {
            self.pad_to_cost();
        }
        matches
    }

    /// Spends the work that a mismatch has saved: all of it where the format is unknown. Each cost takes twice as long
    /// as the one before, so one run at each of the missing costs adds up.
    fn pad_to_cost(&self) {
        let missing = match cost_of(&self.stored) {
            Some(spent) => spent..self.cost,
            None => self.cost..self.cost + 1,
        };
        for cost in missing {
            let _ = bcrypt::verify(self.password.bytes(), dummy_hash(cost, [0; 16]).expose());
        }
    }
}
