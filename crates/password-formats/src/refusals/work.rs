//! Amounts of work, and spending them.

use std::collections::BTreeMap;
use std::ops::Add;

use crate::kdf::spend;
use crate::{Argon2Cost, Prf, ScryptCost, ShaCryptDigest};

/// An amount of work, but for bcrypt. Amounts can be compared and added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// Rounds of PBKDF2.
    pub(super) pbkdf2: BTreeMap<Prf, u64>,
    /// Rounds of SHA-crypt.
    pub(super) sha_crypt: BTreeMap<ShaCryptDigest, u64>,
    /// What comes before them. It matters with long passwords.
    pub(super) sha_crypt_starts: BTreeMap<ShaCryptDigest, u64>,
    /// Rounds of phpass.
    pub(super) phpass: u64,
    /// Runs of Argon2.
    pub(super) argon2: BTreeMap<Argon2Cost, u64>,
    /// Argon2 of many parameters, in [`Argon2Cost::work`].
    pub(super) argon2_work: u64,
    /// Runs of scrypt.
    pub(super) scrypt: BTreeMap<ScryptCost, u64>,
    /// scrypt of many parameters, in [`ScryptCost::work`].
    pub(super) scrypt_work: u64,
    /// Fast digests.
    pub(super) digests: u64,
}

/// The amount at a key.
pub(super) fn at<K: Ord>(map: &mut BTreeMap<K, u64>, key: K) -> &mut u64 {
    map.entry(key).or_default()
}

/// One more of a key.
pub(super) fn add_to<K: Ord + Copy>(map: &mut BTreeMap<K, u64>, key: &K) {
    *at(map, *key) += 1;
}

impl Work {
    /// Each amount by itself: the larger of the two.
    pub(super) fn raise_to(&mut self, other: &Self) {
        *self = self.zip(other, u64::max);
    }

    /// What is left of it; nothing where the other has more.
    pub(super) fn without(&self, other: &Self) -> Self {
        self.zip(other, u64::saturating_sub)
    }

    fn zip(&self, other: &Self, combine: fn(u64, u64) -> u64) -> Self {
        Self {
            pbkdf2: zip(&self.pbkdf2, &other.pbkdf2, combine),
            sha_crypt: zip(&self.sha_crypt, &other.sha_crypt, combine),
            sha_crypt_starts: zip(&self.sha_crypt_starts, &other.sha_crypt_starts, combine),
            phpass: combine(self.phpass, other.phpass),
            argon2: zip(&self.argon2, &other.argon2, combine),
            argon2_work: combine(self.argon2_work, other.argon2_work),
            scrypt: zip(&self.scrypt, &other.scrypt, combine),
            scrypt_work: combine(self.scrypt_work, other.scrypt_work),
            digests: combine(self.digests, other.digests),
        }
    }

    pub(super) fn spend(&self, password: &str) {
        let bytes = password.as_bytes();
        self.pbkdf2
            .iter()
            .for_each(|(prf, rounds)| spend::pbkdf2(*prf, bytes, *rounds));
        for digest in [ShaCryptDigest::Sha256, ShaCryptDigest::Sha512] {
            let [rounds, starts] =
                [&self.sha_crypt, &self.sha_crypt_starts].map(|map| map.get(&digest).copied().unwrap_or_default());
            spend::sha_crypt(digest, bytes, rounds, starts);
        }
        spend::phpass(bytes, self.phpass);
        for (cost, runs) in &self.argon2 {
            (0..*runs).for_each(|_| spend::argon2(cost, bytes));
        }
        spend::argon2_work(self.argon2_work, bytes);
        for (cost, runs) in &self.scrypt {
            (0..*runs).for_each(|_| spend::scrypt(cost, bytes));
        }
        spend::scrypt_work(self.scrypt_work, bytes);
        spend::digests(password, self.digests);
    }
}

/// Key by key. Nothing is kept of keys without an amount, so that equal amounts are equal maps.
fn zip<K: Ord + Copy>(
    one: &BTreeMap<K, u64>,
    other: &BTreeMap<K, u64>,
    combine: fn(u64, u64) -> u64,
) -> BTreeMap<K, u64> {
    let amount = |map: &BTreeMap<K, u64>, key: &K| map.get(key).copied().unwrap_or_default();
    let keys = one.keys().chain(other.keys());
    let combined = keys.map(|key| (*key, combine(amount(one, key), amount(other, key))));
    combined.filter(|(_, amount)| *amount > 0).collect()
}

impl Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.zip(&other, u64::saturating_add)
    }
}
