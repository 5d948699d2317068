//! Webhook endpoints.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::types::ToJSON;

use super::parameters::{Caller, Key, Match, Number, Tag, number};
use crate::auth::AuthService;
use crate::contracts::admin::error::{
    CreateWebhookErrors, DeleteWebhookErrors, EnableWebhookErrors, ListErrors, RotateWebhookSecretErrors,
    UpdateWebhookErrors, ViewErrors,
};
use crate::contracts::admin::wire;
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::entity::{Created, MergePatch, Tagged, expected};
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::{Done, JsonResponse};
use crate::contracts::kit::query::{CursorText, InvalidQuery, Limit, Parameter};
use crate::contracts::kit::validate::Validator;
use crate::model::{Webhook, WebhookId};

/// The operations on webhook endpoints.
pub struct Api;

#[OpenApi(tag = "Tag::Webhooks")]
impl Api {
    /// List webhook endpoints
    ///
    /// Returns a page of the endpoints that audit events are delivered to, in the order of their numbers. Not
    /// available to a caller who is confined to a provider or a branch. Needs `webhooks.view`.
    #[oai(path = "/admin/v1/webhooks", method = "get", operation_id = "listWebhooks")]
    async fn list_webhooks(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// How many endpoints the page has at most.
        limit: Query<Option<Parameter<Limit>>>,
        /// The `next` of the page before.
        cursor: Query<Option<Parameter<CursorText>>>,
    ) -> Result<JsonResponse<wire::WebhookList>, HandlerError<ListErrors>> {
        let parameters = wire::PageParameters {
            limit: limit.0,
            cursor: cursor.0,
        };
        let (limit, after) = wire::after_number(parameters).map_err(InvalidQuery)?;
        Ok(JsonResponse(auth.list_webhooks(&caller.0, after, limit).await?.into()))
    }

    /// Add a webhook endpoint
    ///
    /// Adds an endpoint that gets the events of the audit log from now on, those of all accounts, each as a signed
    /// message of Standard Webhooks. Returns the secret of the signatures, which is shown this once. With an
    /// `Idempotency-Key`, the same request sent again within 24 hours adds nothing and returns the same secret. Not
    /// available to a caller who is confined to a provider or a branch. Needs `webhooks.create`.
    #[oai(path = "/admin/v1/webhooks", method = "post", operation_id = "createWebhook")]
    async fn create_webhook(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// 16 to 255 visible ASCII characters that nobody can guess, such as a random UUID.
        #[oai(name = "Idempotency-Key")]
        key: Key,
        body: JsonBody<wire::CreateWebhook>,
    ) -> Result<Created<wire::SignedWebhook>, HandlerError<CreateWebhookErrors>> {
        let request = body.value.to_json_string();
        let mut check = Validator::default();
        let key = check.parameter("Idempotency-Key", key.0);
        let command = body.value.into_command(&mut check);
        let command = check.finish(command)?;
        let once = key.as_ref().map(|key| (key, request.as_bytes()));
        let new = auth.create_webhook(&caller.0, command, once).await?;
        Ok(Created {
            location: format!("/admin/v1/webhooks/{}", new.webhook.id.0),
            revision: Some(new.webhook.revision),
            body: new.into(),
        })
    }

    /// Get a webhook endpoint
    ///
    /// Returns an endpoint without its secret, and its delivery progress. Not available to a caller who is confined to
    /// a provider or a branch. Needs `webhooks.view`.
    #[oai(path = "/admin/v1/webhooks/:id", method = "get", operation_id = "getWebhook")]
    async fn get_webhook(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the endpoint.
        id: Path<Number>,
    ) -> Result<Tagged<wire::Webhook>, HandlerError<ViewErrors>> {
        Ok(tagged(auth.view_webhook(&caller.0, WebhookId(number(&id))).await?))
    }

