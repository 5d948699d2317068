//! API keys: made for a user, shown once, kept as a hash.

use std::sync::Arc;

use super::random::alphanumeric;
use super::verify::TOUCH_EVERY;
use super::{AuthService, Error};
use crate::model::{
    Actor, ApiKey, ApiKeyId, ClientInfo, Context, HashedToken, NewApiKey, Permissions, PlainToken, Timestamp, UserId,
    error_chain,
};
use crate::store::Candidate;

/// Every key begins like this, so that scanners for leaked secrets can find it.
pub(super) const KEY_PREFIX: &str = "api_";
/// Characters behind the prefix: 143 random bits.
const KEY_CHARS: usize = 24;
/// How much of a key's beginning is stored in the clear and indexed. The rest still has 95 random bits.
const INDEXED_CHARS: usize = KEY_PREFIX.len() + 8;
const SECRET_PREFIX: &str = "cs_";
const SECRET_CHARS: usize = 40;

/// An API key to be made.
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

impl AuthService {
    /// Makes an API key.
    ///
    /// # Errors
    /// As every use case.
    pub async fn create_api_key(&self, command: CreateApiKey) -> Result<CreatedApiKey, Error> {
        let made = |prefix, length| PlainToken::new(format!("{prefix}{}", alphanumeric(self.random.as_ref(), length)));
        let (key, client_secret) = (made(KEY_PREFIX, KEY_CHARS), made(SECRET_PREFIX, SECRET_CHARS));
        self.create_known_api_key(command, key, client_secret).await
    }

    /// Makes an API key of a known text with a known client secret: for demonstrations, where what is printed must
    /// work.
    ///
    /// # Errors
    /// As every use case.
    pub async fn create_known_api_key(
        &self,
        command: CreateApiKey,
        key: PlainToken,
        client_secret: PlainToken,
    ) -> Result<CreatedApiKey, Error> {
        let new = NewApiKey {
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
        };
        let id = self.store.add_api_key(&new, &Context::operator()).await?;
        Ok(CreatedApiKey { id, key, client_secret })
    }

    /// Finds the key that was presented.
    ///
    /// # Errors
    /// [`Error::ApiKeyInvalid`] when there is none, or it expired or was revoked, or its owner is disabled.
    pub async fn verify_api_key(&self, presented: &PlainToken, client_info: &ClientInfo) -> Result<Arc<ApiKey>, Error> {
        Ok(self.known_key(presented, client_info).await?.key)
    }

    /// Finds the key that was presented, with its owner where that comes along.
    ///
    /// # Errors
    /// As [`AuthService::verify_api_key`].
    pub(super) async fn known_key(&self, presented: &PlainToken, client_info: &ClientInfo) -> Result<Candidate, Error> {
        let now = self.clock.now();
        let hash: HashedToken = presented.hashed();
        let candidates = self.store.api_keys_by_prefix(indexed(presented.expose())).await?;
        let found = candidates.into_iter().find(|candidate| candidate.hash.matches(&hash));
        let Some(known) = found.filter(|known| known.key.is_valid(now)) else {
            Box::pin(self.api_key_refused(presented, now, client_info)).await;
            return Err(Error::ApiKeyInvalid);
        };
        let key = &known.key;
        if key.last_used_at.is_none_or(|at| at.plus(TOUCH_EVERY) <= now) {
            self.store.touch_api_key(key.id, now, TOUCH_EVERY);
        }
        Ok(known)
    }

    /// Finds the key that was presented together with its client secret.
    ///
    /// # Errors
    /// [`Error::ApiKeyInvalid`] as for the key alone, and when the secret is not the key's.
    pub async fn verify_api_client(
        &self,
        key: &PlainToken,
        secret: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Arc<ApiKey>, Error> {
        let key = self.verify_api_key(key, client_info).await?;
        let stored = self.store.client_secret(key.id).await?;
        let matches = stored.is_some_and(|stored| stored.matches(&secret.hashed()));
        matches.then_some(key).ok_or(Error::ApiKeyInvalid)
    }

    /// Records, now and then, that a key is in use which works no more: somebody has forgotten a program, or lost the
    /// key. Of a key that never was one of ours, nothing is recorded.
    async fn api_key_refused(&self, presented: &PlainToken, now: Timestamp, client_info: &ClientInfo) {
        let known = self
            .store
            .api_key_by_hash(indexed(presented.expose()), &presented.hashed())
            .await;
        let recorded = match known {
            Ok(Some(id)) => {
                let context = Context::request(Actor::ApiKey(id), client_info);
                self.store.refuse_api_key(id, now, TOUCH_EVERY, &context).await
            }
            Ok(None) => Ok(false),
            Err(error) => Err(error),
        };
        if let Err(error) = recorded {
            tracing::error!(
                error = error_chain(&error),
                "the refusal of an API key was not recorded"
            );
        }
    }

    /// The keys of one user, or of all.
    ///
    /// # Errors
    /// As every use case.
    pub async fn api_keys(&self, owner: Option<UserId>) -> Result<Vec<ApiKey>, Error> {
        Ok(self.store.api_keys(owner).await?)
    }

    /// Withdraws a key for good. Returns whether there was one to withdraw.
    ///
    /// # Errors
    /// As every use case.
    pub async fn revoke_api_key(&self, id: ApiKeyId) -> Result<bool, Error> {
        let context = Context::operator();
        Ok(self.store.revoke_api_key(id, self.clock.now(), &context).await?)
    }
}

fn indexed(key: &str) -> &str {
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
