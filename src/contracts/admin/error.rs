//! What this API says when something goes wrong. Which operation can answer what is in `operations.rs`.

mod operations;

pub use operations::*;

use serde_json::Value;

use crate::auth::{
    AccessError, ChangeKeyError, ChangeRoleError, ChangeWebhookError, CreateAccountError, CreateKeyError,
    CreateRoleError, CreateWebhookError, DeleteAccountError, DeleteWebhookError, Denied, EndError, GrantRefused,
    ImportError, ListError, ListEventsError, PutSettingError, RestoreAccountError, ServiceError, UpdateAccountError,
    ViewError,
};
use crate::contracts::kit::access::CredentialError;
use crate::contracts::kit::body_stream::BodyStreamError;
use crate::contracts::kit::description::{DescribedError, Description};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::problem::{REQUEST_ID, problems};
use crate::contracts::kit::query::InvalidQuery;
use crate::contracts::kit::validate::FieldErrors;

problems! {
    MalformedBody = "malformed_body",
    BodyTooLarge = "body_too_large",
    UnsupportedMediaType = "unsupported_media_type",
    UnsupportedEncoding = "unsupported_encoding",
    NotFound = "not_found",
    MethodNotAllowed = "method_not_allowed",
    TokenMissing = "token_missing",
    TokenInvalid = "token_invalid",
    ApiKeyInvalid = "api_key_invalid",
    PermissionDenied = "permission_denied",
    Confined = "confined",
    Outside = "outside",
    Outranked = "outranked",
    NotHeld = "not_held",
    Wider = "wider",
    UsernameTaken = "username_taken",
    EmailTaken = "email_taken",
    NameTaken = "name_taken",
    BuiltIn = "built_in",
    LastAdministrator = "last_administrator",
    TooManySettings = "too_many_settings",
    PreconditionFailed = "precondition_failed",
    Unavailable = "unavailable",
    InternalError = "internal_error",
}

