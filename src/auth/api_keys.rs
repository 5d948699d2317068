//! API keys: generated for a user, shown once, stored as a hash.

use std::sync::Arc;
use std::time::Duration;

use super::AuthService;
use super::error::{Cause, ServiceError, from_store_error};
use super::random::alphanumeric;
use super::verify::TOUCH_EVERY;
use crate::model::{
    Action, Actor, Added, ApiKey, ApiKeyId, ClientInfo, Context, HashedToken, NewApiKey, Permissions, PlainToken,
    Timestamp, UserId, error_chain,
};
use crate::store::Candidate;
use crate::traces::Span;

/// Every key begins like this, so that scanners for leaked secrets can find it.
pub(super) const KEY_PREFIX: &str = "api_";
/// Characters behind the prefix: 143 random bits.
const KEY_CHARS: usize = 24;
/// How much of a key's beginning is stored in the clear and indexed. The rest still has 95 random bits.
const INDEXED_CHARS: usize = KEY_PREFIX.len() + 8;
const SECRET_PREFIX: &str = "cs_";
const SECRET_CHARS: usize = 40;

/// An API key to be generated.
#[derive(Debug, Clone)]
pub struct CreateApiKey {
    /// Whose it is.
    pub owner: UserId,
    /// What its owner calls it.
    pub name: String,
    /// What it may do.
    pub permissions: Permissions,
    /// What it is for.
    pub description: Option<String>,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

/// A new API key, the only time its secrets can be seen.
#[derive(Debug)]
pub struct CreatedApiKey {
    /// Its number.
    pub id: ApiKeyId,
    /// The key.
    pub key: PlainToken,
    /// The client secret that goes with it.
    pub client_secret: PlainToken,
}

/// An API key with the secrets that are shown once.
#[derive(Debug)]
pub struct NewKey {
    /// The key.
    pub key: ApiKey,
    /// Its secrets.
    pub created: CreatedApiKey,
}

/// Why an API key was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    /// It is unknown, expired or revoked, its owner is disabled, or the client secret is not the key's.
    #[error("the API key is not valid")]
    Invalid,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(ApiKeyError);

impl AuthService {
    /// Generates an API key.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn create_api_key(&self, command: CreateApiKey) -> Result<CreatedApiKey, ServiceError> {
        let (key, client_secret) = self.new_key_secrets();
        self.create_known_api_key(command, key, client_secret).await
    }

    /// A key and its client secret.
    pub(super) fn new_key_secrets(&self) -> (PlainToken, PlainToken) {
        let made = |prefix, length| PlainToken::new(format!("{prefix}{}", alphanumeric(self.random.as_ref(), length)));
        (made(KEY_PREFIX, KEY_CHARS), made(SECRET_PREFIX, SECRET_CHARS))
    }

