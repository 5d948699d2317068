//! A password to be verified: what is read from the hash, and the password as bcrypt takes it.

use std::fmt;

use base64::Engine;
use base64::alphabet::BCRYPT;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::NO_PAD;
use subtle::ConstantTimeEq;

use super::key::Key;
use super::state::SUBKEYS;

const COSTS: std::ops::RangeInclusive<u32> = 4..=31;
/// Strict, as the `bcrypt` crate has it: no padding, and no bits after the last byte.
const BASE64: GeneralPurpose = GeneralPurpose::new(&BCRYPT, NO_PAD);

/// A password and the hash that it is to be verified against.
pub struct Job {
    cost: u32,
    refusal_cost: u32,
    salt: [u32; 4],
    digest: [u8; 23],
    decoy: bool,
    key: Key,
}

/// Why a text is no hash that can be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotVerifiable {
    /// It is not of bcrypt's form.
    Malformed(&'static str),
    /// Its cost is not from 4 to 31.
    CostNotAllowed(u32),
}

impl Job {
    /// Reads a hash: `$2a$`, `$2b$`, `$2x$` or `$2y$`, two digits of cost, `$`, 22 characters of salt and 31 of digest.
    ///
    /// Understood as the `bcrypt` crate's `verify` understands it. The versions are computed alike: what they name are
    /// faults of programs of the past. Of the password only the first 72 bytes count, and whether a longer one is to be
    /// let in is for the caller to say.
    ///
    /// # Errors
    ///
    /// When the text is not of that form, or its cost is not from 4 to 31.
    pub fn parse(hash: &str, password: &[u8]) -> Result<Self, NotVerifiable> {
        if hash.len() != 60 || !hash.is_ascii() {
            return Err(NotVerifiable::Malformed("a hash is 60 ASCII characters"));
        }
        let version = ["$2a$", "$2b$", "$2x$", "$2y$"]
            .iter()
            .any(|version| hash.starts_with(version));
        if !version || hash.get(6..7) != Some("$") {
            return Err(NotVerifiable::Malformed("a hash begins like $2b$12$"));
        }
        let number = hash.get(4..6).and_then(|number| number.parse().ok());
        let cost = number.ok_or(NotVerifiable::Malformed("the cost is no number"))?;
        let salt = decode(hash.get(7..29)).ok_or(NotVerifiable::Malformed("the salt is not in bcrypt's base64"))?;
        let digest = decode(hash.get(29..)).ok_or(NotVerifiable::Malformed("the digest is not in bcrypt's base64"))?;
        Self::new(cost, salt, digest, password)
    }

    /// A job that is as much work as any of this cost and ends with a no: for when there is no hash to verify against,
    /// and nobody shall learn that from the time.
    ///
    /// # Errors
    ///
    /// When the cost is not from 4 to 31.
    pub fn decoy(cost: u32, password: &[u8]) -> Result<Self, NotVerifiable> {
        let job = Self::new(cost, [0; 16], [0; 23], password)?;
        Ok(Self { decoy: true, ..job })
    }

    fn new(cost: u32, salt: [u8; 16], digest: [u8; 23], password: &[u8]) -> Result<Self, NotVerifiable> {
        if !COSTS.contains(&cost) {
            return Err(NotVerifiable::CostNotAllowed(cost));
        }
        Ok(Self {
            cost,
            refusal_cost: cost,
            salt: words(&salt),
            digest,
            decoy: false,
            key: Key::new(password),
        })
    }

    /// Lets a wrong password take as long as with a hash of this cost, where the hash itself costs less: otherwise the
    /// time of a refusal would tell which hashes are old.
    #[must_use]
    pub fn refuse_at_cost(self, cost: u32) -> Self {
        let refusal_cost = cost.min(*COSTS.end()).max(self.cost);
        Self { refusal_cost, ..self }
    }

    /// The cost of the hash.
    #[must_use]
    pub fn cost(&self) -> u32 {
        self.cost
    }

    /// How many rounds it takes until the answer is known.
    pub(super) fn rounds(&self) -> u64 {
        1 << self.cost
    }

    /// How many more rounds it takes until a no may be told.
    pub(super) fn rounds_before_refusal(&self) -> u64 {
        (1 << self.refusal_cost) - self.rounds()
    }

    pub(super) fn key(&self) -> &[u32; SUBKEYS] {
        self.key.words()
    }

    pub(super) fn salt(&self) -> &[u32; 4] {
        &self.salt
    }

    /// Whether this is the right digest, in the same time wherever it differs.
    pub(super) fn accepts(&self, digest: &[u8; 23]) -> bool {
        bool::from(self.digest.ct_eq(digest)) && !self.decoy
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("cost", &self.cost).finish_non_exhaustive()
    }
}

impl fmt::Display for NotVerifiable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => f.write_str(what),
            Self::CostNotAllowed(cost) => write!(f, "the cost is {cost}, which is not from 4 to 31"),
        }
    }
}

impl std::error::Error for NotVerifiable {}

fn decode<const N: usize>(text: Option<&str>) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    BASE64.decode_slice(text?, &mut bytes).ok()?;
    Some(bytes)
}

fn words(salt: &[u8; 16]) -> [u32; 4] {
    let (words, _) = salt.as_chunks();
    std::array::from_fn(|i| u32::from_be_bytes(words[i]))
}
