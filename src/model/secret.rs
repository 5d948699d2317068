//! Secrets as types, so that none is printed by accident and each is wiped from memory when dropped.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;

/// The longest password that is accepted, in bytes of UTF-8.
const MAX_PASSWORD_BYTES: usize = 1024;

/// Why a text cannot be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// An empty text.
    #[error("must not be empty")]
    Empty,
    /// More than 1,024 bytes.
    #[error("must not be longer than {MAX_PASSWORD_BYTES} bytes")]
    TooLong,
    /// A NUL byte, at which bcrypt implementations in C stop reading.
    #[error("must not contain a NUL character")]
    ContainsNul,
}

/// A password as typed: the exact bytes, neither trimmed nor folded.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// Accepts any text that can be a password.
    ///
    /// # Errors
    /// [`PasswordError`] if it cannot be one.
    pub fn parse(text: String) -> Result<Self, PasswordError> {
        if text.is_empty() {
            return Err(PasswordError::Empty);
        }
        if text.len() > MAX_PASSWORD_BYTES {
            return Err(PasswordError::TooLong);
        }
        if text.contains('\0') {
            return Err(PasswordError::ContainsNul);
        }
        Ok(Self(text.into()))
    }

    /// The bytes to hash.
    pub fn bytes(&self) -> &[u8] {
        self.text().as_bytes()
    }

    /// The text to check against the password policy.
    pub fn text(&self) -> &str {
        self.0.expose_secret()
    }

    /// The form in which it is compared with names and common passwords: that of [`super::FoldedName`].
    #[must_use]
    pub fn folded(&self) -> Self {
        let folded: String = self.text().nfkc().flat_map(char::to_lowercase).nfkc().collect();
        Self(folded.into())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(redacted)")
    }
}

/// A stored password hash in modular crypt format: `$2b$…` or `$bcrypt-sha256$…`.
#[derive(Clone)]
pub struct PasswordHash(SecretString);

impl PasswordHash {
    /// Wraps a stored text. Its format is checked when a password is verified.
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    /// The text to store or to verify against.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(redacted)")
    }
}

/// A bearer token, API key or cookie value in the clear, on its way from or to its owner.
#[derive(Clone)]
pub struct PlainToken(SecretString);

impl PlainToken {
    /// Wraps the text.
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    /// The text, for its owner only.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The hash to store.
    pub fn hashed(&self) -> HashedToken {
        HashedToken(Sha256::digest(self.expose().as_bytes()).into())
    }
}

impl fmt::Debug for PlainToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainToken(redacted)")
    }
}

/// The SHA-256 of a random token. A fast hash is enough for 128 random bits; passwords need bcrypt.
#[derive(Clone)]
pub struct HashedToken([u8; 32]);

impl HashedToken {
    /// From stored bytes, of which there must be 32.
    pub fn from_stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes to store.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for HashedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedToken(redacted)")
    }
}
