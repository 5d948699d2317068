//! Putting fast digests inside bcrypt, for databases that have nothing better.
//!
//! Whoever gets hold of fast digests guesses billions of passwords a second. Nobody needs the passwords to change that:
//! bcrypt hashes the digest, and a login makes the digest of its password first.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bcrypt::Version;
use zeroize::Zeroizing;

use crate::forms::{MEMBERSHIP, WRAPPED_MD5, WRAPPED_MEMBERSHIP, WRAPPED_SHA1, membership_parts};
use crate::limits::BCRYPT_COST;
use crate::{Refused, Scheme};

/// A digest without a salt. It says nothing about itself, so its kind must be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsaltedDigest {
    /// MD5, 32 hexadecimal digits.
    Md5,
    /// SHA-1, 40 hexadecimal digits.
    Sha1,
}

impl UnsaltedDigest {
    /// Whether a text has the hexadecimal digits of such a digest, in either case.
    ///
    /// # Errors
    ///
    /// [`Refused::NotHex`] if it does not.
    pub fn check(self, hex: &str) -> Result<(), Refused> {
        let digits = self.hex_digits();
        if hex.len() != digits || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refused::NotHex(digits));
        }
        Ok(())
    }

    const fn hex_digits(self) -> usize {
        match self {
            Self::Md5 => 32,
            Self::Sha1 => 40,
        }
    }

    const fn scheme(self) -> Scheme {
        match self {
            Self::Md5 => Scheme::WrappedMd5,
            Self::Sha1 => Scheme::WrappedSha1,
        }
    }

    const fn beginning(self) -> &'static str {
        match self {
            Self::Md5 => WRAPPED_MD5,
            Self::Sha1 => WRAPPED_SHA1,
        }
    }
}

/// Puts an unsalted digest, in hexadecimal digits of either case, inside bcrypt: `$wrapped-md5$2b$12$…`.
///
/// The salt must be random and used for nothing else. This takes as long as any bcrypt of the cost.
///
/// # Errors
///
/// [`Refused`] if the digest has other than the hexadecimal digits of its kind, or bcrypt has no such cost, or it is
/// above the [limit](crate::limits).
pub fn wrap_digest(kind: UnsaltedDigest, hex: &str, cost: u32, salt: [u8; 16]) -> Result<String, Refused> {
    kind.check(hex)?;
    let hex = Zeroizing::new(hex.to_ascii_lowercase());
    let inner = bcrypt(kind.scheme(), hex.as_bytes(), cost, salt)?;
    Ok(format!("{}{inner}", kind.beginning()))
}

/// Puts a digest of ASP.NET Membership, `$aspnet-membership$…`, inside bcrypt:
/// `$wrapped-aspnet-membership$sha1$salt$2b$12$…`.
///
/// The salt must be random and used for nothing else. This takes as long as any bcrypt of the cost.
///
/// # Errors
///
/// [`Refused`] if the text is not of that form, or bcrypt has no such cost, or it is above the
/// [limit](crate::limits).
pub fn wrap_membership(text: &str, cost: u32, salt: [u8; 16]) -> Result<String, Refused> {
    if !text.starts_with(MEMBERSHIP) {
        return Err(Refused::UnknownForm);
    }
    let (made_with, digest) = membership_parts(text)?;
    let digest = Zeroizing::new(STANDARD.encode(digest));
    let inner = bcrypt(Scheme::WrappedAspNetMembership, digest.as_bytes(), cost, salt)?;
    let (algorithm, own_salt) = (made_with.algorithm.as_str(), STANDARD.encode(&made_with.salt));
    Ok(format!("{WRAPPED_MEMBERSHIP}{algorithm}${own_salt}${inner}"))
}

/// A plain bcrypt hash without its first dollar sign.
fn bcrypt(scheme: Scheme, fed: &[u8], cost: u32, salt: [u8; 16]) -> Result<String, Refused> {
    BCRYPT_COST.check(scheme, cost.into())?;
    let parts = bcrypt::hash_with_salt(fed, cost, salt).map_err(|_| scheme.malformed("the cost is less than 4"))?;
    let text = parts.format_for_version(Version::TwoB);
    Ok(text.trim_start_matches('$').to_owned())
}
