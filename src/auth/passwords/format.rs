//! The formats of stored hashes.
//!
//! bcrypt reads 72 bytes and no more. A password of up to 72 bytes is stored as plain `$2b$`; a longer one as passlib's
//! `bcrypt_sha256` version 2 (<https://passlib.readthedocs.io/en/stable/lib/passlib.hash.bcrypt_sha256.html>), which
//! feeds bcrypt the base64 of HMAC-SHA256(salt, password), so that no byte is ignored.
//! Imported hashes may also be `$2a$` or `$2y$`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bcrypt::{BcryptResult, Version};
use bcrypt_lanes::Job;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::model::{Password, PasswordHash};

/// What bcrypt reads of a password, in bytes.
const BCRYPT_BYTES: usize = 72;
const LONG_PREFIX: &str = "$bcrypt-sha256$v=2,t=2b,r=";
/// The length of a salt in bcrypt's base64.
const SALT_CHARS: usize = 22;

/// Hashes a password.
pub(super) fn hash(password: &Password, cost: u32, salt: [u8; 16]) -> BcryptResult<PasswordHash> {
    if password.bytes().len() <= BCRYPT_BYTES {
        let parts = bcrypt::hash_with_salt(password.bytes(), cost, salt)?;
        return Ok(PasswordHash::new(parts.format_for_version(Version::TwoB)));
    }
    let salt_text = bcrypt::BASE_64.encode(salt);
    let plain = bcrypt::hash_with_salt(digest(password, &salt_text), cost, salt)?.format_for_version(Version::TwoB);
    let checksum = plain.get(plain.len() - 31..).unwrap_or_default();
    Ok(PasswordHash::new(format!("{LONG_PREFIX}{cost}${salt_text}${checksum}")))
}

/// Whether the password belongs to the hash; a hash that is not understood belongs to none.
pub(super) fn verify(password: &Password, stored: &PasswordHash) -> bool {
    if let Some(long) = Long::parse(stored.expose()) {
        let plain = format!("$2b${:02}${}{}", long.cost, long.salt, long.checksum);
        return bcrypt::verify(digest(password, long.salt), &plain).unwrap_or(false);
    }
    let text = stored.expose();
    if !is_plain(text) {
        return false;
    }
    let matches = bcrypt::verify(password.bytes(), text).unwrap_or(false);
    // Our own plain hashes belong to short passwords, so a longer one that only begins like it is another password.
    // `$2a$` and `$2y$` were made elsewhere, by software that cut long passwords off: their owners must get in.
    matches && (password.bytes().len() <= BCRYPT_BYTES || !text.starts_with("$2b$"))
}

fn is_plain(text: &str) -> bool {
    ["$2a$", "$2b$", "$2y$"].iter().any(|prefix| text.starts_with(prefix))
}

/// The cost of a stored hash; `None` where it is not understood, so that verifying it takes no time.
fn cost_of(stored: &PasswordHash) -> Option<u32> {
    let text = stored.expose();
    match Long::parse(text) {
        Some(long) => Some(long.cost),
        None if !is_plain(text) => None,
        None => text.parse::<bcrypt::HashParts>().ok().map(|parts| parts.get_cost()),
    }
}

/// What is left to do, after a password has been found not to belong to a hash, for that to take as long as with a hash
/// of this cost: each cost takes twice as long as the one before. Otherwise the time would tell of an account whose
/// hash is older than the setting, or was imported, that it is there.
pub(super) fn spend_the_rest(password: &Password, stored: &PasswordHash, cost: u32) {
    let Some(spent) = cost_of(stored) else {
        bcrypt::verify(password.bytes(), decoy(cost, [0; 16]).expose()).ok();
        return;
    };
    for cost in spent..cost {
        bcrypt::verify(password.bytes(), decoy(cost, [0; 16]).expose()).ok();
    }
}

/// Whether `password`, which matches `stored`, would be stored in another format or at a higher cost today.
pub(super) fn is_outdated(password: &Password, stored: &PasswordHash, cost: u32) -> bool {
    let text = stored.expose();
    let long = Long::parse(text);
    let stored_cost = match &long {
        Some(long) => Some(long.cost),
        None => text.get(4..6).and_then(|digits| digits.parse().ok()),
    };
    stored_cost.is_none_or(|stored_cost| stored_cost < cost)
        || (long.is_none() && password.bytes().len() > BCRYPT_BYTES)
}

/// A password to be verified against a stored hash. A no takes at least as long as with a hash of `cost`.
pub(super) struct Attempt {
    pub(super) password: Password,
    pub(super) stored: PasswordHash,
    pub(super) cost: u32,
}

impl Attempt {
    /// For the lanes; `None` only where `cost` is none that bcrypt has.
    pub(super) fn job(&self) -> Option<Job> {
        let (password, text) = (self.password.bytes(), self.stored.expose());
        if let Some(long) = Long::parse(text) {
            let plain = format!("$2b${:02}${}{}", long.cost, long.salt, long.checksum);
            let job = Job::parse(&plain, digest(&self.password, long.salt).as_bytes());
            return job
                .ok()
                .map(|job| job.refuse_at_cost(self.cost))
                .or_else(|| Job::decoy(self.cost, password).ok());
        }
        let job = Job::parse(text, password).ok().filter(|_| is_plain(text));
        // See `verify`: our own plain hashes belong to short passwords.
        let too_long = password.len() > BCRYPT_BYTES && text.starts_with("$2b$");
        match job {
            Some(job) if !too_long => Some(job.refuse_at_cost(self.cost)),
            job => Job::decoy(job.map_or(self.cost, |job| job.cost().max(self.cost)), password).ok(),
        }
    }

    /// The same, by the bcrypt crate.
    pub(super) fn by_the_crate(&self) -> bool {
        let matches = verify(&self.password, &self.stored);
        if !matches {
            spend_the_rest(&self.password, &self.stored, self.cost);
        }
        matches
    }
}

/// A well-formed plain hash whose checksum is that of no password anybody knows.
pub(super) fn decoy(cost: u32, salt: [u8; 16]) -> PasswordHash {
    PasswordHash::new(format!(
        "$2b${cost:02}${}{}",
        bcrypt::BASE_64.encode(salt),
        "O".repeat(31)
    ))
}

fn digest(password: &Password, salt: &str) -> String {
    // HMAC takes a key of any length, so `new_from_slice` cannot fail; were it to, the empty digest matches nothing.
    Hmac::<Sha256>::new_from_slice(salt.as_bytes())
        .map(|mac| STANDARD.encode(mac.chain_update(password.bytes()).finalize().into_bytes()))
        .unwrap_or_default()
}

struct Long<'a> {
    cost: u32,
    salt: &'a str,
    checksum: &'a str,
}

impl<'a> Long<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.strip_prefix(LONG_PREFIX)?.split('$');
        let cost = parts.next()?.parse().ok()?;
        let (salt, checksum) = (parts.next()?, parts.next()?);
        (salt.len() == SALT_CHARS && parts.next().is_none()).then_some(Self { cost, salt, checksum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn the_decoy_is_a_hash_that_bcrypt_works_on_and_does_not_refuse() {
        let decoy = decoy(4, [7; 16]);
        assert!(!bcrypt::verify("anything", decoy.expose()).unwrap());
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
    fn a_password_that_other_software_cut_off_verifies_and_is_renewed_in_full() {
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
