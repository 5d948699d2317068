//! phpass's portable hashes (<https://www.openwall.com/phpass/>): MD5, many times.

use std::hint::black_box;

use md5::{Digest, Md5};
use subtle::ConstantTimeEq;

use crate::limits::PHPASS_LOG2_ROUNDS;
use crate::text::push_crypt;
use crate::{Cost, Refused, Scheme};

/// How many characters a hash has: 16 bytes, six bits each.
pub(crate) const HASH_CHARACTERS: usize = 22;

#[derive(Clone)]
pub(crate) struct Phpass {
    log2_rounds: u32,
    salt: String,
    /// As text: there is one for each digest.
    hash: String,
}

impl Phpass {
    pub(crate) fn new(log2_rounds: u32, salt: &str, hash: &str) -> Result<Self, Refused> {
        // phpass itself makes no others.
        if log2_rounds < 7 {
            return Err(Scheme::Phpass.malformed("there are less than 2^7 rounds"));
        }
        PHPASS_LOG2_ROUNDS.check(Scheme::Phpass, log2_rounds.into())?;
        let (salt, hash) = (salt.to_owned(), hash.to_owned());
        Ok(Self {
            log2_rounds,
            salt,
            hash,
        })
    }

    pub(crate) fn cost(&self) -> Cost {
        Cost::Phpass {
            log2_rounds: self.log2_rounds,
        }
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let first = Md5::new()
            .chain_update(&self.salt)
            .chain_update(password)
            .finalize()
            .into();
        let digest = rounds(first, password, 1 << self.log2_rounds);
        encode(&digest).ct_eq(self.hash.as_bytes()).into()
    }
}

fn rounds(first: [u8; 16], password: &[u8], rounds: u64) -> [u8; 16] {
    (0..rounds).fold(first, |digest, _| {
        Md5::new().chain_update(digest).chain_update(password).finalize().into()
    })
}

fn encode(digest: &[u8; 16]) -> Vec<u8> {
    let mut text = Vec::with_capacity(HASH_CHARACTERS);
    for bytes in digest.chunks(3) {
        let bits = bytes.iter().rev().fold(0, |bits, byte| bits << 8 | u32::from(*byte));
        push_crypt(&mut text, bits, (bytes.len() * 8).div_ceil(6));
    }
    text
}

/// Spends so many rounds.
pub(crate) fn spend(password: &[u8], count: u64) {
    black_box(rounds([0; 16], password, count));
}
