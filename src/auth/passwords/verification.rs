//! The bcrypt of one verification, by a lane or by the bcrypt crate.
//!
//! A mismatch takes as much work as with a hash of the highest cost that there is. Otherwise the time of the response
//! would tell that an account exists whose hash is older than the setting, or was imported.

use bcrypt_lanes::Job;
use password_formats::{BcryptInput, StoredHash};

use super::format::dummy_hash;
use crate::model::Password;

/// A password to be verified by bcrypt.
pub(super) struct Verification {
    pub(super) password: Password,
    /// A hash whose slow part is bcrypt. Without one, the work is done for nothing.
    pub(super) stored: Option<StoredHash>,
    /// The cost that a mismatch is padded to. No hash has a higher one.
    pub(super) cost: u32,
}

impl Verification {
    /// The work for a lane; `None` only if bcrypt has no such `cost`.
    pub(super) fn lane_job(&self) -> Option<Job> {
        if let Some((hash, _, input)) = self.inner()
            && let Ok(job) = Job::parse(hash, &input)
        {
            return Some(job.refuse_at_cost(self.cost));
        }
        Job::decoy(self.cost, self.password.bytes()).ok()
    }

    /// Verifies with the bcrypt crate, on this thread.
    pub(super) fn run(&self) -> bool {
        let Some((hash, cost, input)) = self.inner() else {
            self.spend(self.cost);
            return false;
        };
        let matches = bcrypt::verify(&*input, hash).unwrap_or(false);
        if !matches {
            // Each cost takes twice as long as the one before, so one run at each of the missing costs adds up.
            (cost..self.cost).for_each(|missing| self.spend(missing));
        }
        matches
    }

    /// The bcrypt hash, its cost, and what bcrypt is fed; `None` if there is none, or the password is too long for it.
    fn inner(&self) -> Option<(&str, u32, BcryptInput<'_>)> {
        let inner = self.stored.as_ref()?.bcrypt()?;
        let input = inner.input(self.password.text())?;
        Some((inner.hash(), inner.cost(), input))
    }

    fn spend(&self, cost: u32) {
        let _ = bcrypt::verify(self.password.bytes(), dummy_hash(cost, [0; 16]).expose());
    }
}
