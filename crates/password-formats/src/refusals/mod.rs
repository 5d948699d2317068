//! What a refusal costs, so that its time tells nothing.
//!
//! A wrong password takes the work of the hash that it is compared with, and an unknown name has no hash at all. If they
//! were answered at once, the time would tell which names exist, and what their hashes are. So [`RefusalWork`] learns the
//! costs that a database holds, and each refusal spends what it has not spent yet: all refusals add up to the same
//! [`Work`].
//!
//! * Families whose time grows with a number of rounds have one maximum each. A refusal spends the rest of it.
//! * Argon2 and scrypt cannot be continued, so a refusal runs them once with each set of parameters but its own. A
//!   database made by one program has one set of parameters, or two after an upgrade. From the
//!   [17th](EXACT_PARAMETERS) set on, the rest are taken for linear in memory and passes: there is one maximum of that.
//! * bcrypt is for the caller, who may have a faster one: [`RefusalWork::bcrypt_cost`].
//!
//! Refusals only become more expensive with each family. Once the last hash of a family has been renewed, a
//! [`RefusalWork`] that is made anew out of the database no longer has it.

mod work;

use std::collections::BTreeSet;

pub use work::Work;
use work::{add_to, at};

use crate::{Argon2Cost, Cost, ScryptCost};

/// How many sets of parameters of Argon2, and how many of scrypt, are kept apart.
pub const EXACT_PARAMETERS: usize = 16;

/// What a refusal costs in a database that holds these hashes.
///
/// Add a hash's cost before anybody can log in against it; otherwise refusals against it take longer than others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusalWork {
    bcrypt_cost: Option<u32>,
    /// The maxima of what is linear.
    most: Work,
    argon2: BTreeSet<Argon2Cost>,
    scrypt: BTreeSet<ScryptCost>,
}

impl RefusalWork {
    /// Learns that the database holds a hash of this cost. Which order costs come in matters only where there are more
    /// than [`EXACT_PARAMETERS`].
    pub fn add(&mut self, cost: &Cost) {
        match cost {
            Cost::Bcrypt { cost } => self.bcrypt_cost = self.bcrypt_cost.max(Some(*cost)),
            Cost::Argon2(argon2) if self.argon2.len() < EXACT_PARAMETERS => drop(self.argon2.insert(*argon2)),
            Cost::Scrypt(scrypt) if self.scrypt.len() < EXACT_PARAMETERS => drop(self.scrypt.insert(*scrypt)),
            Cost::Argon2(_)
            | Cost::Scrypt(_)
            | Cost::Pbkdf2 { .. }
            | Cost::ShaCrypt { .. }
            | Cost::Phpass { .. }
            | Cost::Digest => self.most.raise_to(&self.work_of(cost)),
        }
    }

    /// The highest cost of bcrypt; `None` if there is no bcrypt. The caller pads to it.
    #[must_use]
    pub fn bcrypt_cost(&self) -> Option<u32> {
        self.bcrypt_cost
    }

    /// Whether a refusal need not spend anything but bcrypt.
    #[must_use]
    pub fn is_bcrypt_only(&self) -> bool {
        self.total() == Work::default()
    }

    /// Everything that a refusal takes, but for bcrypt.
    #[must_use]
    pub fn total(&self) -> Work {
        let mut total = self.most.clone();
        self.argon2.iter().for_each(|cost| add_to(&mut total.argon2, cost));
        self.scrypt.iter().for_each(|cost| add_to(&mut total.scrypt, cost));
        total
    }

    /// What of the total a hash of this cost takes when it is verified; nothing for bcrypt.
    #[must_use]
    pub fn work_of(&self, cost: &Cost) -> Work {
        let mut work = Work::default();
        match cost {
            Cost::Bcrypt { .. } => {}
            Cost::Pbkdf2 { prf, rounds } => *at(&mut work.pbkdf2, *prf) = (*rounds).into(),
            Cost::ShaCrypt { digest, rounds } => {
                *at(&mut work.sha_crypt, *digest) = (*rounds).into();
                *at(&mut work.sha_crypt_starts, *digest) = 1;
            }
            Cost::Phpass { log2_rounds } => work.phpass = 1_u64.checked_shl(*log2_rounds).unwrap_or(u64::MAX),
            Cost::Argon2(cost) if is_linear(&self.argon2, cost) => work.argon2_work = cost.work(),
            Cost::Scrypt(cost) if is_linear(&self.scrypt, cost) => work.scrypt_work = cost.work(),
            Cost::Argon2(cost) => add_to(&mut work.argon2, cost),
            Cost::Scrypt(cost) => add_to(&mut work.scrypt, cost),
            Cost::Digest => work.digests = 1,
        }
        work
    }

    /// What a refusal has yet to take after a hash of cost `spent` was verified; after none, for an unknown name.
    #[must_use]
    pub fn remaining(&self, spent: Option<&Cost>) -> Work {
        let total = self.total();
        match spent {
            Some(cost) => total.without(&self.work_of(cost)),
            None => total,
        }
    }

    /// Spends it, on this thread. The password counts because its length does.
    ///
    /// This may take seconds and 256 MiB, where the hashes do: it is for a bounded pool of threads, like verifying.
    pub fn spend(&self, password: &str, spent: Option<&Cost>) {
        self.remaining(spent).spend(password);
    }
}

/// Whether these parameters came after there was no more room to keep them.
fn is_linear<T: Ord>(exact: &BTreeSet<T>, cost: &T) -> bool {
    exact.len() >= EXACT_PARAMETERS && !exact.contains(cost)
}
