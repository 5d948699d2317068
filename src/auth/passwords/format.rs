//! The formats of stored hashes.
//!
//! bcrypt reads at most 72 bytes. A password of up to 72 bytes is stored as plain bcrypt, `$2b$`. A longer one is
//! stored as passlib's `bcrypt_sha256` version 2
//! (<https://passlib.readthedocs.io/en/stable/lib/passlib.hash.bcrypt_sha256.html>), which feeds bcrypt the base64 of
//! HMAC-SHA256(salt, password), so that every byte counts. Imported hashes may also be `$2a$` or `$2y$`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bcrypt::{BcryptResult, Version};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::model::{Password, PasswordHash};

/// How many bytes of a password bcrypt reads.
pub(super) const BCRYPT_BYTES: usize = 72;
const BCRYPT_SHA256_PREFIX: &str = "$bcrypt-sha256$v=2,t=2b,r=";
/// The length of a salt in bcrypt's base64.
const SALT_CHARS: usize = 22;

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

/// Whether the password matches the hash. A hash in an unknown format matches no password.
pub(super) fn verify(password: &Password, stored: &PasswordHash) -> bool {
    let text = stored.expose();
    if let Some(hash) = BcryptSha256::parse(text) {
        return bcrypt::verify(hash.prehash(password), &hash.inner_hash()).unwrap_or(false);
    }
    is_plain(text) && bcrypt::verify(password.bytes(), text).unwrap_or(false) && !is_truncated(password, text)
}

/// Whether a match would be one of the first 72 bytes only, against a hash that was made of a whole password.
///
/// Our own plain hashes belong to short passwords, so a longer one that begins like it is another password. `$2a$` and
/// `$2y$` come from software that truncates long passwords: their owners must get in.
pub(super) fn is_truncated(password: &Password, plain_hash: &str) -> bool {
    password.bytes().len() > BCRYPT_BYTES && plain_hash.starts_with("$2b$")
}

/// Whether this is a plain bcrypt hash of a version that is accepted.
pub(super) fn is_plain(text: &str) -> bool {
    ["$2a$", "$2b$", "$2y$"].iter().any(|prefix| text.starts_with(prefix))
}

/// The cost of a stored hash; `None` for an unknown format, which takes no time to verify.
pub(super) fn cost_of(stored: &PasswordHash) -> Option<u32> {
    let text = stored.expose();
    match BcryptSha256::parse(text) {
        Some(hash) => Some(hash.cost),
        None if !is_plain(text) => None,
        None => text.parse::<bcrypt::HashParts>().ok().map(|parts| parts.get_cost()),
    }
}

/// Whether `password`, which matches `stored`, would be stored in another format or at a higher cost today.
pub(super) fn is_outdated(password: &Password, stored: &PasswordHash, cost: u32) -> bool {
    let text = stored.expose();
    let bcrypt_sha256 = BcryptSha256::parse(text);
    let stored_cost = match &bcrypt_sha256 {
        Some(hash) => Some(hash.cost),
        None => text.get(4..6).and_then(|digits| digits.parse().ok()),
    };
    stored_cost.is_none_or(|stored_cost| stored_cost < cost)
        || (bcrypt_sha256.is_none() && password.bytes().len() > BCRYPT_BYTES)
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

/// A hash of passlib's `bcrypt_sha256`.
pub(super) struct BcryptSha256<'a> {
    cost: u32,
    salt: &'a str,
    checksum: &'a str,
}

impl<'a> BcryptSha256<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix(BCRYPT_SHA256_PREFIX)?.split('$');
        let cost = parts.next()?.parse().ok()?;
        let (salt, checksum) = (parts.next()?, parts.next()?);
        (salt.len() == SALT_CHARS && parts.next().is_none()).then_some(Self { cost, salt, checksum })
    }

    /// What bcrypt is fed instead of the password.
    pub(super) fn prehash(&self, password: &Password) -> String {
        prehash(password, self.salt)
    }

    /// The plain bcrypt hash of that.
    pub(super) fn inner_hash(&self) -> String {
        format!("$2b${:02}${}{}", self.cost, self.salt, self.checksum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn the_dummy_hash_takes_bcrypt_the_usual_work_and_matches_nothing() {
        let dummy = dummy_hash(4, [7; 16]);
        assert!(!bcrypt::verify("anything", dummy.expose()).unwrap());
    }

    /// Vectors made with passlib 1.7.4, `bcrypt_sha256.using(rounds=5)`.
    #[test]
    fn long_hashes_are_those_of_passlib() {
        let vectors = [
            (
                "password".to_owned(),
                "Q1SnrvtmhvC78Ukxp3OI.u$lMZpIEk9QwWRm/y7CjhPZJe.IommNSq",
            ),
            ("p".repeat(73), "a4tl3M2n/lQCLekcxIBob.$PzmlgufVKtBKsTpOrP0TmDqQmnaGkJ2"),
            (
                "€".repeat(40) + "end",
                "yoahbv8RxqP4KB3OPpFKTe$51DWrHsT58Solhs3fLmKccQSsnkU8f6",
            ),
        ];
        for (text, rest) in vectors {
            let stored = PasswordHash::new(format!("$bcrypt-sha256$v=2,t=2b,r=5${rest}"));
            assert!(verify(&password(&text), &stored), "{text}");
            assert!(!verify(&password(&format!("{text}x")), &stored), "{text}x");
        }
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

    #[test]
    fn what_is_no_hash_matches_nothing() {
        for stored in [
            "",
            "plain",
            "$2x$04$abc",
            "$1$salt$hash",
            "$bcrypt-sha256$v=2,t=2b,r=4$short$x",
        ] {
            assert!(
                !verify(&password("plain"), &PasswordHash::new(stored.to_owned())),
                "{stored}"
            );
        }
    }
}
