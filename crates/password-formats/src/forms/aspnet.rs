//! ASP.NET Core Identity and, before it, ASP.NET Membership.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::bcrypt;
use crate::hash::Check;
use crate::kdf::{Membership, MembershipAlgorithm, Pbkdf2, Prehash, SaltedDigest};
use crate::limits::SALT_BYTES;
use crate::text::{base64, parts};
use crate::{Prf, Refused, Scheme, StoredHash};

/// Our own, because Membership has hash and salt in two columns.
pub(crate) const MEMBERSHIP: &str = "$aspnet-membership$";
pub(crate) const WRAPPED_MEMBERSHIP: &str = "$wrapped-aspnet-membership$";

/// Version 3 refuses shorter salts and subkeys itself.
const MIN_BYTES: usize = 16;

/// Base64 of bytes, the first of which is the version
/// (<https://github.com/dotnet/aspnetcore/blob/main/src/Identity/Extensions.Core/src/PasswordHasher.cs>).
pub(super) fn identity(text: &str) -> Result<StoredHash, Refused> {
    // With padding: .NET takes nothing else, and a text that was cut off is told by it.
    let bytes = STANDARD.decode(text).map_err(|_| Refused::UnknownForm)?;
    match bytes.split_first() {
        Some((0, rest)) => identity_v2(rest),
        Some((1, rest)) => identity_v3(rest),
        _ => Err(Refused::UnknownForm),
    }
}

/// 16 bytes of salt, 32 of subkey; PBKDF2 with HMAC-SHA1 and 1,000 iterations.
fn identity_v2(bytes: &[u8]) -> Result<StoredHash, Refused> {
    const ITERATIONS: u64 = 1000;
    let scheme = Scheme::AspNetIdentityV2;
    // Nothing but the length tells it from a word that begins with AA.
    let Some((salt, subkey)) = bytes.split_at_checked(16).filter(|(_, subkey)| subkey.len() == 32) else {
        return Err(Refused::UnknownForm);
    };
    let pbkdf2 = Pbkdf2::new(scheme, Prf::HmacSha1, ITERATIONS, salt.to_vec(), subkey.to_vec())?;
    Ok(StoredHash::new(scheme, Check::Pbkdf2(pbkdf2)))
}

/// Function, iterations and length of the salt, 32 bits each and big-endian; the salt; the subkey.
fn identity_v3(bytes: &[u8]) -> Result<StoredHash, Refused> {
    let scheme = Scheme::AspNetIdentityV3;
    let Some((header, rest)) = bytes.split_first_chunk::<12>() else {
        return Err(Refused::UnknownForm);
    };
    let (words, _) = header.as_chunks::<4>();
    let [function, iterations, salt_bytes] = [0, 1, 2].map(|place| u32::from_be_bytes(words[place]));
    let prf = match function {
        0 => Prf::HmacSha1,
        1 => Prf::HmacSha256,
        2 => Prf::HmacSha512,
        _ => return Err(scheme.malformed("the function is none of SHA-1, SHA-256 and SHA-512")),
    };
    let halves = usize::try_from(salt_bytes)
        .ok()
        .and_then(|bytes| rest.split_at_checked(bytes));
    let (salt, subkey) = halves.ok_or(scheme.malformed("the salt is longer than everything"))?;
    if salt.len() < MIN_BYTES {
        return Err(scheme.malformed("the salt is shorter than 16 bytes"));
    }
    // A longer subkey begins with the shorter one, so one that was cut off would match.
    if subkey.len() % MIN_BYTES != 0 {
        return Err(scheme.malformed("the subkey is not 16, 32, 48 or 64 bytes long"));
    }
    let pbkdf2 = Pbkdf2::new(scheme, prf, iterations.into(), salt.to_vec(), subkey.to_vec())?;
    Ok(StoredHash::new(scheme, Check::Pbkdf2(pbkdf2)))
}

/// `$aspnet-membership$sha1$salt$hash`, with the columns `PasswordSalt` and `Password` as they are.
pub(super) fn membership(text: &str) -> Result<StoredHash, Refused> {
    let (made_with, digest) = membership_parts(text)?;
    let membership = Membership { made_with, digest };
    Ok(StoredHash::new(Scheme::AspNetMembership, Check::Membership(membership)))
}

/// What a digest was made with, and the digest.
pub(crate) fn membership_parts(text: &str) -> Result<(SaltedDigest, Vec<u8>), Refused> {
    let scheme = Scheme::AspNetMembership;
    let Some(["", "aspnet-membership", algorithm, salt, digest]) = parts::<5>(text) else {
        return Err(scheme.malformed("it has not four parts"));
    };
    let made_with = made_with(scheme, algorithm, salt)?;
    let digest = base64(digest).ok_or(scheme.malformed("the hash is not in base64"))?;
    if digest.len() != made_with.algorithm.digest_bytes() {
        return Err(scheme.malformed("the hash is not as long as the digest"));
    }
    Ok((made_with, digest))
}

/// `$wrapped-aspnet-membership$sha1$salt$2b$12$salthash`.
pub(super) fn wrapped_membership(text: &str) -> Result<StoredHash, Refused> {
    let scheme = Scheme::WrappedAspNetMembership;
    let Some(["", _, algorithm, salt, bcrypt @ ..]) = parts::<7>(text) else {
        return Err(scheme.malformed("it has not six parts"));
    };
    let made_with = made_with(scheme, algorithm, salt)?;
    let [version, cost, rest] = bcrypt;
    bcrypt::plain(
        scheme,
        &format!("${version}${cost}${rest}"),
        Prehash::Membership(made_with),
    )
}

fn made_with(scheme: Scheme, algorithm: &str, salt: &str) -> Result<SaltedDigest, Refused> {
    let algorithm = MembershipAlgorithm::ALL
        .into_iter()
        .find(|known| known.as_str() == algorithm);
    let algorithm = algorithm.ok_or(scheme.malformed("the algorithm is not known"))?;
    let salt = base64(salt).ok_or(scheme.malformed("the salt is not in base64"))?;
    if salt.is_empty() || salt.len() > SALT_BYTES {
        return Err(scheme.malformed("the salt is not 1 to 64 bytes long"));
    }
    Ok(SaltedDigest { algorithm, salt })
}
