//! The keys that sign tokens.

use std::fmt;

use secrecy::{ExposeSecret, SecretSlice};
use uuid::Uuid;

use super::Timestamp;

/// The name of a signing key; in tokens as `kid`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId(pub Uuid);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// A signing key as it is stored.
#[derive(Clone)]
pub struct SigningKey {
    /// Its name.
    pub id: KeyId,
    /// The one algorithm it is for, as in the `alg` of a token.
    pub algorithm: String,
    secret: SecretSlice<u8>,
    /// When it was made; the newest key signs.
    pub created_at: Timestamp,
}

impl SigningKey {
    /// Puts a key together.
    pub fn new(id: KeyId, algorithm: String, secret: Vec<u8>, created_at: Timestamp) -> Self {
        Self {
            id,
            algorithm,
            secret: secret.into(),
            created_at,
        }
    }

    /// The key material.
    pub fn expose(&self) -> &[u8] {
        self.secret.expose_secret()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("id", &self.id)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}
