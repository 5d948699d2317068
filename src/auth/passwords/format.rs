//! The format of our own hashes. `password_formats` verifies them, and those of other software.
//!
//! bcrypt reads at most 72 bytes. A password of up to 72 bytes is stored as plain bcrypt, `$2b$`. A longer one is
//! stored as passlib's `bcrypt_sha256` version 2
//! (<https://passlib.readthedocs.io/en/stable/lib/passlib.hash.bcrypt_sha256.html>), which feeds bcrypt the base64 of
//! HMAC-SHA256(salt, password), so that every byte counts.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bcrypt::{BcryptResult, Version};
use hmac::{Hmac, KeyInit, Mac};
use password_formats::{Cost, Scheme, StoredHash};
use sha2::Sha256;

use crate::model::{Password, PasswordHash};

/// How many bytes of a password bcrypt reads.
const BCRYPT_BYTES: usize = 72;
const BCRYPT_SHA256_PREFIX: &str = "$bcrypt-sha256$v=2,t=2b,r=";

/// Hashes a password.
pub(super) fn hash(password: &Password, cost: u32, salt: [u8; 16]) -> BcryptResult<PasswordHash> {
    if password.bytes().len() <= BCRYPT_BYTES {
        let parts = bcrypt::hash_with_salt(password.bytes(), cost, salt)?;
        return Ok(PasswordHash::new(parts.format_for_version(Version::TwoB)));
    }
    let salt_text = bcrypt::BASE_64.encode(salt);
    let plain = bcrypt::hash_with_salt(prehash(password, &salt_text), cost, salt)?.format_for_version(Version::TwoB);
    let checksum = plain.get(plain.len() - 31..).unwrap_or_default();
    Ok(PasswordHash::new(format!(
        "{BCRYPT_SHA256_PREFIX}{cost}${salt_text}${checksum}"
    )))
}

/// Whether `password`, which matches `stored`, would be stored in another format or at a higher cost today. A hash of other
/// software is outdated, but for the variants of bcrypt that are computed alike.
pub(super) fn is_outdated(password: &Password, stored: &PasswordHash, cost: u32) -> bool {
    let Ok(hash) = StoredHash::parse(stored.expose()) else {
        return true;
    };
    let is_long = password.bytes().len() > BCRYPT_BYTES;
    let is_own = match hash.scheme() {
        Scheme::Bcrypt => !is_long,
        Scheme::BcryptSha256 => stored.expose().starts_with(BCRYPT_SHA256_PREFIX),
        _ => false,
    };
    !is_own || hash.cost() < Cost::Bcrypt { cost }
}

/// A well-formed plain hash that no known password matches.
pub(super) fn dummy_hash(cost: u32, salt: [u8; 16]) -> PasswordHash {
    PasswordHash::new(format!(
        "$2b${cost:02}${}{}",
        bcrypt::BASE_64.encode(salt),
        "O".repeat(31)
    ))
}

fn prehash(password: &Password, salt: &str) -> String {
    // HMAC takes a key of any length, so `new_from_slice` cannot fail; if it did, the empty text would match nothing.
    Hmac::<Sha256>::new_from_slice(salt.as_bytes())
        .map(|mac| STANDARD.encode(mac.chain_update(password.bytes()).finalize().into_bytes()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text.to_owned()).unwrap()
    }

    fn verify(password: &Password, stored: &PasswordHash) -> bool {
        StoredHash::parse(stored.expose()).is_ok_and(|hash| hash.verify(password.text()))
    }

    #[test]
    fn the_dummy_hash_takes_bcrypt_the_usual_work_and_matches_nothing() {
        let dummy = dummy_hash(4, [7; 16]);
        assert!(!bcrypt::verify("anything", dummy.expose()).unwrap());
    }

    #[test]
    fn what_is_hashed_verifies_and_nothing_else_does() {
        for length in [1, 71, 72, 73, 100, 1024] {
            let (right, cost) = ("a".repeat(length), 4);
            let stored = hash(&password(&right), cost, [3; 16]).unwrap();
            assert_eq!(stored.expose().starts_with("$2b$04$"), length <= 72);
            assert!(verify(&password(&right), &stored), "{length}");
            assert!(
                length == 1024 || !verify(&password(&format!("{right}a")), &stored),
                "{length}"
            );
            assert!(length == 1 || !verify(&password(&right[1..]), &stored), "{length}");
            assert!(!is_outdated(&password(&right), &stored, cost));
            assert!(is_outdated(&password(&right), &stored, cost + 1));
        }
    }

    #[test]
    fn a_password_that_other_software_truncated_verifies_and_is_rehashed_in_full() {
        let long = "b".repeat(80);
        let cut = bcrypt::hash_with_salt(&long[..72], 4, [5; 16]).unwrap();
        for (version, accepted) in [(Version::TwoA, true), (Version::TwoY, true), (Version::TwoB, false)] {
            let stored = PasswordHash::new(cut.format_for_version(version));
            assert_eq!(verify(&password(&long), &stored), accepted);
            assert!(is_outdated(&password(&long), &stored, 4));
        }
    }
}
