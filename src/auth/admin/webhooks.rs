//! Webhook endpoints. Their events are those of all accounts, so they are out of reach for a confined caller.

use std::time::Duration;

use subtle::ConstantTimeEq;

use super::accounts::{ListError, ViewError};
use super::administrator::Denied;
use super::idempotency::IdempotencyKey;
use super::operation::AdminOperation;
use super::roles::page_by_number;
use crate::auth::error::{Cause, ServiceError, from_store_error};
use crate::auth::webhooks::{AddWebhook, AddWebhookError, Missed, UrlRefused, WebhookError};
use crate::auth::{Access, AuthService};
use crate::model::{Added, Page, PlainToken, Revision, Webhook, WebhookId, WebhookUpdate};

/// Why an endpoint was not added.
#[derive(Debug, thiserror::Error)]
pub enum CreateWebhookError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Messages cannot be sent there.
    #[error("the URL {0}")]
    Url(UrlRefused),
    /// Another request was sent with the idempotency key.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why an endpoint was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeWebhookError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such endpoint.
    #[error("there is no such webhook endpoint")]
    NotFound,
    /// The endpoint is of another revision.
    #[error("the webhook endpoint was changed meanwhile")]
    Stale,
    /// Messages cannot be sent to the new URL.
    #[error("the URL {0}")]
    Url(UrlRefused),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why an endpoint was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteWebhookError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such endpoint.
    #[error("there is no such webhook endpoint")]
    NotFound,
    /// The endpoint is of another revision.
    #[error("the webhook endpoint was changed meanwhile")]
    Stale,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(CreateWebhookError, ChangeWebhookError, DeleteWebhookError);

/// A secret that signs, as receivers' libraries take it, with its endpoint. It can be seen this once.
#[derive(Debug)]
pub struct WebhookWithSecret {
    /// The endpoint.
    pub webhook: Webhook,
    /// The secret.
    pub secret: PlainToken,
}

