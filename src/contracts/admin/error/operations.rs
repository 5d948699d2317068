//! Which operation can answer what.

use super::Error;
use crate::auth::{
    AccessError, ChangeKeyError, ChangeRoleError, ChangeWebhookError, CreateAccountError, CreateKeyError,
    CreateRoleError, CreateWebhookError, DeleteAccountError, DeleteWebhookError, EndError, ImportError, ListError,
    ListEventsError, PutSettingError, RestoreAccountError, UpdateAccountError, ViewError,
};
use crate::contracts::admin::wire;
use crate::contracts::kit::access::CredentialError;
use crate::contracts::kit::body_stream::BodyStreamError;
use crate::contracts::kit::description::Description;
use crate::contracts::kit::error_response::ContractError;
use crate::contracts::kit::handler_error::{OperationErrors, operation_errors};
use crate::contracts::kit::query::InvalidQuery;

operation_errors!(Error {
    /// `GET /admin/v1/users` and other lists.
    ListErrors = [CredentialError, AccessError, InvalidQuery, ListError],
    /// `GET /admin/v1/cutovers`
    ListCutoversErrors = [CredentialError, AccessError, ListError],
    /// `GET /admin/v1/users/{id}` and other things.
    ViewErrors = [CredentialError, AccessError, ViewError],
    /// `POST /admin/v1/users`
    CreateUserErrors(wire::CreateUser) = [CredentialError, AccessError, CreateAccountError],
    /// `PATCH /admin/v1/users/{id}`
    UpdateUserErrors(wire::UpdateUser) = [CredentialError, AccessError, UpdateAccountError],
    /// `POST /admin/v1/subscribers`
    CreateSubscriberErrors(wire::CreateSubscriber) = [CredentialError, AccessError, CreateAccountError],
    /// `PATCH /admin/v1/subscribers/{id}`
    UpdateSubscriberErrors(wire::UpdateSubscriber) = [CredentialError, AccessError, UpdateAccountError],
    /// `DELETE /admin/v1/users/{id}` and the same of subscribers.
    DeleteAccountErrors = [CredentialError, AccessError, DeleteAccountError],
    /// `POST /admin/v1/users/{id}/restore` and the same of subscribers.
    RestoreAccountErrors = [CredentialError, AccessError, RestoreAccountError],
    /// `POST /admin/v1/roles`
    CreateRoleErrors(wire::CreateRole) = [CredentialError, AccessError, CreateRoleError],
    /// `PATCH /admin/v1/roles/{id}`
    UpdateRoleErrors(wire::UpdateRole) = [CredentialError, AccessError, ChangeRoleError],
    /// `DELETE /admin/v1/roles/{id}`
    DeleteRoleErrors = [CredentialError, AccessError, ChangeRoleError],
    /// `POST /admin/v1/api-keys`
    CreateApiKeyErrors(wire::CreateApiKeyRequest) = [CredentialError, AccessError, CreateKeyError],
    /// `POST /admin/v1/api-keys/{id}/rotate`
    RotateApiKeyErrors(wire::RotateApiKey) = [CredentialError, AccessError, ChangeKeyError],
    /// `DELETE /admin/v1/api-keys/{id}`
    RevokeApiKeyErrors = [CredentialError, AccessError, ChangeKeyError],
    /// `GET /admin/v1/sessions`
    ListSessionsErrors = [CredentialError, AccessError, InvalidQuery, ViewError],
    /// `DELETE /admin/v1/sessions`
    EndSessionsErrors = [CredentialError, AccessError, InvalidQuery, EndError],
    /// `DELETE /admin/v1/sessions/{id}`, the settings and the locks.
    EndErrors = [CredentialError, AccessError, EndError],
    /// `GET /admin/v1/audit-events`
    ListEventsErrors = [CredentialError, AccessError, InvalidQuery, ListEventsError],
    /// `PUT /admin/v1/users/{id}/settings`
    PutSettingErrors(wire::PutSetting) = [CredentialError, AccessError, PutSettingError],
    /// `POST /admin/v1/imports`
    ImportErrors = [CredentialError, AccessError, InvalidQuery, BodyStreamError, ImportError],
    /// `POST /admin/v1/webhooks`
    CreateWebhookErrors(wire::CreateWebhook) = [CredentialError, AccessError, CreateWebhookError],
    /// `PATCH /admin/v1/webhooks/{id}`
    UpdateWebhookErrors(wire::UpdateWebhook) = [CredentialError, AccessError, ChangeWebhookError],
    /// `DELETE /admin/v1/webhooks/{id}`
    DeleteWebhookErrors = [CredentialError, AccessError, DeleteWebhookError],
    /// `POST /admin/v1/webhooks/{id}/enable`
    EnableWebhookErrors(wire::EnableWebhook) = [CredentialError, AccessError, ViewError],
    /// `POST /admin/v1/webhooks/{id}/rotate-secret`
    RotateWebhookSecretErrors(wire::RotateWebhookSecret) = [CredentialError, AccessError, ViewError],
});

/// What can go wrong, each meaning once: for the pages that the types of problems lead to.
pub fn meanings() -> Vec<Description> {
    let mut all: Vec<Description> = Vec::new();
    let of_operations = [
        ListErrors::examples(),
        ViewErrors::examples(),
        CreateUserErrors::examples(),
        UpdateUserErrors::examples(),
        DeleteAccountErrors::examples(),
        CreateRoleErrors::examples(),
        UpdateRoleErrors::examples(),
        CreateApiKeyErrors::examples(),
        PutSettingErrors::examples(),
    ];
    for said in of_operations.into_iter().flatten().map(|error| error.describe()) {
        if all.iter().all(|known| known.name != said.name) {
            all.push(said);
        }
    }
    all
}
