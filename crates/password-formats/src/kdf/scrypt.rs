//! scrypt (RFC 7914).

use std::hint::black_box;

use scrypt::Params;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::limits::{self, MAX_HASH_BYTES, SCRYPT_MEMORY, SCRYPT_WORK};
use crate::text::saturated;
use crate::{Refused, Scheme, ScryptCost};

#[derive(Clone)]
pub(crate) struct Scrypt {
    cost: ScryptCost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Scrypt {
    /// `parameters` are the binary logarithm of N, r and p.
    pub(crate) fn new(scheme: Scheme, [log2_n, r, p]: [u64; 3], salt: Vec<u8>, hash: Vec<u8>) -> Result<Self, Refused> {
        limits::check_lengths(scheme, &salt, &hash)?;
        if log2_n == 0 || r == 0 || p == 0 {
            return Err(scheme.malformed("N must be more than 1, and r and p more than 0"));
        }
        let n = u32::try_from(log2_n)
            .ok()
            .and_then(|log2| 1_u64.checked_shl(log2))
            .unwrap_or(u64::MAX);
        // There is one area of N blocks, and one of p.
        SCRYPT_MEMORY.check(scheme, n.max(p).saturating_mul(r).saturating_mul(128))?;
        SCRYPT_WORK.check(scheme, n.saturating_mul(r).saturating_mul(p))?;
        let cost = ScryptCost {
            log2_n: u8::try_from(log2_n).unwrap_or(u8::MAX),
            r: saturated(r),
            p: saturated(p),
        };
        Ok(Self { cost, salt, hash })
    }

    pub(crate) fn cost(&self) -> ScryptCost {
        self.cost
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let mut room = Zeroizing::new([0; MAX_HASH_BYTES]);
        let Some(computed) = room.get_mut(..self.hash.len()) else {
            return false;
        };
        derive(&self.cost, password, &self.salt, computed) && bool::from(computed.ct_eq(&self.hash))
    }
}

fn derive(cost: &ScryptCost, password: &[u8], salt: &[u8], to: &mut [u8]) -> bool {
    Params::new(cost.log2_n, cost.r, cost.p).is_ok_and(|params| scrypt::scrypt(password, salt, &params, to).is_ok())
}

/// Spends what a hash of this cost takes.
pub(crate) fn spend(cost: &ScryptCost, password: &[u8]) {
    let mut room = Zeroizing::new([0; 32]);
    black_box(derive(cost, password, &[0; 16], room.as_mut_slice()));
}

/// Spends so much of [`ScryptCost::work`], in runs of at most N = 2^16, r = 8, which is 64 MiB.
pub(crate) fn spend_work(work: u64, password: &[u8]) {
    const R: u32 = 8;
    let mut left = work / u64::from(R);
    while left > 1 {
        let log2_n = left.ilog2().min(16);
        let log2_n = u8::try_from(log2_n).unwrap_or(16);
        spend(&ScryptCost { log2_n, r: R, p: 1 }, password);
        left -= 1 << log2_n;
    }
}