impl AuthService {
    /// A page of endpoints, in the order of their numbers.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_webhooks(&self, access: &Access, after: i64, limit: u64) -> Result<Page<Webhook>, ListError> {
        self.administrator(access, AdminOperation::ListWebhooks).await?;
        let found = self.store.webhooks_after(WebhookId(after), limit.saturating_add(1));
        Ok(page_by_number(found.await?, limit, |webhook| webhook.id.0))
    }

    /// An endpoint.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn view_webhook(&self, access: &Access, id: WebhookId) -> Result<Webhook, ViewError> {
        self.administrator(access, AdminOperation::ViewWebhook).await?;
        self.webhook(id).await.map_err(view_error)
    }

    /// Adds an endpoint, once for an idempotency key with everything that the request says.
    ///
    /// # Errors
    /// [`CreateWebhookError`].
    pub async fn create_webhook(
        &self,
        access: &Access,
        command: AddWebhook,
        idempotency: Option<(&IdempotencyKey, &[u8])>,
    ) -> Result<WebhookWithSecret, CreateWebhookError> {
        let operation = AdminOperation::CreateWebhook;
        let administrator = self.administrator(access, operation).await?;
        let secret = self.new_webhook_secret();
        let new = self.new_webhook(command, &secret).map_err(|error| match error {
            AddWebhookError::Url(why) => CreateWebhookError::Url(why),
            AddWebhookError::Service(error) => error.into(),
        })?;
        let secret = secret.shown();
        let key = idempotency.map(|(text, request)| {
            let mut known = text.of(&administrator, operation, request);
            known.sealed = text.seal(secret.expose(), self.random.as_ref());
            known
        });
        let added = self
            .store
            .add_webhook(&new, key.as_ref(), &administrator.context)
            .await?;
        let (id, secret) = match (added, idempotency) {
            (Added::Now(id), _) => (id, secret),
            (Added::Before { id, sealed }, Some((text, _))) => {
                let opened = sealed.and_then(|sealed| text.open(&sealed));
                (id, PlainToken::new(opened.ok_or(CreateWebhookError::KeyReused)?))
            }
            (Added::Before { .. } | Added::OtherRequest, _) => return Err(CreateWebhookError::KeyReused),
        };
        // It may have been deleted, or have got another secret, since the first request.
        let found = self.store.webhook(id).await?;
        let (webhook, secrets) = found.ok_or(CreateWebhookError::KeyReused)?;
        let signing = self
            .signing(&secrets)
            .map_err(|_| ServiceError::Internal(Cause::KeyNotMade))?;
        let is_in_force = signing.iter().any(|one| {
            let (one, shown) = (one.shown(), secret.expose().as_bytes());
            bool::from(one.expose().as_bytes().ct_eq(shown))
        });
        match is_in_force {
            true => Ok(WebhookWithSecret { webhook, secret }),
            false => Err(CreateWebhookError::KeyReused),
        }
    }

    /// Changes an endpoint, if it is of this revision, and returns it as it is then.
    ///
    /// # Errors
    /// [`ChangeWebhookError`].
    pub async fn change_webhook(
        &self,
        access: &Access,
        id: WebhookId,
        mut update: WebhookUpdate,
        revision: Option<Revision>,
    ) -> Result<Webhook, ChangeWebhookError> {
        let administrator = self.administrator(access, AdminOperation::UpdateWebhook).await?;
        if let Some(url) = &mut update.url {
            *url = self.check_webhook_url(url).map_err(ChangeWebhookError::Url)?;
        }
        let (now, context) = (self.clock.now(), &administrator.context);
        let done = self.store.update_webhook(id, &update, revision, now, context).await?;
        let (webhook, _) = self.store.webhook(id).await?.ok_or(ChangeWebhookError::NotFound)?;
        match done {
            true => Ok(webhook),
            false => Err(ChangeWebhookError::Stale),
        }
    }

    /// Deletes an endpoint for good, if it is of this revision. A message that is under way may still arrive.
    ///
    /// # Errors
    /// [`DeleteWebhookError`].
    pub async fn delete_webhook(
        &self,
        access: &Access,
        id: WebhookId,
        revision: Option<Revision>,
    ) -> Result<(), DeleteWebhookError> {
        let administrator = self.administrator(access, AdminOperation::DeleteWebhook).await?;
        let (now, context) = (self.clock.now(), &administrator.context);
        if self.store.remove_webhook(id, revision, now, context).await? {
            return Ok(());
        }
        match self.store.webhook(id).await? {
            Some(_) => Err(DeleteWebhookError::Stale),
            None => Err(DeleteWebhookError::NotFound),
        }
    }

    /// Enables an endpoint, and returns it: see [`AuthService::enable_webhook`].
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn switch_webhook_on(
        &self,
        access: &Access,
        id: WebhookId,
        missed: Missed,
    ) -> Result<Webhook, ViewError> {
        let administrator = self.administrator(access, AdminOperation::EnableWebhook).await?;
        let enabled = self.enable_webhook(id, missed, &administrator.context).await;
        enabled.map_err(view_error)?;
        self.webhook(id).await.map_err(view_error)
    }

    /// Switches an endpoint off, and returns it: see [`AuthService::disable_webhook`].
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn switch_webhook_off(&self, access: &Access, id: WebhookId) -> Result<Webhook, ViewError> {
        let administrator = self.administrator(access, AdminOperation::DisableWebhook).await?;
        let disabled = self.disable_webhook(id, &administrator.context).await;
        disabled.map_err(view_error)?;
        self.webhook(id).await.map_err(view_error)
    }

    /// Gives an endpoint another secret: see [`AuthService::rotate_webhook_secret`].
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn rotate_secret_of_webhook(
        &self,
        access: &Access,
        id: WebhookId,
        overlap: Duration,
    ) -> Result<WebhookWithSecret, ViewError> {
        let administrator = self.administrator(access, AdminOperation::RotateWebhookSecret).await?;
        let rotated = self.rotate_webhook_secret(id, overlap, &administrator.context).await;
        let secret = rotated.map_err(view_error)?.shown();
        let webhook = self.webhook(id).await.map_err(view_error)?;
        Ok(WebhookWithSecret { webhook, secret })
    }
}

fn view_error(error: WebhookError) -> ViewError {
    match error {
        WebhookError::Unknown => ViewError::NotFound,
        // Only who encrypts secrets anew reads them.
        WebhookError::Unreadable { .. } => ServiceError::Internal(Cause::KeyNotMade).into(),
        WebhookError::Service(error) => error.into(),
    }
}
