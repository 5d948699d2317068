//! Plain bcrypt, and the forms that put something before it.

use crate::hash::Check;
use crate::kdf::{Bcrypt, Prehash};
use crate::text::parts;
use crate::{Refused, Scheme, StoredHash};

pub(crate) const WRAPPED_MD5: &str = "$wrapped-md5$";
pub(crate) const WRAPPED_SHA1: &str = "$wrapped-sha1$";

/// `$2b$12$salthash`, made of a whole password of up to 72 bytes.
pub(super) fn whole(text: &str) -> Result<StoredHash, Refused> {
    plain(Scheme::Bcrypt, text, Prehash::Whole)
}

/// `$2a$12$salthash` or `$2y$…`, made by software that cuts passwords off: their owners must get in.
pub(super) fn truncated(text: &str) -> Result<StoredHash, Refused> {
    plain(Scheme::Bcrypt, text, Prehash::Truncated)
}

/// `$wp$2y$12$salthash`.
pub(super) fn wordpress(text: &str) -> Result<StoredHash, Refused> {
    behind(Scheme::WordPressBcrypt, text, "$wp", Prehash::WordPress)
}

/// `$wrapped-md5$2b$12$salthash`.
pub(super) fn wrapped_md5(text: &str) -> Result<StoredHash, Refused> {
    wrapped(Scheme::WrappedMd5, text, WRAPPED_MD5, Prehash::Md5Hex)
}

/// `$wrapped-sha1$2b$12$salthash`.
pub(super) fn wrapped_sha1(text: &str) -> Result<StoredHash, Refused> {
    wrapped(Scheme::WrappedSha1, text, WRAPPED_SHA1, Prehash::Sha1Hex)
}

/// Our own forms share the dollar sign between them and bcrypt.
fn wrapped(scheme: Scheme, text: &str, beginning: &str, prehash: Prehash) -> Result<StoredHash, Refused> {
    behind(scheme, text, beginning.trim_end_matches('$'), prehash)
}

/// A plain hash that has something before it.
pub(super) fn behind(scheme: Scheme, text: &str, beginning: &str, prehash: Prehash) -> Result<StoredHash, Refused> {
    plain(scheme, text.strip_prefix(beginning).unwrap_or(text), prehash)
}

/// `$2b$12$salthash`, of any version that is accepted.
pub(super) fn plain(scheme: Scheme, text: &str, prehash: Prehash) -> Result<StoredHash, Refused> {
    let Some(["", "2a" | "2b" | "2y", cost, salt_and_checksum]) = parts::<4>(text) else {
        return Err(scheme.malformed("the bcrypt inside does not begin like $2b$12$"));
    };
    if cost.len() != 2 {
        return Err(scheme.malformed("the cost has not two digits"));
    }
    let halves = salt_and_checksum.split_at_checked(22);
    let (salt, checksum) = halves.ok_or(scheme.malformed("it is cut off"))?;
    let bcrypt = Bcrypt::new(scheme, [cost, salt, checksum], |_| prehash)?;
    Ok(StoredHash::new(scheme, Check::Bcrypt(bcrypt)))
}

/// `$bcrypt-sha256$v=2,t=2b,r=12$salt$hash`, and of version 1 `$bcrypt-sha256$2b,12$salt$hash`.
pub(super) fn passlib(text: &str) -> Result<StoredHash, Refused> {
    let scheme = Scheme::BcryptSha256;
    let Some(["", _, settings, salt, checksum]) = parts::<5>(text) else {
        return Err(scheme.malformed("it has not three parts"));
    };
    let bcrypt = if let Some(cost) = settings.strip_prefix("v=2,t=2b,r=") {
        let prehash = |salt: &str| Prehash::HmacSha256Base64(salt.to_owned());
        Bcrypt::new(scheme, [cost, salt, checksum], prehash)?
    } else if let Some(("2a" | "2b", cost)) = settings.split_once(',') {
        Bcrypt::new(scheme, [cost, salt, checksum], |_| Prehash::Sha256Base64)?
    } else {
        return Err(scheme.malformed("the first part is neither like v=2,t=2b,r=12 nor like 2b,12"));
    };
    Ok(StoredHash::new(scheme, Check::Bcrypt(bcrypt)))
}