    /// Change a webhook endpoint
    ///
    /// Changes an endpoint and returns it. The body is a merge patch (RFC 7396). What is not delivered yet is sent to
    /// the new URL. Not available to a caller who is confined to a provider or a branch. Needs `webhooks.update`.
    #[oai(path = "/admin/v1/webhooks/:id", method = "patch", operation_id = "updateWebhook")]
    async fn update_webhook(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the endpoint.
        id: Path<Number>,
        /// The entity tag that the endpoint must have.
        #[oai(name = "If-Match")]
        if_match: Match,
        body: JsonBody<wire::UpdateWebhook, MergePatch>,
    ) -> Result<Tagged<wire::Webhook>, HandlerError<UpdateWebhookErrors>> {
        let update = body.value.into_command()?;
        let (id, revision) = (WebhookId(number(&id)), expected(if_match.0));
        Ok(tagged(auth.change_webhook(&caller.0, id, update, revision).await?))
    }

    /// Delete a webhook endpoint
    ///
    /// Deletes an endpoint for good. A message that is under way may still arrive. Not available to a caller who is
    /// confined to a provider or a branch. Needs `webhooks.delete`.
    #[oai(path = "/admin/v1/webhooks/:id", method = "delete", operation_id = "deleteWebhook")]
    async fn delete_webhook(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the endpoint.
        id: Path<Number>,
        /// The entity tag that the endpoint must have.
        #[oai(name = "If-Match")]
        if_match: Match,
    ) -> Result<Done, HandlerError<DeleteWebhookErrors>> {
        let (id, revision) = (WebhookId(number(&id)), expected(if_match.0));
        auth.delete_webhook(&caller.0, id, revision).await?;
        Ok(Done)
    }

    /// Enable a webhook endpoint
    ///
    /// Enables an endpoint that was switched off, and makes the next attempt at once. The failures of an endpoint that
    /// fails are forgotten. It gets what has happened meanwhile, as far as the audit log still has it. Not available
    /// to a caller who is confined to a provider or a branch. Needs `webhooks.update`.
    #[oai(
        path = "/admin/v1/webhooks/:id/enable",
        method = "post",
        operation_id = "enableWebhook"
    )]
    async fn enable_webhook(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the endpoint.
        id: Path<Number>,
        body: JsonBody<wire::EnableWebhook>,
    ) -> Result<Tagged<wire::Webhook>, HandlerError<EnableWebhookErrors>> {
        let missed = body.value.into_command()?;
        let id = WebhookId(number(&id));
        Ok(tagged(auth.switch_webhook_on(&caller.0, id, missed).await?))
    }

    /// Disable a webhook endpoint
    ///
    /// Switches an endpoint off until it is enabled. A message that is under way may still arrive. Not available to a
    /// caller who is confined to a provider or a branch. Needs `webhooks.update`.
    #[oai(
        path = "/admin/v1/webhooks/:id/disable",
        method = "post",
        operation_id = "disableWebhook"
    )]
    async fn disable_webhook(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the endpoint.
        id: Path<Number>,
    ) -> Result<Tagged<wire::Webhook>, HandlerError<ViewErrors>> {
        let id = WebhookId(number(&id));
        Ok(tagged(auth.switch_webhook_off(&caller.0, id).await?))
    }

    /// Rotate the secret of a webhook endpoint
    ///
    /// Gives an endpoint another secret, and returns it, which is shown this once. For the overlap, messages are
    /// signed with both. Not available to a caller who is confined to a provider or a branch. Needs `webhooks.update`.
    #[oai(
        path = "/admin/v1/webhooks/:id/rotate-secret",
        method = "post",
        operation_id = "rotateWebhookSecret"
    )]
    async fn rotate_webhook_secret(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// The number of the endpoint.
        id: Path<Number>,
        body: JsonBody<wire::RotateWebhookSecret>,
    ) -> Result<Tagged<wire::SignedWebhook>, HandlerError<RotateWebhookSecretErrors>> {
        let overlap = body.value.into_command()?;
        let id = WebhookId(number(&id));
        let rotated = auth.rotate_secret_of_webhook(&caller.0, id, overlap).await?;
        Ok(Tagged {
            revision: rotated.webhook.revision,
            body: rotated.into(),
        })
    }
}

fn tagged(webhook: Webhook) -> Tagged<wire::Webhook> {
    Tagged {
        revision: webhook.revision,
        body: webhook.into(),
    }
}
