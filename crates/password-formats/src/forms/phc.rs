//! PHC strings (<https://github.com/P-H-C/phc-string-format>), as PHP, Laravel, argon2's own tool, Rust's crates and
//! passlib write them.
//!
//! Base64 is taken with padding and without, and in passlib's alphabet too. So a text may be joined out of the columns of
//! another database, in SQL.

use crate::hash::Check;
use crate::kdf::{Argon2, Pbkdf2, Scrypt, Version};
use crate::limits::MAX_HASH_BYTES;
use crate::text::{ab64, named_number, number, parts};
use crate::{Argon2Variant, Prf, Refused, Scheme, StoredHash};

pub(super) fn argon2i(text: &str) -> Result<StoredHash, Refused> {
    argon2(Scheme::Argon2i, text)
}

pub(super) fn argon2id(text: &str) -> Result<StoredHash, Refused> {
    argon2(Scheme::Argon2id, text)
}

/// `$argon2id$v=19$m=65536,t=4,p=1$salt$hash`. Version 1.0 may leave `v=16` off.
pub(super) fn argon2(scheme: Scheme, text: &str) -> Result<StoredHash, Refused> {
    let (variant, version, [settings, salt, hash]) = if let Some(["", variant, version, rest @ ..]) = parts::<6>(text) {
        let version = match version {
            "v=16" => Version::V16,
            "v=19" => Version::V19,
            _ => return Err(scheme.malformed("the version is neither 16 nor 19")),
        };
        (variant, version, rest)
    } else if let Some(["", variant, rest @ ..]) = parts::<5>(text) {
        (variant, Version::V16, rest)
    } else {
        return Err(scheme.malformed("it has not four parts or five"));
    };
    let variant = match variant {
        "argon2i" => Argon2Variant::I,
        "argon2id" => Argon2Variant::Id,
        _ => return Err(scheme.malformed("the variant is neither argon2i nor argon2id")),
    };
    let costs = settings_of(settings, ["m", "t", "p"]);
    let costs = costs.ok_or(scheme.malformed("the parameters are not like m=65536,t=4,p=1"))?;
    let (salt, hash) = salt_and_hash(scheme, salt, hash)?;
    let argon2 = Argon2::new(scheme, (variant, version), costs, salt, hash)?;
    Ok(StoredHash::new(scheme, Check::Argon2(argon2)))
}

/// `$scrypt$ln=16,r=8,p=1$salt$hash`.
pub(super) fn scrypt(text: &str) -> Result<StoredHash, Refused> {
    let scheme = Scheme::Scrypt;
    let Some(["", _, settings, salt, hash]) = parts::<5>(text) else {
        return Err(scheme.malformed("it has not four parts"));
    };
    let costs = settings_of(settings, ["ln", "r", "p"]);
    let costs = costs.ok_or(scheme.malformed("the parameters are not like ln=16,r=8,p=1"))?;
    let (salt, hash) = salt_and_hash(scheme, salt, hash)?;
    // A longer hash begins with the shorter one, so one that was cut off would match.
    if hash.len() % 16 != 0 {
        return Err(scheme.malformed("the hash is not 16, 32, 48 or 64 bytes long"));
    }
    let scrypt = Scrypt::new(scheme, costs, salt, hash)?;
    Ok(StoredHash::new(scheme, Check::Scrypt(scrypt)))
}

pub(super) fn pbkdf2_sha1(text: &str) -> Result<StoredHash, Refused> {
    pbkdf2(Scheme::Pbkdf2Sha1, text, Prf::HmacSha1)
}

pub(super) fn pbkdf2_sha256(text: &str) -> Result<StoredHash, Refused> {
    pbkdf2(Scheme::Pbkdf2Sha256, text, Prf::HmacSha256)
}

pub(super) fn pbkdf2_sha512(text: &str) -> Result<StoredHash, Refused> {
    pbkdf2(Scheme::Pbkdf2Sha512, text, Prf::HmacSha512)
}

/// `$pbkdf2-sha256$i=600000,l=32$salt$hash`, the same without the length, and passlib's
/// `$pbkdf2-sha256$29000$salt$hash`.
fn pbkdf2(scheme: Scheme, text: &str, prf: Prf) -> Result<StoredHash, Refused> {
    let Some(["", _, settings, salt, hash]) = parts::<5>(text) else {
        return Err(scheme.malformed("it has not four parts"));
    };
    let (salt, hash) = salt_and_hash(scheme, salt, hash)?;
    let (iterations, length) = match settings_of(settings, ["i", "l"]) {
        Some([iterations, length]) => (Some(iterations), Some(length)),
        None => (number(settings).or_else(|| named_number(settings, "i")), None),
    };
    let iterations =
        iterations.ok_or(scheme.malformed("the parameters are neither like i=600000,l=32 nor a number"))?;
    // A longer hash begins with the shorter one, so one that was cut off would match.
    let is_whole = match length {
        Some(length) => length == hash.len() as u64,
        None => hash.len() % prf.block_bytes() == 0 || hash.len() == MAX_HASH_BYTES,
    };
    if !is_whole {
        return Err(scheme.malformed("the hash is neither whole digests nor as long as the parameter l says"));
    }
    let pbkdf2 = Pbkdf2::new(scheme, prf, iterations, salt, hash)?;
    Ok(StoredHash::new(scheme, Check::Pbkdf2(pbkdf2)))
}

/// The numbers in `m=65536,t=4,p=1`, if these are the names, in this order.
fn settings_of<const N: usize>(text: &str, names: [&str; N]) -> Option<[u64; N]> {
    let mut settings = text.split(',');
    let numbers: Option<Vec<u64>> = names.iter().map(|name| named_number(settings.next()?, name)).collect();
    settings.next().is_none().then_some(())?;
    numbers?.try_into().ok()
}

fn salt_and_hash(scheme: Scheme, salt: &str, hash: &str) -> Result<(Vec<u8>, Vec<u8>), Refused> {
    let salt = ab64(salt).ok_or(scheme.malformed("the salt is not in base64"))?;
    let hash = ab64(hash).ok_or(scheme.malformed("the hash is not in base64"))?;
    Ok((salt, hash))
}
