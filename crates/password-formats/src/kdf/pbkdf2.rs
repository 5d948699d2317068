//! PBKDF2 (RFC 8018).

use std::hint::black_box;

use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::limits::{self, MAX_HASH_BYTES, PBKDF2_ROUNDS};
use crate::text::saturated;
use crate::{Cost, Prf, Refused, Scheme};

#[derive(Clone)]
pub(crate) struct Pbkdf2 {
    prf: Prf,
    iterations: u32,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Pbkdf2 {
    pub(crate) fn new(
        scheme: Scheme,
        prf: Prf,
        iterations: u64,
        salt: Vec<u8>,
        hash: Vec<u8>,
    ) -> Result<Self, Refused> {
        limits::check_lengths(scheme, &salt, &hash)?;
        if iterations == 0 {
            return Err(scheme.malformed("there are no iterations"));
        }
        PBKDF2_ROUNDS.check(scheme, iterations.saturating_mul(blocks(prf, &hash).into()))?;
        Ok(Self {
            prf,
            iterations: saturated(iterations),
            salt,
            hash,
        })
    }

    pub(crate) fn cost(&self) -> Cost {
        Cost::Pbkdf2 {
            prf: self.prf,
            rounds: self.iterations.saturating_mul(blocks(self.prf, &self.hash)),
        }
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let mut room = Zeroizing::new([0; MAX_HASH_BYTES]);
        let Some(computed) = room.get_mut(..self.hash.len()) else {
            return false;
        };
        derive(self.prf, password, &self.salt, self.iterations, computed);
        computed.ct_eq(&self.hash).into()
    }
}

/// How many blocks a hash has, each of which takes all iterations.
fn blocks(prf: Prf, hash: &[u8]) -> u32 {
    saturated(hash.len().div_ceil(prf.block_bytes()) as u64)
}

fn derive(prf: Prf, password: &[u8], salt: &[u8], iterations: u32, to: &mut [u8]) {
    match prf {
        Prf::HmacSha1 => pbkdf2_hmac::<Sha1>(password, salt, iterations, to),
        Prf::HmacSha256 => pbkdf2_hmac::<Sha256>(password, salt, iterations, to),
        Prf::HmacSha512 => pbkdf2_hmac::<Sha512>(password, salt, iterations, to),
    }
}

/// Spends so many iterations.
pub(crate) fn spend(prf: Prf, password: &[u8], rounds: u64) {
    if rounds > 0 {
        let mut room = Zeroizing::new([0; MAX_HASH_BYTES]);
        let (block, _) = room.split_at_mut(prf.block_bytes());
        derive(prf, password, &[0; 16], saturated(rounds), block);
        black_box(block);
    }
}
