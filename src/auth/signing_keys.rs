//! The life of signing keys: a new one is made, becomes known, signs, and verifies until its last token has ended.
//!
//! All of it is rows that nodes share. Whoever wants the next key names the generation that it has seen last; of
//! several, the store takes the first. What a node does not know yet it learns from a look at the rows, which it takes
//! in the background, and at once when a token names a key that it does not know.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretSlice};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use super::random::uuid;
use super::tokens::{MasterKey, SigningAlgorithm};
use super::{AuthService, Error, Problem};
use crate::model::{Context, KeyId, SigningKey, error_chain};

/// How long verifiers may keep the published keys.
pub const PUBLISHED_FOR: Duration = Duration::from_secs(60);
/// How often a node looks for new keys; see [`AuthService::maintain_signing_keys`].
pub const LOOK_EVERY: Duration = Duration::from_secs(30);
/// How long a new key is known before it signs: every node has looked by then, and what verifiers kept of the published
/// keys is too old. Half a minute is for slow answers and clocks that differ.
const KNOWN_BEFORE: Duration = Duration::from_secs(120);
/// For how much longer than the sessions of its time a key verifies: a node that could not look may have signed with it
/// a while longer, and clocks may differ.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// How tokens are signed.
#[derive(Debug, Clone)]
pub struct KeySettings {
    /// What new keys are for.
    pub algorithm: SigningAlgorithm,
    /// How old the newest key gets before the next one is made.
    pub rotate_every: Duration,
    /// A secret for HS256 that the operator brings: it signs, instead of keys that are made here.
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

/// When a new key begins to sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// When every node and every verifier knows it, two minutes later.
    WhenKnown,
    /// At once. Verifiers that do not look for a key they do not know refuse its tokens for a minute.
    AtOnce,
}