    /// Adds an API key of a known text with a known client secret: for demonstrations, where what is printed must work.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn create_known_api_key(
        &self,
        command: CreateApiKey,
        key: PlainToken,
        client_secret: PlainToken,
    ) -> Result<CreatedApiKey, ServiceError> {
        let new = self.new_key(command, &key, &client_secret);
        match self.store.add_api_key(&new, None, &Context::operator()).await? {
            Added::Now(id) | Added::Before { id, .. } => Ok(CreatedApiKey { id, key, client_secret }),
            // Only a request has an idempotency key.
            Added::OtherRequest => Err(ServiceError::Internal(Cause::DanglingSession)),
        }
    }

    /// What is stored of a new key.
    pub(super) fn new_key(&self, command: CreateApiKey, key: &PlainToken, client_secret: &PlainToken) -> NewApiKey {
        NewApiKey {
            name: command.name,
            owner: command.owner,
            permissions: command.permissions,
            description: command.description,
            expires_at: command.expires_at,
            created_at: self.clock.now(),
            prefix: indexed(key.expose()).to_owned(),
            key_hash: key.hashed(),
            masked_key: masked(key.expose()),
            secret_hash: client_secret.hashed(),
            masked_secret: masked(client_secret.expose()),
        }
    }

    /// Gives an API key a successor that may do the same, and ends as it does where it would have ended. Both work for this
    /// long; then the old one has expired. `None` if there is no such key that works.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn rotate_api_key(&self, id: ApiKeyId, overlap: Duration) -> Result<Option<NewKey>, ServiceError> {
        match self.store.api_key(id).await? {
            Some(old) => self.rotate_key(&old, overlap, &Context::operator()).await,
            None => Ok(None),
        }
    }

    /// The same, on behalf of this actor.
    pub(super) async fn rotate_key(
        &self,
        old: &ApiKey,
        overlap: Duration,
        context: &Context,
    ) -> Result<Option<NewKey>, ServiceError> {
        let command = CreateApiKey {
            owner: old.owner,
            name: old.name.clone(),
            permissions: old.permissions,
            description: old.description.clone(),
            expires_at: old.expires_at,
        };
        let (key, client_secret) = self.new_key_secrets();
        let new = self.new_key(command, &key, &client_secret);
        let end = new.created_at.plus(overlap);
        let Some(id) = self.store.rotate_api_key(old.id, &new, end, context).await? else {
            return Ok(None);
        };
        let stored = self.store.api_key(id).await?;
        let created = CreatedApiKey { id, key, client_secret };
        Ok(stored.map(|key| NewKey { key, created }))
    }

    /// Verifies an API key.
    ///
    /// # Errors
    /// [`ApiKeyError`].
    pub async fn verify_api_key(&self, key: &PlainToken, client_info: &ClientInfo) -> Result<Arc<ApiKey>, ApiKeyError> {
        Ok(self.find_api_key(key, client_info).await?.key)
    }

    /// Verifies an API key, and returns it with its owner where that was read with it.
    pub(super) async fn find_api_key(
        &self,
        key: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Candidate, ApiKeyError> {
        let span = Span::begin("verify_api_key");
        span.around(self.find_and_touch(key, client_info)).await
    }

    async fn find_and_touch(&self, key: &PlainToken, client_info: &ClientInfo) -> Result<Candidate, ApiKeyError> {
        let now = self.clock.now();
        let hash: HashedToken = key.hashed();
        let candidates = self.store.api_keys_by_prefix(indexed(key.expose())).await?;
        let found = candidates.into_iter().find(|candidate| candidate.hash.matches(&hash));
        let Some(known) = found.filter(|known| known.key.is_valid(now)) else {
            Box::pin(self.audit_refused_api_key(key, now, client_info)).await;
            return Err(ApiKeyError::Invalid);
        };
        let key = &known.key;
        if key.last_used_at.is_none_or(|at| at.plus(TOUCH_EVERY) <= now) {
            self.store.touch_api_key(key.id, now, TOUCH_EVERY);
        }
        Ok(known)
    }

    /// Verifies an API key together with its client secret.
    ///
    /// # Errors
    /// [`ApiKeyError`].
    pub async fn verify_api_client(
        &self,
        key: &PlainToken,
        secret: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Arc<ApiKey>, ApiKeyError> {
        let key = self.verify_api_key(key, client_info).await?;
        let stored = self.store.client_secret(key.id).await?;
        let matches = stored.is_some_and(|stored| stored.matches(&secret.hashed()));
        if !matches {
            self.count_key_guess(client_info).await;
        }
        matches.then_some(key).ok_or(ApiKeyError::Invalid)
    }

    /// Writes to the audit log, now and then, that a key is in use that stopped working: somebody has forgotten a
    /// program, or lost the key. A key that never was ours leaves no trace.
    async fn audit_refused_api_key(&self, sent: &PlainToken, now: Timestamp, client_info: &ClientInfo) {
        let known = self.store.api_key_by_hash(indexed(sent.expose()), &sent.hashed()).await;
        let recorded = match known {
            Ok(Some(id)) => {
                let context = Context::request(Actor::ApiKey(id), client_info);
                self.store.refuse_api_key(id, now, TOUCH_EVERY, &context).await
            }
            Ok(None) => {
                self.count_key_guess(client_info).await;
                Ok(false)
            }
            Err(error) => Err(error),
        };
        if let Err(error) = recorded {
            tracing::error!(
                error = error_chain(&error),
                "the refusal of an API key is not in the audit log"
            );
        }
    }

    /// Counts a key or a client secret that nobody has against the limit of its network, and records it: one event for
    /// each network and five minutes. Once the limit is used up, neither.
    async fn count_key_guess(&self, client_info: &ClientInfo) {
        match self.count_guess_of_network(client_info).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(error = error_chain(&error), "a wrong API key was not counted"),
        }
        let context = Context::request(Actor::Unknown, client_info);
        self.audit_refusal(context.event(Action::ApiKeyRefused, self.clock.now()))
            .await;
    }

    /// A key, without its secrets.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn api_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, ServiceError> {
        Ok(self.store.api_key(id).await?)
    }

    /// The keys of one user, or of all.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn api_keys(&self, owner: Option<UserId>) -> Result<Vec<ApiKey>, ServiceError> {
        Ok(self.store.api_keys(owner).await?)
    }

    /// Revokes a key for good. Returns whether there was one to revoke.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn revoke_api_key(&self, id: ApiKeyId) -> Result<bool, ServiceError> {
        let context = Context::operator();
        Ok(self.store.revoke_api_key(id, self.clock.now(), &context).await?)
    }
}

pub(super) fn indexed(key: &str) -> &str {
    key.char_indices()
        .nth(INDEXED_CHARS)
        .map_or(key, |(end, _)| &key[..end])
}

/// What may be shown of a secret: where it begins, and its last four characters.
fn masked(secret: &str) -> String {
    let begin: String = secret
        .chars()
        .take(SECRET_PREFIX.len().max(KEY_PREFIX.len()) + 4)
        .collect();
    let end: String = secret.chars().skip(secret.chars().count().saturating_sub(4)).collect();
    format!("{begin}…{end}")
}
