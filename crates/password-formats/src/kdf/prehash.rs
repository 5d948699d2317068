//! What makers feed bcrypt instead of the password, so that it need not be cut off at 72 bytes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{EagerHash, Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha384};
use zeroize::Zeroizing;

use super::SaltedDigest;
use crate::text::hex;

/// What WordPress keys HMAC with, to keep its pre-hashes apart from those of others.
const WORDPRESS_KEY: &[u8] = b"wp-sha384";

/// What bcrypt is fed.
#[derive(Clone)]
pub(crate) enum Prehash {
    /// The password; nothing that is longer than bcrypt reads can match.
    Whole,
    /// The password, of which the maker's bcrypt has read the first 72 bytes.
    Truncated,
    /// base64 of SHA-256: passlib's `bcrypt_sha256`, version 1.
    Sha256Base64,
    /// base64 of HMAC-SHA256 with the salt's text as the key: passlib's `bcrypt_sha256`, version 2
    /// (<https://passlib.readthedocs.io/en/stable/lib/passlib.hash.bcrypt_sha256.html>).
    HmacSha256Base64(String),
    /// Hexadecimal SHA-256: Django's `bcrypt_sha256`.
    Sha256Hex,
    /// base64 of HMAC-SHA384 of the password without the white space around it: WordPress, `wp_hash_password`
    /// (<https://developer.wordpress.org/reference/functions/wp_hash_password/>).
    WordPress,
    /// Hexadecimal MD5: ours.
    Md5Hex,
    /// Hexadecimal SHA-1: ours.
    Sha1Hex,
    /// base64 of the digest of ASP.NET Membership: ours.
    Membership(SaltedDigest),
}

impl Prehash {
    /// `None` for those that feed bcrypt the password itself.
    pub(crate) fn of(&self, password: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = password.as_bytes();
        Some(match self {
            Self::Whole | Self::Truncated => return None,
            Self::Sha256Base64 => base64(&Sha256::digest(bytes)),
            Self::HmacSha256Base64(salt) => base64_of_hmac::<Sha256>(salt.as_bytes(), bytes),
            Self::Sha256Hex => Zeroizing::new(hex(&Sha256::digest(bytes))),
            Self::WordPress => base64_of_hmac::<Sha384>(WORDPRESS_KEY, php_trim(password).as_bytes()),
            Self::Md5Hex => Zeroizing::new(hex(&Md5::digest(bytes))),
            Self::Sha1Hex => Zeroizing::new(hex(&Sha1::digest(bytes))),
            Self::Membership(made_with) => made_with.base64_of(password),
        })
    }
}

fn base64(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(STANDARD.encode(bytes).into_bytes())
}

fn base64_of_hmac<D: EagerHash>(key: &[u8], bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    // HMAC takes a key of any length, so this cannot fail; if it did, the empty text would match nothing.
    Hmac::<D>::new_from_slice(key)
        .map(|mac| base64(&mac.chain_update(bytes).finalize().into_bytes()))
        .unwrap_or_default()
}

/// What PHP's `trim` leaves (<https://www.php.net/manual/en/function.trim.php>).
fn php_trim(text: &str) -> &str {
    text.trim_matches([' ', '\n', '\r', '\t', '\x0b', '\0'])
}