impl AuthService {
    /// Makes the first signing key unless there is one, or the next one if the newest is not what is configured;
    /// encrypts what is not encrypted yet, if there is a master key; and reads the keys.
    ///
    /// # Errors
    /// [`Problem::KeyUnreadable`] when a key cannot be decrypted; else as every use case.
    pub async fn prepare_signing_keys(&self) -> Result<(), Error> {
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
            self.reseal_signing_keys(None).await?;
        }
        Ok(())
    }

    /// Makes the next signing key. When another node does so at the same moment, theirs is the next one of both.
    /// Returns the newest key there is afterwards.
    ///
    /// # Errors
    /// [`Problem::SecretIsBrought`] when there is nothing to rotate here; else as every use case.
    pub async fn rotate_signing_key(&self, begin: Begin) -> Result<SigningKey, Error> {
        if self.key_settings.secret.is_some() {
            return Err(Error::Internal(Problem::SecretIsBrought));
        }
        let rows = self.keys.reload().await?;
        self.all_readable()?;
        self.rotate(rows.first(), begin, &Context::operator()).await?;
        let rows = self.keys.reload().await?;
        rows.into_iter().next().ok_or(Error::Internal(Problem::NoSigningKey))
    }

    /// What is to be done now and then, every [`LOOK_EVERY`]: learns of new keys, makes the next one when it is time,
    /// deletes those whose last token has ended, and encrypts what is not encrypted yet. Every node does so; several at
    /// once do no harm.
    ///
    /// # Errors
    /// As every use case.
    pub async fn maintain_signing_keys(&self) -> Result<(), Error> {
        let rows = self.keys.reload().await?;
        for (key, why) in self.keys.unreadable() {
            tracing::error!(%key, %why, "a signing key cannot be read");
        }
        let now = self.clock.now();
        let due = |newest: &SigningKey| newest.signs_from.plus(self.key_settings.rotate_every) <= now;
        if let Some(newest) = rows.first().filter(|newest| due(newest))
            && self.key_settings.secret.is_none()
            && self.can_open(newest)
        {
            self.rotate(Some(newest), Begin::WhenKnown, &Context::system()).await?;
            self.keys.reload().await?;
        }
        if rows.iter().any(|row| row.has_ended(now)) {
            let deleted = self.store.delete_ended_signing_keys(now, &Context::system()).await?;
            tracing::info!(deleted, "deleted signing keys whose last token has ended");
            self.keys.reload().await?;
        }
        // A node that runs without the master key yet may have made one.
        if self.key_settings.master_key.is_some() && rows.iter().any(|row| row.sealed_by.is_none()) {
            self.reseal_signing_keys(None).await?;
        }
        Ok(())
    }

    /// All keys, the newest first; their material is as it is stored.
    ///
    /// # Errors
    /// As every query.
    pub async fn signing_keys(&self) -> Result<Vec<SigningKey>, Error> {
        Ok(self.store.signing_keys().await?)
    }

    /// Whether every key can be had with what is configured. Changes nothing.
    ///
    /// # Errors
    /// [`Problem::KeyUnreadable`]; else as every use case.
    pub async fn check_signing_keys(&self) -> Result<(), Error> {
        self.keys.reload().await?;
        self.all_readable()
    }

    /// The public keys as members of a JWK Set, for whoever verifies tokens; a secret is never among them.
    ///
    /// # Errors
    /// As every use case; a node that has its keys asks nobody.
    pub async fn public_keys(&self) -> Result<Vec<Map<String, Value>>, Error> {
        self.keys.published().await
    }

    /// Puts the keys that are in the clear, or encrypted with another master key, under the configured one; or into
    /// the clear, where none is configured. Returns how many that were.
    ///
    /// # Errors
    /// [`Problem::KeyUnreadable`]; else as every use case.
    pub async fn reseal_signing_keys(&self, old: Option<&MasterKey>) -> Result<usize, Error> {
        let current = self.key_settings.master_key.as_ref();
        let mut count = 0;
        for row in self.store.signing_keys().await? {
            let was = row.sealed_by.clone();
            if was.as_deref() == current.map(MasterKey::fingerprint) {
                continue;
            }
            let id = row.id;
            let plain = super::tokens::unseal(row, old).map_err(|why| unreadable(id, why))?;
            let key = self.sealed(plain)?;
            count += usize::from(self.store.reseal_signing_key(&key, was.as_deref()).await?);
        }
        if count > 0 {
            // The keys are safe either way; what they were before may then be in the file for a little longer.
            match self.store.scrub().await {
                Ok(true) => {}
                Ok(false) => tracing::warn!("the database is in use; earlier forms of signing keys may still be in it"),
                Err(error) => {
                    let error = error_chain(&error);
                    tracing::warn!(error, "earlier forms of signing keys may still be in the database");
                }
            }
        }
        Ok(count)
    }

    async fn rotate(&self, newest: Option<&SigningKey>, begin: Begin, context: &Context) -> Result<bool, Error> {
        let known_before = match (newest, begin) {
            (Some(_), Begin::WhenKnown) => KNOWN_BEFORE,
            (Some(_), Begin::AtOnce) | (None, _) => Duration::ZERO,
        };
        let key = self.new_signing_key(known_before).await?;
        self.add_signing_key(key, newest, context).await
    }

    /// Stores the key that follows `newest`. What is signed by then can be refreshed while its session lives.
    async fn add_signing_key(
        &self,
        key: SigningKey,
        newest: Option<&SigningKey>,
        context: &Context,
    ) -> Result<bool, Error> {
        let earlier_until = key.signs_from.plus(self.rules.longest_session()).plus(MARGIN);
        let after = newest.map_or(0, |newest| newest.generation);
        let added = self.store.add_signing_key(&key, after, earlier_until, context).await?;
        if added {
            tracing::info!(key = %key.id, algorithm = key.algorithm, "made a signing key");
        }
        Ok(added)
    }

    async fn new_signing_key(&self, known_before: Duration) -> Result<SigningKey, Error> {
        let settings = &self.key_settings;
        let (id, material) = match &settings.secret {
            Some(secret) => (brought_id(secret.expose_secret()), secret.expose_secret().to_vec()),
            None => {
                let material = self.make_material(settings.algorithm).await?;
                (KeyId(uuid(self.random.as_ref())), material)
            }
        };
        let mut key = SigningKey::new(id, settings.algorithm.name().to_owned(), material, self.clock.now());
        key.signs_from = key.created_at.plus(known_before);
        self.sealed(key)
    }

    /// On a thread of its own: an RSA key takes long enough to make requests wait.
    async fn make_material(&self, algorithm: SigningAlgorithm) -> Result<Vec<u8>, Error> {
        let random = self.random.clone();
        let (sender, receiver) = oneshot::channel();
        std::thread::spawn(move || {
            // Nobody waits for it any more when this fails.
            let _ = sender.send(algorithm.make(random.as_ref()));
        });
        let made = receiver.await.ok().and_then(Result::ok);
        made.ok_or(Error::Internal(Problem::KeyNotMade))
    }

    fn sealed(&self, key: SigningKey) -> Result<SigningKey, Error> {
        match &self.key_settings.master_key {
            Some(master) => master
                .seal(key, self.random.as_ref())
                .map_err(|_| Error::Internal(Problem::KeyNotMade)),
            None => Ok(key),
        }
    }

    /// Whether the newest key is of the configured kind, so that a start makes no other.
    pub fn is_current_signing_key(&self, newest: &SigningKey) -> bool {
        match &self.key_settings.secret {
            Some(secret) => newest.id == brought_id(secret.expose_secret()),
            None => newest.algorithm == self.key_settings.algorithm.name() && !is_brought(newest.id),
        }
    }

    /// Whether this node has what the key is encrypted with. One that has not may still know the key from before, but
    /// whatever it makes would not be under the master key of the others.
    fn can_open(&self, key: &SigningKey) -> bool {
        let master = self.key_settings.master_key.as_ref().map(MasterKey::fingerprint);
        key.sealed_by.is_none() || key.sealed_by.as_deref() == master
    }

    fn all_readable(&self) -> Result<(), Error> {
        match self.keys.unreadable().into_iter().next() {
            Some((key, why)) => Err(unreadable(key, why)),
            None => Ok(()),
        }
    }
}

fn unreadable(key: KeyId, why: super::tokens::Unreadable) -> Error {
    Error::Internal(Problem::KeyUnreadable { key, why })
}

/// The name of a secret that an operator brings: the same on every node, and after every start. It is a UUID of version
/// 8, so that it is told from those of keys that are made here, which are random. Who has a token can try out secrets
/// on its signature already; the name makes that no easier.
fn brought_id(secret: &[u8]) -> KeyId {
    let hash = Sha256::new()
        .chain_update(b"latchkey signing secret, key id\0")
        .chain_update(secret)
        .finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(byte, hashed)| *byte = hashed);
    KeyId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn is_brought(id: KeyId) -> bool {
    id.0.get_version_num() == 8
}
