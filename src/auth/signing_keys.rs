//! The life of signing keys: a new one is generated and published, signs, and verifies until its last token has ended.
//!
//! Keys are rows that all nodes share. A node that adds the next key names the newest generation it has seen; of several
//! nodes, the store takes the first. A node learns of new keys by reading the rows, in the background and as soon as a
//! token names a key that it does not know.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretSlice};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use super::AuthService;
use super::error::{Cause, ServiceError, from_store_error};
use super::random::uuid;
use super::tokens::{MasterKey, SigningAlgorithm, Unreadable, decrypt};
use crate::model::{Context, KeyId, SigningKey, error_chain};

/// How long verifiers may keep the published keys.
pub const PUBLISHED_FOR: Duration = Duration::from_secs(60);
/// How often a node looks for new keys; see [`AuthService::maintain_signing_keys`].
pub const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How long a new key is known before it signs. By then every node has read it, and verifiers have dropped their copies
/// of the published keys. Half a minute is for slow answers and clocks that differ.
const KNOWN_BEFORE: Duration = Duration::from_secs(120);
/// For how much longer than the sessions of its time a key verifies: a node that could not read the rows may have signed
/// with it a while longer, and clocks may differ.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// How tokens are signed.
#[derive(Debug, Clone)]
pub struct KeySettings {
    /// What new keys are for.
    pub algorithm: SigningAlgorithm,
    /// How old the newest key gets before the next one is made.
    pub rotate_every: Duration,
    /// An external secret for HS256, which signs instead of keys that are generated here.
    pub secret: Option<SecretSlice<u8>>,
    /// What keys are encrypted with at rest.
    pub master_key: Option<MasterKey>,
}

impl Default for KeySettings {
    fn default() -> Self {
        Self {
            algorithm: SigningAlgorithm::default(),
            rotate_every: Duration::from_secs(90 * 24 * 60 * 60),
            secret: None,
            master_key: None,
        }
    }
}

/// Why a signing key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SigningKeyError {
    /// A key cannot be decrypted, or is damaged.
    #[error("signing key {key} cannot be read: {why}")]
    Unreadable {
        /// Which one.
        key: KeyId,
        /// Why.
        why: Unreadable,
    },
    /// An external secret signs, so there is nothing to rotate here.
    #[error("the signing key is an external secret: replace it where it is configured")]
    ExternalSecret,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(SigningKeyError);

/// When a new key begins to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// When every node and every verifier knows it, two minutes later.
    WhenKnown,
    /// At once. Verifiers that do not look for a key they do not know refuse its tokens for a minute.
    AtOnce,
}

