//! Password hashes of other software on their way in.
//!
//! What can be verified is stored as it comes, and renewed at the first login. A digest without a salt is no password
//! hash: a common password is found in it by looking it up. It is hashed with bcrypt before it is stored.

use password_formats::{Refused, StoredHash, UnsaltedDigest};
use secrecy::{ExposeSecret, SecretString};

use crate::model::PasswordHash;

/// What a text that comes as a password hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashFormat {
    /// A hash of any form that is recognized.
    Auto,
    /// An MD5 digest without a salt, in hexadecimal.
    Md5,
    /// A SHA-1 digest without a salt, in hexadecimal.
    Sha1,
}

/// Why a text cannot be a password hash. `Display` goes on from "the hash".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct HashRefused(#[from] Refused);

/// The password of an account of another system.
#[derive(Debug, Default)]
pub struct ImportedPassword {
    /// Its hash.
    pub hash: Option<PasswordHash>,
    /// Its digest, where there is only that.
    pub digest: Option<PasswordDigest>,
}

/// A digest of a password without a salt, which must not be stored.
#[derive(Debug, Clone)]
pub struct PasswordDigest {
    kind: UnsaltedDigest,
    text: SecretString,
}

impl ImportedPassword {
    /// Reads what another system has stored, without the blanks that a column of fixed width adds. What stands for no
    /// password there, such as Django's `!`, is none.
    ///
    /// # Errors
    /// [`HashRefused`] if it cannot be verified.
    pub fn parse(text: &str, format: HashFormat) -> Result<Self, HashRefused> {
        let kind = match format {
            HashFormat::Auto => None,
            HashFormat::Md5 => Some(UnsaltedDigest::Md5),
            HashFormat::Sha1 => Some(UnsaltedDigest::Sha1),
        };
        let mut password = Self::default();
        let text = text.trim();
        match kind {
            Some(kind) => {
                kind.check(text)?;
                let text = text.into();
                password.digest = Some(PasswordDigest { kind, text });
            }
            None => match StoredHash::parse(text) {
                Ok(_) => password.hash = Some(PasswordHash::new(text.to_owned())),
                Err(Refused::NoPassword) => {}
                Err(refused) => return Err(refused.into()),
            },
        }
        Ok(password)
    }
}

impl PasswordDigest {
    /// Hashes the digest.
    pub(super) fn wrap(&self, cost: u32, salt: [u8; 16]) -> Result<PasswordHash, Refused> {
        let text = self.text.expose_secret();
        password_formats::wrap_digest(self.kind, text, cost, salt).map(PasswordHash::new)
    }
}
