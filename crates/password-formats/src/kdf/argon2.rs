//! Argon2 (RFC 9106), the present version and the one before.

use std::hint::black_box;

use argon2::{Algorithm, Params};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::limits::{self, ARGON2_LANES, ARGON2_MEMORY, ARGON2_WORK, MAX_HASH_BYTES};
use crate::text::saturated;
use crate::{Argon2Cost, Argon2Variant, Refused, Scheme};

/// The version of Argon2 by which a hash was made.
#[derive(Clone, Copy)]
pub(crate) enum Version {
    /// 1.0: `v=16`, or none.
    V16,
    /// 1.3: `v=19`.
    V19,
}

#[derive(Clone)]
pub(crate) struct Argon2 {
    cost: Argon2Cost,
    version: Version,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Argon2 {
    /// `parameters` are memory in KiB, passes and lanes, as a PHC string has them.
    pub(crate) fn new(
        scheme: Scheme,
        (variant, version): (Argon2Variant, Version),
        [memory, passes, lanes]: [u64; 3],
        salt: Vec<u8>,
        hash: Vec<u8>,
    ) -> Result<Self, Refused> {
        limits::check_lengths(scheme, &salt, &hash)?;
        if salt.len() < argon2::MIN_SALT_LEN {
            return Err(scheme.malformed("the salt is shorter than 8 bytes"));
        }
        if passes == 0 || lanes == 0 {
            return Err(scheme.malformed("there are no passes, or no lanes"));
        }
        ARGON2_MEMORY.check(scheme, memory)?;
        ARGON2_LANES.check(scheme, lanes)?;
        ARGON2_WORK.check(scheme, memory.saturating_mul(passes))?;
        if memory < 8 * lanes {
            return Err(scheme.malformed("the memory is less than 8 KiB for each lane"));
        }
        let cost = Argon2Cost {
            variant,
            memory_kib: saturated(memory),
            passes: saturated(passes),
            lanes: saturated(lanes),
        };
        Ok(Self {
            cost,
            version,
            salt,
            hash,
        })
    }

    pub(crate) fn cost(&self) -> Argon2Cost {
        self.cost
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let mut room = Zeroizing::new([0; MAX_HASH_BYTES]);
        let Some(computed) = room.get_mut(..self.hash.len()) else {
            return false;
        };
        derive(&self.cost, self.version, password, &self.salt, computed) && bool::from(computed.ct_eq(&self.hash))
    }
}

/// Whether it could be computed: there may be too little memory.
fn derive(cost: &Argon2Cost, version: Version, password: &[u8], salt: &[u8], to: &mut [u8]) -> bool {
    let variant = match cost.variant {
        Argon2Variant::I => Algorithm::Argon2i,
        Argon2Variant::Id => Algorithm::Argon2id,
    };
    let version = match version {
        Version::V16 => argon2::Version::V0x10,
        Version::V19 => argon2::Version::V0x13,
    };
    Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(to.len()))
        .and_then(|params| argon2::Argon2::new(variant, version, params).hash_password_into(password, salt, to))
        .is_ok()
}

/// Spends what a hash of this cost takes.
pub(crate) fn spend(cost: &Argon2Cost, password: &[u8]) {
    let mut room = Zeroizing::new([0; 32]);
    black_box(derive(cost, Version::V19, password, &[0; 16], room.as_mut_slice()));
}

/// Spends so much of [`Argon2Cost::work`]: passes over 64 MiB, which no processor caches, and one over what is left.
pub(crate) fn spend_work(work: u64, password: &[u8]) {
    const MEMORY_KIB: u64 = 64 * 1024;
    for (memory, passes) in [(MEMORY_KIB, work / MEMORY_KIB), (work % MEMORY_KIB, 1)] {
        // Argon2 takes no less memory, and no fewer passes.
        if memory >= 8 && passes > 0 {
            let cost = Argon2Cost {
                variant: Argon2Variant::Id,
                memory_kib: saturated(memory),
                passes: saturated(passes),
                lanes: 1,
            };
            spend(&cost, password);
        }
    }
}
