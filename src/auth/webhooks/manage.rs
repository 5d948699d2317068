//! Adding, changing, enabling and removing endpoints: what operators do, on the command line or through an API.

use super::addresses::AddressRules;
use super::error::{AddWebhookError, UpdateWebhookError, WebhookError};
use super::secrets::SigningSecret;
use super::url::{UrlRefused, checked};
use crate::auth::AuthService;
use crate::auth::error::{Cause, ServiceError};
use crate::model::{Action, Added, Context, NewWebhook, SwitchedOff, Webhook, WebhookId, WebhookUpdate};

/// An endpoint to be added.
#[derive(Debug, Clone)]
pub struct AddWebhook {
    /// Where messages are posted to.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// The actions whose events it gets; none for all.
    pub events: Vec<Action>,
}

/// What an endpoint that is enabled again gets of what has happened meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// All that is still in the audit log.
    Deliver,
    /// Nothing.
    Skip,
}

impl AuthService {
    /// Where messages may be sent.
    pub fn webhook_addresses(&self) -> &AddressRules {
        &self.webhook_addresses
    }

    /// Checks where a message is to be sent, and returns the URL as endpoints have it.
    ///
    /// # Errors
    /// [`UrlRefused`].
    pub fn check_webhook_url(&self, url: &str) -> Result<String, UrlRefused> {
        checked(url, &self.webhook_addresses)
    }

    /// Adds an endpoint. It gets the events from now on. Returns its secret, the only time it can be seen.
    ///
    /// # Errors
    /// [`AddWebhookError`].
    pub async fn add_webhook(
        &self,
        command: AddWebhook,
        context: &Context,
    ) -> Result<(WebhookId, SigningSecret), AddWebhookError> {
        let secret = self.new_webhook_secret();
        let new = self.new_webhook(command, &secret)?;
        match self.store.add_webhook(&new, None, context).await? {
            Added::Now(id) | Added::Before { id, .. } => Ok((id, secret)),
            Added::OtherRequest => Err(ServiceError::Internal(Cause::DanglingSession).into()),
        }
    }

    /// The row of an endpoint to be added.
    pub(in crate::auth) fn new_webhook(
        &self,
        command: AddWebhook,
        secret: &SigningSecret,
    ) -> Result<NewWebhook, AddWebhookError> {
        Ok(NewWebhook {
            url: self.check_webhook_url(&command.url)?,
            description: command.description,
            events: command.events,
            secret: self.stored(secret)?,
            created_at: self.clock.now(),
        })
    }

    /// All endpoints, in the order in which they were added.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, ServiceError> {
        let all = self.store.webhooks().await?;
        Ok(all.into_iter().map(|(webhook, _)| webhook).collect())
    }

    /// An endpoint.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn webhook(&self, id: WebhookId) -> Result<Webhook, WebhookError> {
        let found = self.store.webhook(id).await?;
        found.map(|(webhook, _)| webhook).ok_or(WebhookError::Unknown)
    }

    /// Changes an endpoint. What is not delivered yet goes to where it then is.
    ///
    /// # Errors
    /// [`UpdateWebhookError`].
    pub async fn update_webhook(
        &self,
        id: WebhookId,
        mut update: WebhookUpdate,
        context: &Context,
    ) -> Result<(), UpdateWebhookError> {
        if let Some(url) = &mut update.url {
            *url = self.check_webhook_url(url)?;
        }
        let done = self
            .store
            .update_webhook(id, &update, None, self.clock.now(), context)
            .await?;
        done.then_some(()).ok_or(UpdateWebhookError::Unknown)
    }

    /// Enables an endpoint, if it is not. In either case the next attempt is made at once, and has failures behind it no
    /// more.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn enable_webhook(&self, id: WebhookId, missed: Missed, context: &Context) -> Result<(), WebhookError> {
        let skip = missed == Missed::Skip;
        let done = self.store.enable_webhook(id, skip, self.clock.now(), context).await?;
        done.then_some(()).ok_or(WebhookError::Unknown)
    }

    /// Switches an endpoint off, until it is enabled. A message that is under way may still arrive.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn disable_webhook(&self, id: WebhookId, context: &Context) -> Result<(), WebhookError> {
        let (because, now) = (SwitchedOff::ByOperator, self.clock.now());
        let done = self.store.disable_webhook(id, because, now, context).await?;
        done.then_some(()).ok_or(WebhookError::Unknown)
    }

    /// Removes an endpoint for good. A message that is under way may still arrive.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn remove_webhook(&self, id: WebhookId, context: &Context) -> Result<(), WebhookError> {
        let done = self.store.remove_webhook(id, None, self.clock.now(), context).await?;
        done.then_some(()).ok_or(WebhookError::Unknown)
    }
}
