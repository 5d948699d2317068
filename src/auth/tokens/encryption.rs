//! Signing keys and the secrets of webhooks at rest: AES-256-GCM under a master key that is not in the database.

use std::fmt;
use std::fmt::Write;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};

use super::algorithm::BadKey;
use crate::auth::random::Random;
use crate::model::SigningKey;

/// The first byte of everything encrypted: the format of the rest.
const FORMAT: u8 = 1;
/// The length of a nonce, in bytes. A random one repeats after about 2^32 uses; secrets are encrypted a few times a year.
const NONCE: usize = 12;
/// How much of a hash names a master key, in bytes.
const FINGERPRINT: usize = 8;

/// What signing keys and the secrets of webhooks are encrypted with.
#[derive(Clone)]
pub struct MasterKey {
    bytes: Arc<SecretBox<[u8; 32]>>,
    fingerprint: String,
}

/// Why a stored key or secret cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is encrypted, and there is nothing to decrypt it with.
    #[error("it is encrypted with the master key {0}, and tokens.master_key_file names none")]
    NoMasterKey(String),
    /// It is encrypted with another master key.
    #[error("it is encrypted with the master key {encrypted_with}, and tokens.master_key_file holds {given}")]
    OtherMasterKey {
        /// The fingerprint of the one that it needs.
        encrypted_with: String,
        /// The fingerprint of the one that is there.
        given: String,
    },
    /// Its bytes were changed, or are those of another key.
    #[error("its bytes are damaged or belong to another key")]
    Damaged,
}

impl MasterKey {
    /// Takes 256 random bits.
    pub fn new(bytes: SecretBox<[u8; 32]>) -> Self {
        let hash = Sha256::new()
            .chain_update(b"latchkey master key, fingerprint\0")
            .chain_update(bytes.expose_secret())
            .finalize();
        let mut fingerprint = String::new();
        for byte in hash.iter().take(FINGERPRINT) {
            // Writing to a String cannot fail.
            let _ = write!(fingerprint, "{byte:02x}");
        }
        Self {
            bytes: bytes.into(),
            fingerprint,
        }
    }

    fn cipher(&self) -> Result<LessSafeKey, BadKey> {
        let key = UnboundKey::new(&AES_256_GCM, self.bytes.expose_secret());
        key.map(LessSafeKey::new).map_err(|_| BadKey)
    }

    /// Tells this master key from others, and reveals nothing else about it.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Encrypts a key that is in the clear.
    pub(in crate::auth) fn encrypt(&self, key: SigningKey, random: &dyn Random) -> Result<SigningKey, BadKey> {
        let encrypted = self.seal(key.expose(), bound_to(&key), random)?;
        Ok(key.with_material(encrypted, Some(self.fingerprint.clone())))
    }

    /// Encrypts a text: format, nonce, ciphertext and tag. It can only be decrypted with what it is bound to.
    pub(in crate::auth) fn seal(&self, text: &[u8], bound_to: Vec<u8>, random: &dyn Random) -> Result<Vec<u8>, BadKey> {
        let mut nonce = [0; NONCE];
        random.fill(&mut nonce);
        let mut text = text.to_vec();
        self.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to), &mut text)
            .map_err(|_| BadKey)?;
        Ok([&[FORMAT], nonce.as_slice(), &text].concat())
    }

    fn open(&self, sealed: &[u8], bound_to: Vec<u8>) -> Option<Vec<u8>> {
        let (format, rest) = sealed.split_first()?;
        let (nonce, text) = rest.split_at_checked(NONCE)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let cipher = self.cipher().ok().filter(|_| *format == FORMAT)?;
        let length = cipher.open_in_place(nonce, Aad::from(bound_to), &mut text).ok()?.len();
        text.truncate(length);
        Some(text)
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MasterKey").field(&self.fingerprint).finish()
    }
}

/// The key in the clear, whichever way it is stored.
pub(in crate::auth) fn decrypt(key: SigningKey, master: Option<&MasterKey>) -> Result<SigningKey, Unreadable> {
    let Some(encrypted_with) = key.encrypted_with.clone() else {
        return Ok(key);
    };
    let plain = unseal(key.expose(), encrypted_with, bound_to(&key), master)?;
    Ok(key.with_material(plain, None))
}

/// What [`MasterKey::seal`] has encrypted, in the clear.
pub(in crate::auth) fn unseal(
    sealed: &[u8],
    encrypted_with: String,
    bound_to: Vec<u8>,
    master: Option<&MasterKey>,
) -> Result<Vec<u8>, Unreadable> {
    match master {
        None => Err(Unreadable::NoMasterKey(encrypted_with)),
        Some(master) if master.fingerprint != encrypted_with => {
            let given = master.fingerprint.clone();
            Err(Unreadable::OtherMasterKey { encrypted_with, given })
        }
        Some(master) => master.open(sealed, bound_to).ok_or(Unreadable::Damaged),
    }
}

/// What the ciphertext is bound to, so that nobody can move it to another row or give the row another algorithm.
fn bound_to(key: &SigningKey) -> Vec<u8> {
    let purpose: &[u8] = b"latchkey signing key\0";
    [purpose, key.id.0.as_bytes(), key.algorithm.as_bytes()].concat()
}
