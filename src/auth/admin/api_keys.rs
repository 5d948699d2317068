//! API keys of any user.

use std::time::Duration;

use super::accounts::{ListError, ViewError};
use super::administrator::{Administrator, Denied};
use super::idempotency::IdempotencyKey;
use super::operation::AdminOperation;
use super::roles::page_by_number;
use crate::auth::api_keys::{CreateApiKey, CreatedApiKey, NewKey};
use crate::auth::error::{Cause, ServiceError, from_store_error};
use crate::auth::{Access, AuthService};
use crate::model::{Added, ApiKey, ApiKeyId, Page, PlainToken, User, UserId};

/// What stands between a key and its client secret where both are sealed. Neither contains it.
const BETWEEN: char = ' ';

/// Why an API key was not created.
#[derive(Debug, thiserror::Error)]
pub enum CreateKeyError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such user, or none inside what the caller is confined to.
    #[error("there is no such user")]
    NoSuchOwner,
    /// The owner may do something here that the caller may not.
    #[error("the owner outranks the caller")]
    Outranked,
    /// The caller's own key may not do all that the new one is to do.
    #[error("the key would be wider than the caller's")]
    Wider,
    /// The key would never work.
    #[error("the key would have expired before it exists")]
    Expired,
    /// Another request was sent with the idempotency key.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why an API key was not rotated or revoked.
#[derive(Debug, thiserror::Error)]
pub enum ChangeKeyError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such key that works, or none inside what the caller is confined to.
    #[error("there is no such API key")]
    NotFound,
    /// The owner may do something here that the caller may not.
    #[error("the owner outranks the caller")]
    Outranked,
    /// The caller's own key may not do all that the new one is to do.
    #[error("the key would be wider than the caller's")]
    Wider,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(CreateKeyError, ChangeKeyError);

impl AuthService {
    /// A page of API keys, of one user or of all, in the order of their numbers.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_api_keys(
        &self,
        access: &Access,
        owner: Option<UserId>,
        after: i64,
        limit: u64,
    ) -> Result<Page<ApiKey>, ListError> {
        let administrator = self.administrator(access, AdminOperation::ListApiKeys).await?;
        let (bounds, after) = (administrator.bounds, ApiKeyId(after));
        let found = self
            .store
            .api_keys_after(owner, bounds, after, limit.saturating_add(1))
            .await?;
        Ok(page_by_number(found, limit, |key| key.id.0))
    }

    /// An API key.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn view_api_key(&self, access: &Access, id: ApiKeyId) -> Result<ApiKey, ViewError> {
        let administrator = self.administrator(access, AdminOperation::ViewApiKey).await?;
        let found = self.key_with_owner(&administrator, id).await?;
        Ok(found.ok_or(ViewError::NotFound)?.0)
    }

    /// Generates an API key for a user, once for an idempotency key with everything that the request says. It can never do
    /// more than its creator.
    ///
    /// # Errors
    /// [`CreateKeyError`].
    pub async fn create_api_key_for(
        &self,
        access: &Access,
        command: CreateApiKey,
        idempotency: Option<(&IdempotencyKey, &[u8])>,
    ) -> Result<NewKey, CreateKeyError> {
        let operation = AdminOperation::CreateApiKey;
        let administrator = self.administrator(access, operation).await?;
        let owner = self.undeleted_account::<User>(&administrator, command.owner.0).await?;
        let owner = owner.ok_or(CreateKeyError::NoSuchOwner)?;
        if administrator.is_outranked_by(&owner) {
            return Err(CreateKeyError::Outranked);
        }
        if !administrator.key_has(command.permissions) {
            return Err(CreateKeyError::Wider);
        }
        if command.expires_at.is_some_and(|end| end <= self.clock.now()) {
            return Err(CreateKeyError::Expired);
        }
        let (key, client_secret) = self.new_key_secrets();
        let new = self.new_key(command, &key, &client_secret);
        let idempotency_key = idempotency.map(|(text, request)| {
            let mut known = text.of(&administrator, operation, request);
            let both = format!("{}{BETWEEN}{}", key.expose(), client_secret.expose());
            known.sealed = text.seal(&both, self.random.as_ref());
            known
        });
        let added = self
            .store
            .add_api_key(&new, idempotency_key.as_ref(), &administrator.context)
            .await?;
        let created = match (added, idempotency) {
            (Added::Now(id), _) => CreatedApiKey { id, key, client_secret },
            (Added::Before { id, sealed }, Some((text, _))) => {
                let both = sealed.and_then(|sealed| text.open(&sealed));
                let both = both.as_deref().and_then(|both| both.split_once(BETWEEN));
                let (key, secret) = both.ok_or(CreateKeyError::KeyReused)?;
                CreatedApiKey {
                    id,
                    key: PlainToken::new(key.to_owned()),
                    client_secret: PlainToken::new(secret.to_owned()),
                }
            }
            (Added::Before { .. } | Added::OtherRequest, _) => return Err(CreateKeyError::KeyReused),
        };
        let key = self.store.api_key(created.id).await?;
        let key = key.ok_or(ServiceError::Internal(Cause::DanglingSession))?;
        Ok(NewKey { key, created })
    }

    /// Gives an API key a successor that may do the same. Both work for this long; then the old one has expired.
    ///
    /// # Errors
    /// [`ChangeKeyError`].
    pub async fn rotate_api_key_of(
        &self,
        access: &Access,
        id: ApiKeyId,
        overlap: Duration,
    ) -> Result<NewKey, ChangeKeyError> {
        let administrator = self.administrator(access, AdminOperation::RotateApiKey).await?;
        let old = self.changeable_key(&administrator, id).await?;
        if !administrator.key_has(old.permissions) {
            return Err(ChangeKeyError::Wider);
        }
        let rotated = self.rotate_key(&old, overlap, &administrator.context).await?;
        rotated.ok_or(ChangeKeyError::NotFound)
    }

    /// Revokes an API key for good.
    ///
    /// # Errors
    /// [`ChangeKeyError`].
    pub async fn revoke_api_key_of(&self, access: &Access, id: ApiKeyId) -> Result<(), ChangeKeyError> {
        let administrator = self.administrator(access, AdminOperation::RevokeApiKey).await?;
        self.changeable_key(&administrator, id).await?;
        let now = self.clock.now();
        match self.store.revoke_api_key(id, now, &administrator.context).await? {
            true => Ok(()),
            false => Err(ChangeKeyError::NotFound),
        }
    }

    async fn changeable_key(&self, administrator: &Administrator, id: ApiKeyId) -> Result<ApiKey, ChangeKeyError> {
        let found = self.key_with_owner(administrator, id).await?;
        let (key, owner) = found.ok_or(ChangeKeyError::NotFound)?;
        if administrator.is_outranked_by(&owner) {
            return Err(ChangeKeyError::Outranked);
        }
        Ok(key)
    }

    async fn key_with_owner(
        &self,
        administrator: &Administrator,
        id: ApiKeyId,
    ) -> Result<Option<(ApiKey, std::sync::Arc<User>)>, ServiceError> {
        let Some(key) = self.store.api_key(id).await? else {
            return Ok(None);
        };
        let owner = self.visible_account::<User>(administrator, key.owner.0).await?;
        Ok(owner.map(|owner| (key, owner)))
    }
}
