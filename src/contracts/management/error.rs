//! What this contract says when something goes wrong, and which operation can answer what.

use poem::http::StatusCode;
use poem::http::header::WWW_AUTHENTICATE;
use poem_openapi::Object;

use super::wire::{LoginRequest, LogoutRequest, UpdateUserSettingsRequest};
use crate::auth::{
    AccessError, ChangeProfileError, LogInError, LogOutError, MAX_SETTINGS, MAX_SETTINGS_BYTES, ProfileError,
    ServiceError,
};
use crate::contracts::kit::description::{DescribedError, Description, meanings};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::validate::FieldErrors;

/// An error.
#[derive(Object)]
#[oai(rename = "Management.ErrorResponse")]
pub struct ErrorResponse {
    /// Always false.
    success: bool,
    /// A machine-readable error code.
    code: i64,
    /// A human-readable error message.
    message: String,
}

/// Validation error.
#[derive(Object)]
#[oai(rename = "Management.ValidationErrorResponse")]
pub struct ValidationErrorResponse {
    /// Always false.
    success: bool,
    /// Always 1003.
    code: i64,
    /// Always `Validation failed`.
    message: String,
    /// The errors by field.
    errors: FieldErrors,
}

/// Neither a token nor an API key was sent.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// To an operation of a user: a token is what it needs first of all.
    #[error("no credential was sent")]
    Missing,
}

/// Neither a token nor an API key was sent to a login, which is where a program sends its API key.
#[derive(Debug, thiserror::Error)]
pub enum LoginCredentialError {
    /// The API key is what it lacks.
    #[error("no API key was sent")]
    Missing,
}

meanings!(CredentialError {
    Missing => Description::token_missing(),
});

meanings!(LoginCredentialError {
    Missing => Description::new(
        StatusCode::UNAUTHORIZED,
        "api_key_missing",
        "The API key and the bearer token are both missing.",
    ).with(WWW_AUTHENTICATE, "Bearer"),
});

/// The errors of this contract's operations.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Error {
    /// Something is wrong with the request.
    Request(#[from] Failure),
    /// Neither a token nor an API key was sent.
    Credential(#[from] CredentialError),
    /// Neither was sent to a login.
    LoginCredential(#[from] LoginCredentialError),
    /// The token or the API key is not accepted.
    Access(#[from] AccessError),
    /// A login failed.
    LogIn(#[from] LogInError),
    /// A log-out failed.
    LogOut(#[from] LogOutError),
    /// The profile was not shown.
    Profile(#[from] ProfileError),
    /// The profile was not changed.
    ChangeProfile(#[from] ChangeProfileError),
}

impl ContractError for Error {
    fn body(&self) -> Body {
        let (code, message) = match self {
            Self::Request(Failure::Malformed) => (1000, "Malformed JSON"),
            Self::Request(Failure::TooLarge) => (1001, "Request body too large"),
            Self::Request(Failure::UnsupportedMediaType) => (1002, "Unsupported media type"),
            Self::Request(Failure::Invalid(fields)) => return invalid(fields),
            Self::ChangeProfile(ChangeProfileError::TooManySettings) => {
                let limit = format!("must not lead to more than {MAX_SETTINGS} settings or {MAX_SETTINGS_BYTES} bytes");
                return invalid(&FieldErrors::one("user.settings", &limit));
            }
            Self::LogIn(LogInError::BadCredentials) => (1100, "Invalid username or password"),
            Self::LogIn(LogInError::AccountDisabled) => (1101, "Your account is disabled. Please contact support."),
            Self::Credential(CredentialError::Missing)
            | Self::Access(AccessError::TokenInvalid)
            | Self::LogOut(LogOutError::SessionOver) => (1200, "Unauthenticated"),
            Self::LoginCredential(LoginCredentialError::Missing) | Self::Access(AccessError::ApiKeyInvalid) => {
                (1201, "Invalid API key")
            }
            Self::Profile(ProfileError::PermissionDenied)
            | Self::ChangeProfile(ChangeProfileError::PermissionDenied) => (1202, "Permission denied"),
            Self::LogIn(LogInError::TooManyAttempts { .. }) => (1300, "Too many attempts. Try again later."),
            Self::Request(Failure::NotFound) => (1404, "Not found"),
            Self::Request(Failure::MethodNotAllowed { .. }) => (1405, "Method not allowed"),
            Self::Request(Failure::Panicked) => INTERNAL,
            Self::LogIn(LogInError::Service(error))
            | Self::Access(AccessError::Service(error))
            | Self::LogOut(LogOutError::Service(error))
            | Self::Profile(ProfileError::Service(error))
            | Self::ChangeProfile(ChangeProfileError::Service(error)) => unable(error),
        };
        Body::new(ErrorResponse {
            success: false,
            code,
            message: message.to_owned(),
        })
    }

    fn describe(&self) -> Description {
        match self {
            Self::Request(error) => error.describe(),
            Self::Credential(error) => error.describe(),
            Self::LoginCredential(error) => error.describe(),
            Self::Access(error) => error.describe(),
            Self::LogIn(error) => error.describe(),
            Self::LogOut(error) => error.describe(),
            Self::Profile(error) => error.describe(),
            Self::ChangeProfile(error) => error.describe(),
        }
    }
}

/// Code and words for a failure of the service.
fn unable(error: &ServiceError) -> (i64, &'static str) {
    match error {
        ServiceError::Unavailable(_) => (1503, "Service unavailable"),
        ServiceError::Internal(_) => INTERNAL,
    }
}

const INTERNAL: (i64, &str) = (1500, "Internal server error");

fn invalid(fields: &FieldErrors) -> Body {
    let (message, errors) = ("Validation failed".to_owned(), fields.clone());
    Body::new(ValidationErrorResponse {
        success: false,
        code: 1003,
        message,
        errors,
    })
}

operation_errors!(Error {
    /// `POST /v1/auth/login`
    LogInErrors(LoginRequest) = [LogInError, LoginCredentialError, AccessError],
    /// `GET /v1/auth/user`
    GetUserErrors = [CredentialError, AccessError, ProfileError],
    /// `POST /v1/auth/user`
    UpdateUserErrors(UpdateUserSettingsRequest) = [CredentialError, AccessError, ChangeProfileError],
    /// `POST /v1/auth/logout`
    LogOutErrors(LogoutRequest) = [CredentialError, AccessError, LogOutError],
});
