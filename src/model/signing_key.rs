//! The keys that sign tokens.

use std::fmt;

use secrecy::{ExposeSecret, SecretSlice};
use uuid::Uuid;

use super::time::Timestamp;

/// The identifier of a signing key; in tokens as `kid`.
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
    /// Its identifier.
    pub id: KeyId,
    /// Its position in the sequence of keys, from 1. A later key has a higher one.
    pub generation: i64,
    /// Its algorithm, as in the `alg` of a token.
    pub algorithm: String,
    material: SecretSlice<u8>,
    /// The fingerprint of the master key that the material is encrypted with; `None` if it is not encrypted.
    pub encrypted_with: Option<String>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it begins to sign, unless a later key has begun. Before that, it is only published.
    pub signs_from: Timestamp,
    /// Until when its tokens are accepted; `None` as long as it is the newest key.
    pub verifies_until: Option<Timestamp>,
}

impl SigningKey {
    /// A key that is not encrypted, signs at once and has no successor.
    pub fn new(id: KeyId, algorithm: String, material: Vec<u8>, created_at: Timestamp) -> Self {
        Self {
            id,
            generation: 1,
            algorithm,
            material: material.into(),
            encrypted_with: None,
            created_at,
            signs_from: created_at,
            verifies_until: None,
        }
    }

    /// The same key with its material in another form.
    #[must_use]
    pub fn with_material(mut self, material: Vec<u8>, encrypted_with: Option<String>) -> Self {
        self.material = material.into();
        self.encrypted_with = encrypted_with;
        self
    }

    /// The key material, encrypted if [`SigningKey::encrypted_with`] says so.
    pub fn expose(&self) -> &[u8] {
        self.material.expose_secret()
    }

    /// Whether its tokens have all ended.
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.verifies_until.is_some_and(|end| end <= now)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("id", &self.id)
            .field("generation", &self.generation)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}