impl AuthService {
    /// Generates the first signing key unless there is one, or the next one if the newest is not what is configured;
    /// encrypts keys that are in the clear, if there is a master key; and reads the keys.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn prepare_signing_keys(&self) -> Result<(), SigningKeyError> {
        let rows = self.keys.reload().await?;
        self.all_readable()?;
        let newest = rows.first();
        if newest.is_none_or(|newest| !self.is_current_signing_key(newest)) {
            let key = self.new_signing_key(Duration::ZERO).await?;
            self.add_signing_key(key, newest, &Context::system()).await?;
            self.keys.reload().await?;
            self.all_readable()?;
        }
        if self.key_settings.master_key.is_some() {
            self.reencrypt_signing_keys(None).await?;
        }
        Ok(())
    }

    /// Generates the next signing key. When another node does so at the same moment, one of the two keys is the next one
    /// for both. Returns the newest key there is afterwards.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn rotate_signing_key(&self, begin: Begin) -> Result<SigningKey, SigningKeyError> {
        if self.key_settings.secret.is_some() {
            return Err(SigningKeyError::ExternalSecret);
        }
        let rows = self.keys.reload().await?;
        self.all_readable()?;
        self.rotate(rows.first(), begin, &Context::operator()).await?;
        let rows = self.keys.reload().await?;
        let newest = rows.into_iter().next();
        Ok(newest.ok_or(ServiceError::Internal(Cause::NoSigningKey))?)
    }

    /// The periodic maintenance, every [`LOOK_EVERY`]: reads new keys, generates the next one when it is due, deletes
    /// those whose last token has ended, and encrypts keys that are in the clear. Every node does so; several at once do
    /// no harm.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn maintain_signing_keys(&self) -> Result<(), SigningKeyError> {
        let rows = self.keys.reload().await?;
        for (key, why) in self.keys.unreadable() {
            tracing::error!(%key, %why, "a signing key cannot be read");
        }
        let now = self.clock.now();
        let due = |newest: &SigningKey| newest.signs_from.plus(self.key_settings.rotate_every) <= now;
        if let Some(newest) = rows.first().filter(|newest| due(newest))
            && self.key_settings.secret.is_none()
            && self.can_decrypt(newest)
        {
            self.rotate(Some(newest), Begin::WhenKnown, &Context::system()).await?;
            self.keys.reload().await?;
        }
        if rows.iter().any(|row| row.has_ended(now)) {
            let deleted = self.store.delete_ended_signing_keys(now, &Context::system()).await?;
            tracing::info!(deleted, "deleted signing keys whose last token has ended");
            self.keys.reload().await?;
        }
        // A node that runs without the master key yet may have added one in the clear.
        if self.key_settings.master_key.is_some() && rows.iter().any(|row| row.encrypted_with.is_none()) {
            self.reencrypt_signing_keys(None).await?;
        }
        Ok(())
    }

    /// All keys, the newest first; their material is as it is stored.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn signing_keys(&self) -> Result<Vec<SigningKey>, ServiceError> {
        Ok(self.store.signing_keys().await?)
    }

    /// Checks that every key can be read with what is configured. Changes nothing.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn check_signing_keys(&self) -> Result<(), SigningKeyError> {
        self.keys.reload().await?;
        self.all_readable()
    }

    /// The public keys as members of a JWK Set, for services that verify tokens; a secret is never among them.
    ///
    /// # Errors
    /// [`ServiceError`], where the node has not read its keys yet.
    pub async fn public_keys(&self) -> Result<Vec<Map<String, Value>>, ServiceError> {
        self.keys.published().await
    }

    /// Encrypts the keys that are in the clear, or encrypted with another master key, with the configured one. Where none
    /// is configured, it decrypts them. Returns how many there were.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub async fn reencrypt_signing_keys(&self, old: Option<&MasterKey>) -> Result<usize, SigningKeyError> {
        let current = self.key_settings.master_key.as_ref();
        let mut count = 0;
        for row in self.store.signing_keys().await? {
            let was = row.encrypted_with.clone();
            if was.as_deref() == current.map(MasterKey::fingerprint) {
                continue;
            }
            let id = row.id;
            let plain = decrypt(row, old).map_err(|why| SigningKeyError::Unreadable { key: id, why })?;
            let key = self.encrypt(plain)?;
            count += usize::from(self.store.reencrypt_signing_key(&key, was.as_deref()).await?);
        }
        if count > 0 {
            self.scrub("signing keys").await;
        }
        Ok(count)
    }

    /// Takes earlier forms of secrets from the database's files. The secrets are encrypted either way; where this fails,
    /// their earlier form may stay for a little longer.
    pub(super) async fn scrub(&self, what: &'static str) {
        match self.store.scrub().await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(
                what,
                "the database is in use; earlier forms of secrets may still be in it"
            ),
            Err(error) => {
                let error = error_chain(&error);
                tracing::warn!(error, what, "earlier forms of secrets may still be in the database");
            }
        }
    }

    async fn rotate(&self, newest: Option<&SigningKey>, begin: Begin, context: &Context) -> Result<bool, ServiceError> {
        let known_before = match (newest, begin) {
            (Some(_), Begin::WhenKnown) => KNOWN_BEFORE,
            (Some(_), Begin::AtOnce) | (None, _) => Duration::ZERO,
        };
        let key = self.new_signing_key(known_before).await?;
        self.add_signing_key(key, newest, context).await
    }

    /// Stores the key that follows `newest`. Tokens signed before can be refreshed while their session lives.
    async fn add_signing_key(
        &self,
        key: SigningKey,
        newest: Option<&SigningKey>,
        context: &Context,
    ) -> Result<bool, ServiceError> {
        let earlier_until = key.signs_from.plus(self.rules.longest_session()).plus(MARGIN);
        let after = newest.map_or(0, |newest| newest.generation);
        let added = self.store.add_signing_key(&key, after, earlier_until, context).await?;
        if added {
            tracing::info!(key = %key.id, algorithm = key.algorithm, "made a signing key");
        }
        Ok(added)
    }

    async fn new_signing_key(&self, known_before: Duration) -> Result<SigningKey, ServiceError> {
        let settings = &self.key_settings;
        let (id, material) = match &settings.secret {
            Some(secret) => (external_id(secret.expose_secret()), secret.expose_secret().to_vec()),
            None => {
                let material = self.make_material(settings.algorithm).await?;
                (KeyId(uuid(self.random.as_ref())), material)
            }
        };
        let mut key = SigningKey::new(id, settings.algorithm.name().to_owned(), material, self.clock.now());
        key.signs_from = key.created_at.plus(known_before);
        self.encrypt(key)
    }

    /// On a thread of its own: an RSA key takes long enough to make requests wait.
    async fn make_material(&self, algorithm: SigningAlgorithm) -> Result<Vec<u8>, ServiceError> {
        let random = self.random.clone();
        let (sender, receiver) = oneshot::channel();
        std::thread::spawn(move || {
            // Nobody waits for it any more when this fails.
            let _ = sender.send(algorithm.make(random.as_ref()));
        });
        let made = receiver.await.ok().and_then(Result::ok);
        made.ok_or(ServiceError::Internal(Cause::KeyNotMade))
    }

    fn encrypt(&self, key: SigningKey) -> Result<SigningKey, ServiceError> {
        match &self.key_settings.master_key {
            Some(master) => master
                .encrypt(key, self.random.as_ref())
                .map_err(|_| ServiceError::Internal(Cause::KeyNotMade)),
            None => Ok(key),
        }
    }

    /// Whether the newest key is of the configured kind, so that a start adds no other.
    pub fn is_current_signing_key(&self, newest: &SigningKey) -> bool {
        match &self.key_settings.secret {
            Some(secret) => newest.id == external_id(secret.expose_secret()),
            None => newest.algorithm == self.key_settings.algorithm.name() && !is_external(newest.id),
        }
    }

    /// Whether this node has the master key that the key is encrypted with. A node without it may still know the key from
    /// before, but could not encrypt the next one as the other nodes do.
    fn can_decrypt(&self, key: &SigningKey) -> bool {
        let master = self.key_settings.master_key.as_ref().map(MasterKey::fingerprint);
        key.encrypted_with.is_none() || key.encrypted_with.as_deref() == master
    }

    fn all_readable(&self) -> Result<(), SigningKeyError> {
        match self.keys.unreadable().into_iter().next() {
            Some((key, why)) => Err(SigningKeyError::Unreadable { key, why }),
            None => Ok(()),
        }
    }
}

/// The id of an external secret: the same on every node, and after every start. It is a UUID of version 8, which tells
/// it from the random ids of keys that are generated here. The holder of a token can already test secrets against
/// its signature; the id makes that no easier.
fn external_id(secret: &[u8]) -> KeyId {
    let hash = Sha256::new()
        .chain_update(b"latchkey signing secret, key id\0")
        .chain_update(secret)
        .finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
    KeyId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn is_external(id: KeyId) -> bool {
    id.0.get_version_num() == 8
}
