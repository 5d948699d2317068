//! bcrypt, and what it is fed.

use std::fmt;
use std::ops::Deref;

use base64::Engine;
use base64::alphabet;
use base64::engine::{GeneralPurpose, general_purpose};
use bcrypt::BASE_64;
use zeroize::Zeroizing;

use super::Prehash;
use crate::limits::BCRYPT_COST;
use crate::text::number;
use crate::{Refused, Scheme};

/// How many bytes bcrypt reads.
const READS_BYTES: usize = 72;
/// bcrypt has no lower cost.
const MIN_COST: u64 = 4;
const SALT_CHARACTERS: usize = 22;
const CHECKSUM_CHARACTERS: usize = 31;

/// The last character of a salt has four bits to spare, which bcrypt does not look at. Some makers have left them set.
const SALT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::BCRYPT,
    general_purpose::NO_PAD.with_decode_allow_trailing_bits(true),
);

#[derive(Clone)]
pub(crate) struct Bcrypt {
    cost: u32,
    /// As a plain hash of version 2b.
    hash: String,
    prehash: Prehash,
}

impl Bcrypt {
    /// `cost` is in decimal digits, `salt` and `checksum` in the base64 of bcrypt. The salt is given to `prehash` in the
    /// spelling that encoding it has.
    pub(crate) fn new(
        scheme: Scheme,
        [cost, salt, checksum]: [&str; 3],
        prehash: impl FnOnce(&str) -> Prehash,
    ) -> Result<Self, Refused> {
        // Plain bcrypt writes two digits.
        let cost = number(cost.strip_prefix('0').unwrap_or(cost)).ok_or(scheme.malformed("the cost is no number"))?;
        if cost < MIN_COST {
            return Err(scheme.malformed("the cost is less than 4"));
        }
        BCRYPT_COST.check(scheme, cost)?;
        if salt.len() != SALT_CHARACTERS || checksum.len() != CHECKSUM_CHARACTERS {
            return Err(scheme.malformed("salt and hash are not 22 and 31 characters"));
        }
        let salt = SALT_BASE64
            .decode(salt)
            .map_err(|_| scheme.malformed("the salt is not in bcrypt's base64"))?;
        BASE_64
            .decode(checksum)
            .map_err(|_| scheme.malformed("the hash is not in bcrypt's base64"))?;
        let salt = BASE_64.encode(salt);
        Ok(Self {
            cost: crate::text::saturated(cost),
            hash: format!("$2b${cost:02}${salt}{checksum}"),
            prehash: prehash(&salt),
        })
    }

    pub(crate) fn cost(&self) -> u32 {
        self.cost
    }

    pub(crate) fn hash(&self) -> &str {
        &self.hash
    }

    pub(crate) fn input<'p>(&self, password: &'p str) -> Option<BcryptInput<'p>> {
        if let Some(made) = self.prehash.of(password) {
            return Some(BcryptInput(Bytes::Made(made)));
        }
        let is_refused = matches!(self.prehash, Prehash::Whole) && password.len() > READS_BYTES;
        (!is_refused).then_some(BcryptInput(Bytes::Password(password.as_bytes())))
    }

    pub(crate) fn verify(&self, password: &str) -> bool {
        let input = self.input(password);
        // The same work for a password that cannot match.
        let fed = input.as_deref().unwrap_or_default();
        bcrypt::verify(fed, &self.hash).unwrap_or(false) && input.is_some()
    }
}

/// What bcrypt is fed. Wiped when it is dropped, if it is not the caller's own password.
pub struct BcryptInput<'p>(Bytes<'p>);

enum Bytes<'p> {
    Password(&'p [u8]),
    Made(Zeroizing<Vec<u8>>),
}

impl Deref for BcryptInput<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Password(bytes) => bytes,
            Bytes::Made(bytes) => bytes,
        }
    }
}

impl AsRef<[u8]> for BcryptInput<'_> {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl fmt::Debug for BcryptInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BcryptInput").finish_non_exhaustive()
    }
}