/// The errors of this API's operations.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Error {
    /// Something is wrong with the request.
    Request(#[from] Failure),
    /// Parameters are wrong.
    Query(#[from] InvalidQuery),
    /// Neither a token nor an API key was sent.
    Credential(#[from] CredentialError),
    /// The token or the API key is not accepted.
    Access(#[from] AccessError),
    /// A list was not shown.
    List(#[from] ListError),
    /// Something was not shown.
    View(#[from] ViewError),
    /// An account was not added.
    CreateAccount(#[from] CreateAccountError),
    /// An account was not changed.
    UpdateAccount(#[from] UpdateAccountError),
    /// An account was not deleted.
    DeleteAccount(#[from] DeleteAccountError),
    /// An account was not restored.
    RestoreAccount(#[from] RestoreAccountError),
    /// A role was not added.
    CreateRole(#[from] CreateRoleError),
    /// A role was not changed or deleted.
    ChangeRole(#[from] ChangeRoleError),
    /// An API key was not created.
    CreateKey(#[from] CreateKeyError),
    /// An API key was not rotated or revoked.
    ChangeKey(#[from] ChangeKeyError),
    /// Sessions were not ended, or an account was not unlocked.
    End(#[from] EndError),
    /// A body that is read while it comes is wrong, or broke off.
    Stream(#[from] BodyStreamError),
    /// Accounts were not imported.
    Import(#[from] ImportError),
    /// A webhook endpoint was not added.
    CreateWebhook(#[from] CreateWebhookError),
    /// A webhook endpoint was not changed.
    ChangeWebhook(#[from] ChangeWebhookError),
    /// A webhook endpoint was not deleted.
    DeleteWebhook(#[from] DeleteWebhookError),
    /// Audit events were not shown.
    ListEvents(#[from] ListEventsError),
    /// A setting was not changed.
    PutSetting(#[from] PutSettingError),
}

/// What a problem says: its code and a sentence, or the fields that are wrong.
enum Said {
    Problem(ErrorCode, String),
    Fields(FieldErrors),
}

impl Said {
    fn new(code: ErrorCode, detail: &str) -> Self {
        Self::Problem(code, detail.to_owned())
    }

    fn field(name: &str, what: &str) -> Self {
        Self::Fields(FieldErrors::one(name, what))
    }
}

impl ContractError for Error {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn body(&self) -> Body {
        let description = self.describe();
        let said = match self {
            Self::Request(error) => of_request(error),
            Self::Stream(BodyStreamError::BrokenOff) => Said::new(
                ErrorCode::MalformedBody,
                "The body broke off. Lines before that may have been imported; send it again.",
            ),
            Self::Stream(error @ (BodyStreamError::UnsupportedMediaType | BodyStreamError::UnsupportedEncoding)) => {
                of_request(&Failure::from(*error))
            }
            Self::Query(InvalidQuery(fields)) => Said::Fields(fields.clone()),
            Self::Credential(CredentialError::Missing) => {
                Said::new(ErrorCode::TokenMissing, "A bearer token or an API key is needed.")
            }
            Self::Access(AccessError::TokenInvalid) => {
                Said::new(ErrorCode::TokenInvalid, "The bearer token is not valid.")
            }
            Self::Access(AccessError::ApiKeyInvalid) => {
                Said::new(ErrorCode::ApiKeyInvalid, "The API key is not valid.")
            }
            Self::List(ListError::Denied(error))
            | Self::View(ViewError::Denied(error))
            | Self::CreateAccount(CreateAccountError::Denied(error))
            | Self::UpdateAccount(UpdateAccountError::Denied(error))
            | Self::DeleteAccount(DeleteAccountError::Denied(error))
            | Self::RestoreAccount(RestoreAccountError::Denied(error))
            | Self::CreateRole(CreateRoleError::Denied(error))
            | Self::ChangeRole(ChangeRoleError::Denied(error))
            | Self::CreateKey(CreateKeyError::Denied(error))
            | Self::ChangeKey(ChangeKeyError::Denied(error))
            | Self::Import(ImportError::Denied(error))
            | Self::CreateWebhook(CreateWebhookError::Denied(error))
            | Self::ChangeWebhook(ChangeWebhookError::Denied(error))
            | Self::DeleteWebhook(DeleteWebhookError::Denied(error))
            | Self::End(EndError::Denied(error))
            | Self::ListEvents(ListEventsError::Denied(error))
            | Self::PutSetting(PutSettingError::Denied(error)) => denied(error),
            Self::View(ViewError::NotFound)
            | Self::UpdateAccount(UpdateAccountError::NotFound)
            | Self::DeleteAccount(DeleteAccountError::NotFound)
            | Self::RestoreAccount(RestoreAccountError::NotFound)
            | Self::ChangeRole(ChangeRoleError::NotFound)
            | Self::ChangeKey(ChangeKeyError::NotFound)
            | Self::ChangeWebhook(ChangeWebhookError::NotFound)
            | Self::DeleteWebhook(DeleteWebhookError::NotFound)
            | Self::End(EndError::NotFound)
            | Self::ListEvents(ListEventsError::NotFound)
            | Self::PutSetting(PutSettingError::NotFound) => Said::new(ErrorCode::NotFound, "There is no such thing."),
            Self::UpdateAccount(UpdateAccountError::Stale)
            | Self::DeleteAccount(DeleteAccountError::Stale)
            | Self::ChangeRole(ChangeRoleError::Stale)
            | Self::ChangeWebhook(ChangeWebhookError::Stale)
            | Self::DeleteWebhook(DeleteWebhookError::Stale) => Said::new(
                ErrorCode::PreconditionFailed,
                "It was changed meanwhile. Read it again, and decide anew.",
            ),
            Self::UpdateAccount(UpdateAccountError::Outranked)
            | Self::DeleteAccount(DeleteAccountError::Outranked)
            | Self::RestoreAccount(RestoreAccountError::Outranked)
            | Self::CreateKey(CreateKeyError::Outranked)
            | Self::ChangeKey(ChangeKeyError::Outranked)
            | Self::End(EndError::Outranked)
            | Self::PutSetting(PutSettingError::Outranked) => Said::new(
                ErrorCode::Outranked,
                "The user holds a permission of this API that you do not hold.",
            ),
            Self::CreateAccount(CreateAccountError::Outside) | Self::UpdateAccount(UpdateAccountError::Outside) => {
                Said::new(
                    ErrorCode::Outside,
                    "The account would lie outside of your provider or branch.",
                )
            }
            Self::CreateAccount(CreateAccountError::Grant(error))
            | Self::UpdateAccount(UpdateAccountError::Grant(error)) => grant(error),
            Self::CreateRole(CreateRoleError::NotHeld(permission))
            | Self::ChangeRole(ChangeRoleError::NotHeld(permission)) => not_held(permission),
            Self::CreateAccount(CreateAccountError::UsernameTaken)
            | Self::UpdateAccount(UpdateAccountError::UsernameTaken)
            | Self::RestoreAccount(RestoreAccountError::UsernameTaken) => {
                Said::new(ErrorCode::UsernameTaken, "Another account has this username.")
            }
            Self::CreateAccount(CreateAccountError::EmailTaken)
            | Self::UpdateAccount(UpdateAccountError::EmailTaken)
            | Self::RestoreAccount(RestoreAccountError::EmailTaken) => {
                Said::new(ErrorCode::EmailTaken, "Another account has this e-mail address.")
            }
            Self::CreateRole(CreateRoleError::NameTaken) => {
                Said::new(ErrorCode::NameTaken, "There is a role of this name.")
            }
            Self::ChangeRole(ChangeRoleError::BuiltIn) => Said::new(
                ErrorCode::BuiltIn,
                "The role admin comes with everything, and stays as it is.",
            ),
            Self::UpdateAccount(UpdateAccountError::LastAdministrator)
            | Self::DeleteAccount(DeleteAccountError::LastAdministrator) => Said::new(
                ErrorCode::LastAdministrator,
                "Nobody would be left who is enabled and has the role admin.",
            ),
            Self::CreateAccount(CreateAccountError::Password(why))
            | Self::UpdateAccount(UpdateAccountError::Password(why)) => Said::field("password", &why.to_string()),
            Self::CreateAccount(CreateAccountError::KeyReused)
            | Self::CreateRole(CreateRoleError::KeyReused)
            | Self::CreateKey(CreateKeyError::KeyReused)
            | Self::CreateWebhook(CreateWebhookError::KeyReused) => {
                Said::field("Idempotency-Key", "was used for another request")
            }
            Self::CreateWebhook(CreateWebhookError::Url(why)) | Self::ChangeWebhook(ChangeWebhookError::Url(why)) => {
                Said::field("url", &why.to_string())
            }
            Self::CreateKey(CreateKeyError::NoSuchOwner) => Said::field("user_id", "is that of no user"),
            Self::CreateKey(CreateKeyError::Expired) => Said::field("expires_at", "must be in the future"),
            Self::CreateKey(CreateKeyError::Wider) | Self::ChangeKey(ChangeKeyError::Wider) => {
                Said::new(ErrorCode::Wider, "The API key would be wider than yours.")
            }
            Self::ListEvents(ListEventsError::AccountNeeded) => Said::new(
                ErrorCode::Confined,
                "You are confined to a provider or a branch. Name an account.",
            ),
            Self::PutSetting(PutSettingError::TooMany) => Said::new(
                ErrorCode::TooManySettings,
                "The user would have more than 200 settings, or more than 64 KiB of them.",
            ),
            Self::Access(AccessError::Service(error))
            | Self::List(ListError::Service(error))
            | Self::View(ViewError::Service(error))
            | Self::CreateAccount(CreateAccountError::Service(error))
            | Self::UpdateAccount(UpdateAccountError::Service(error))
            | Self::DeleteAccount(DeleteAccountError::Service(error))
            | Self::RestoreAccount(RestoreAccountError::Service(error))
            | Self::CreateRole(CreateRoleError::Service(error))
            | Self::ChangeRole(ChangeRoleError::Service(error))
            | Self::CreateKey(CreateKeyError::Service(error))
            | Self::ChangeKey(ChangeKeyError::Service(error))
            | Self::Import(ImportError::Service(error))
            | Self::CreateWebhook(CreateWebhookError::Service(error))
            | Self::ChangeWebhook(ChangeWebhookError::Service(error))
            | Self::DeleteWebhook(DeleteWebhookError::Service(error))
            | Self::End(EndError::Service(error))
            | Self::ListEvents(ListEventsError::Service(error))
            | Self::PutSetting(PutSettingError::Service(error)) => unable(error),
        };
        match said {
            Said::Problem(code, detail) => problem(&description, code, &detail),
            Said::Fields(fields) => invalid(&description, fields),
        }
    }

    fn describe(&self) -> Description {
        match self {
            Self::Request(error) => error.describe(),
            Self::Query(error) => error.describe(),
            Self::Credential(error) => error.describe(),
            Self::Access(error) => error.describe(),
            Self::List(error) => error.describe(),
            Self::View(error) => error.describe(),
            Self::CreateAccount(error) => error.describe(),
            Self::UpdateAccount(error) => error.describe(),
            Self::DeleteAccount(error) => error.describe(),
            Self::RestoreAccount(error) => error.describe(),
            Self::CreateRole(error) => error.describe(),
            Self::ChangeRole(error) => error.describe(),
            Self::CreateKey(error) => error.describe(),
            Self::ChangeKey(error) => error.describe(),
            Self::Stream(error) => error.describe(),
            Self::Import(error) => error.describe(),
            Self::CreateWebhook(error) => error.describe(),
            Self::ChangeWebhook(error) => error.describe(),
            Self::DeleteWebhook(error) => error.describe(),
            Self::End(error) => error.describe(),
            Self::ListEvents(error) => error.describe(),
            Self::PutSetting(error) => error.describe(),
        }
    }

    fn example(&self) -> Value {
        let mut body = self.body().json;
        body["request_id"] = REQUEST_ID.into();
        body
    }
}

fn of_request(failure: &Failure) -> Said {
    match failure {
        Failure::Malformed => Said::new(ErrorCode::MalformedBody, "The body is not one well-formed JSON text."),
        Failure::TooLarge => Said::new(ErrorCode::BodyTooLarge, "The body is larger than 64 KiB."),
        Failure::UnsupportedMediaType => Said::new(
            ErrorCode::UnsupportedMediaType,
            "The body's content type must be one that the operation lists.",
        ),
        Failure::UnsupportedEncoding => Said::new(ErrorCode::UnsupportedEncoding, "The body must not be compressed."),
        Failure::Invalid(fields) => Said::Fields(fields.clone()),
        Failure::NotFound => Said::new(ErrorCode::NotFound, "There is no such thing."),
        Failure::MethodNotAllowed { .. } => Said::new(
            ErrorCode::MethodNotAllowed,
            "There is something here, for other methods.",
        ),
        // Nothing is taken over from anywhere.
        Failure::OldBackendAway | Failure::Panicked => Said::new(ErrorCode::InternalError, "The server failed."),
    }
}

fn denied(error: &Denied) -> Said {
    match error {
        Denied::Permission(permission) => {
            let detail = format!("You need the permission {}.", permission.name());
            Said::Problem(ErrorCode::PermissionDenied, detail)
        }
        Denied::ApiKey => Said::new(
            ErrorCode::PermissionDenied,
            "The API key needs the bit admin, and the one for this operation.",
        ),
        Denied::Confined => Said::new(
            ErrorCode::Confined,
            "You are confined to a provider or a branch, and this belongs to all.",
        ),
        Denied::Service(error) => unable(error),
    }
}

fn grant(error: &GrantRefused) -> Said {
    match error {
        GrantRefused::NotHeld(what) => not_held(what),
        GrantRefused::NoSuchRole(role) => Said::field("roles", &format!("has the role {role}, which does not exist")),
        GrantRefused::Service(error) => unable(error),
    }
}

fn not_held(what: &str) -> Said {
    let detail = format!("You do not hold {what}, so you cannot grant it.");
    Said::Problem(ErrorCode::NotHeld, detail)
}

/// The words for a failure of the service.
fn unable(error: &ServiceError) -> Said {
    match error {
        ServiceError::Unavailable(_) => Said::new(ErrorCode::Unavailable, "The server cannot do this at the moment."),
        ServiceError::Internal(_) => Said::new(ErrorCode::InternalError, "The server failed."),
    }
}
