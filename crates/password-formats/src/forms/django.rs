//! Django's hashes, as in its `auth_user.password`
//! (<https://docs.djangoproject.com/en/stable/topics/auth/passwords/>). Salts are text, not base64.

use super::{bcrypt, phc};
use crate::hash::Check;
use crate::kdf::{Pbkdf2, Prehash, Scrypt};
use crate::text::{base64, number, parts};
use crate::{Prf, Refused, Scheme, StoredHash};

/// `bcrypt$$2b$12$salthash`. Django's bcrypt cuts long passwords off, whatever the version says.
pub(super) fn bcrypt(text: &str) -> Result<StoredHash, Refused> {
    bcrypt::behind(Scheme::DjangoBcrypt, text, "bcrypt$", Prehash::Truncated)
}

/// `bcrypt_sha256$$2b$12$salthash`.
pub(super) fn bcrypt_sha256(text: &str) -> Result<StoredHash, Refused> {
    bcrypt::behind(Scheme::DjangoBcryptSha256, text, "bcrypt_sha256$", Prehash::Sha256Hex)
}

/// `pbkdf2_sha1$390000$salt$hash`.
pub(super) fn pbkdf2_sha1(text: &str) -> Result<StoredHash, Refused> {
    pbkdf2(Scheme::DjangoPbkdf2Sha1, text, Prf::HmacSha1)
}

/// `pbkdf2_sha256$390000$salt$hash`.
pub(super) fn pbkdf2_sha256(text: &str) -> Result<StoredHash, Refused> {
    pbkdf2(Scheme::DjangoPbkdf2Sha256, text, Prf::HmacSha256)
}

fn pbkdf2(scheme: Scheme, text: &str, prf: Prf) -> Result<StoredHash, Refused> {
    let Some([_, iterations, salt, hash]) = parts::<4>(text) else {
        return Err(scheme.malformed("it has not four parts"));
    };
    let iterations = number(iterations).ok_or(scheme.malformed("the iterations are no number"))?;
    let hash = base64(hash).ok_or(scheme.malformed("the hash is not in base64"))?;
    if hash.len() != prf.block_bytes() {
        return Err(scheme.malformed("the hash is not as long as the digest"));
    }
    let pbkdf2 = Pbkdf2::new(scheme, prf, iterations, salt.into(), hash)?;
    Ok(StoredHash::new(scheme, Check::Pbkdf2(pbkdf2)))
}

/// `argon2$argon2id$v=19$m=102400,t=2,p=8$salt$hash`: a PHC string, with its salt in base64.
pub(super) fn argon2(text: &str) -> Result<StoredHash, Refused> {
    phc::argon2(Scheme::DjangoArgon2, text.strip_prefix("argon2").unwrap_or(text))
}

/// `scrypt$16384$salt$8$5$hash`: N, salt, r, p, hash.
pub(super) fn scrypt(text: &str) -> Result<StoredHash, Refused> {
    const HASH_BYTES: usize = 64;
    let scheme = Scheme::DjangoScrypt;
    let Some([_, n, salt, r, p, hash]) = parts::<6>(text) else {
        return Err(scheme.malformed("it has not six parts"));
    };
    let (Some(n), Some(r), Some(p)) = (number(n), number(r), number(p)) else {
        return Err(scheme.malformed("N, r or p is no number"));
    };
    if !n.is_power_of_two() {
        return Err(scheme.malformed("N is no power of two"));
    }
    let hash = base64(hash).ok_or(scheme.malformed("the hash is not in base64"))?;
    if hash.len() != HASH_BYTES {
        return Err(scheme.malformed("the hash is not 64 bytes long"));
    }
    let scrypt = Scrypt::new(scheme, [n.ilog2().into(), r, p], salt.into(), hash)?;
    Ok(StoredHash::new(scheme, Check::Scrypt(scrypt)))
}
