//! The bounds on what a stored hash may demand.
//!
//! Whoever wrote the hashes has chosen their costs, and each login pays them. A hash above a bound is refused when it is
//! read, so that no imported hash can stall a server. The bounds leave room above what the makers recommend today. To
//! raise one, change its figure here and nowhere else.

use crate::{Refused, Scheme};

/// A bound on one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What is bounded, with its unit, in words that follow "the".
    pub parameter: &'static str,
    /// The highest value that is accepted.
    pub at_most: u64,
    /// Why this one.
    pub reason: &'static str,
}

/// bcrypt.
pub const BCRYPT_COST: Limit = Limit {
    parameter: "cost",
    at_most: 14,
    reason: "each step doubles the time, and 14 takes about a second; makers default to 10 to 12",
};

/// PBKDF2, with any HMAC.
pub const PBKDF2_ROUNDS: Limit = Limit {
    parameter: "number of iterations, times the blocks of the hash,",
    at_most: 2_000_000,
    reason: "Django is at about a million iterations and adds some with each release; a longer hash takes them for each block",
};

/// Argon2: the memory of one verification.
pub const ARGON2_MEMORY: Limit = Limit {
    parameter: "memory in KiB",
    at_most: 256 * 1024,
    reason: "every login at the same time takes as much again; makers default to 7 to 100 MiB",
};

/// Argon2: the time of one verification.
pub const ARGON2_WORK: Limit = Limit {
    parameter: "memory in KiB, times the passes,",
    at_most: 1024 * 1024,
    reason: "time grows with both, and this takes about a second",
};

/// Argon2: lanes, which are computed one after another here.
pub const ARGON2_LANES: Limit = Limit {
    parameter: "number of lanes",
    at_most: 16,
    reason: "more than any maker's default; lanes divide the same memory and add nothing to the time",
};

/// scrypt: the memory of one verification.
pub const SCRYPT_MEMORY: Limit = Limit {
    parameter: "memory in bytes",
    at_most: 256 * 1024 * 1024,
    reason: "every login at the same time takes as much again; N = 2^17 with r = 8 takes half of it",
};

/// scrypt: the time of one verification.
pub const SCRYPT_WORK: Limit = Limit {
    parameter: "product N·r·p",
    at_most: 1 << 22,
    reason: "time grows with all three; four times N = 2^17, r = 8, p = 1, the highest that is commonly recommended",
};

/// SHA-256-crypt and SHA-512-crypt.
pub const SHA_CRYPT_ROUNDS: Limit = Limit {
    parameter: "number of rounds",
    at_most: 1_000_000,
    reason: "systems default to 5,000 and passlib to about 650,000; long passwords make each round longer",
};

/// phpass.
pub const PHPASS_LOG2_ROUNDS: Limit = Limit {
    parameter: "binary logarithm of the number of rounds",
    at_most: 19,
    reason: "WordPress has 13, phpBB 11; 2^19 rounds take about a tenth of a second with a short password",
};

/// All of them.
pub const ALL: [Limit; 9] = [
    BCRYPT_COST,
    PBKDF2_ROUNDS,
    ARGON2_MEMORY,
    ARGON2_WORK,
    ARGON2_LANES,
    SCRYPT_MEMORY,
    SCRYPT_WORK,
    SHA_CRYPT_ROUNDS,
    PHPASS_LOG2_ROUNDS,
];

/// The longest text that is looked at, in bytes. The longest that any form needs has half of that.
pub const TEXT_BYTES: usize = 1024;
/// The longest salt, in bytes: 16 is common.
pub const SALT_BYTES: usize = 64;
/// The same of ASP.NET Core Identity, whose salts a program may have made longer.
pub const IDENTITY_SALT_BYTES: usize = 128;
/// The shortest hash, in bytes: a shorter one could be met by chance, or be the rest of one that was cut off.
pub const MIN_HASH_BYTES: usize = 16;
/// The longest hash, in bytes: that of a whole SHA-512.
pub const MAX_HASH_BYTES: usize = 64;

impl Limit {
    pub(crate) fn check(&self, scheme: Scheme, value: u64) -> Result<(), Refused> {
        if value <= self.at_most {
            return Ok(());
        }
        Err(Refused::TooCostly {
            scheme,
            parameter: self.parameter,
            value,
            limit: self.at_most,
        })
    }
}

/// Whether salt and hash are of acceptable lengths.
pub(crate) fn check_lengths(scheme: Scheme, salt: &[u8], hash: &[u8]) -> Result<(), Refused> {
    let most = match scheme {
        Scheme::AspNetIdentityV3 => IDENTITY_SALT_BYTES,
        _ => SALT_BYTES,
    };
    if salt.is_empty() {
        return Err(scheme.malformed("there is no salt"));
    }
    if salt.len() > most {
        return Err(scheme.malformed("the salt is too long"));
    }
    if !(MIN_HASH_BYTES..=MAX_HASH_BYTES).contains(&hash.len()) {
        return Err(scheme.malformed("the hash is not 16 to 64 bytes long"));
    }
    Ok(())
}
