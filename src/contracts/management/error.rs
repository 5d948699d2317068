//! What this contract says when something goes wrong, and which operation can answer what.

use poem::http::StatusCode;
use poem::http::header::WWW_AUTHENTICATE;
use poem_openapi::Object;

use super::wire::{LoginRequest, LogoutRequest, UpdateUserSettingsRequest};
use crate::auth::{
    AccessError, ChangeProfileError, LogInError, LogOutError, MAX_SETTINGS, MAX_SETTINGS_BYTES, ProfileError,
    ServiceError,
};
use crate::contracts::kit::access::CredentialError;
use crate::contracts::kit::description::{DescribedError, Description, meanings};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::literal::{False, literals};
use crate::contracts::kit::validate::FieldErrors;

literals! {
    /// A machine-readable error code.
    pub enum ErrorCode as "Management.ErrorCode" {
        MalformedJson = 1000,
        BodyTooLarge = 1001,
        UnsupportedMediaType = 1002,
        BadCredentials = 1100,
        AccountDisabled = 1101,
        Unauthenticated = 1200,
        InvalidApiKey = 1201,
        PermissionDenied = 1202,
        TooManyAttempts = 1300,
        NotFound = 1404,
        MethodNotAllowed = 1405,
        Internal = 1500,
        Unavailable = 1503,
    }
    /// The code of a validation error.
    pub enum ValidationErrorCode as "Management.ValidationErrorCode" {
        ValidationFailed = 1003,
    }
    /// The message of a validation error.
    pub struct ValidationFailed = "Validation failed";
}

/// An error.
#[derive(Object)]
#[oai(rename = "Management.ErrorResponse")]
pub struct ErrorResponse {
    /// Always false.
    success: False,
    /// What went wrong.
    code: ErrorCode,
    /// A human-readable error message.
    message: String,
}

/// Validation error.
#[derive(Object)]
#[oai(rename = "Management.ValidationErrorResponse")]
pub struct ValidationErrorResponse {
    /// Always false.
    success: False,
    /// Always 1003.
    code: ValidationErrorCode,
    /// Always `Validation failed`.
    message: ValidationFailed,
    /// The errors by field.
    errors: FieldErrors,
}

/// Neither a token nor an API key was sent to a login, which is where a program sends its API key.
#[derive(Debug, thiserror::Error)]
pub enum LoginCredentialError {
    /// The API key is what it lacks.
    #[error("no API key was sent")]
    Missing,
}

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
            Self::Request(Failure::Malformed) => (ErrorCode::MalformedJson, "Malformed JSON"),
            Self::Request(Failure::TooLarge) => (ErrorCode::BodyTooLarge, "Request body too large"),
            Self::Request(Failure::UnsupportedMediaType | Failure::UnsupportedEncoding) => {
                (ErrorCode::UnsupportedMediaType, "Unsupported media type")
            }
            Self::Request(Failure::Invalid(fields)) => return invalid(fields),
            Self::ChangeProfile(ChangeProfileError::TooManySettings) => {
                let limit = format!("must not lead to more than {MAX_SETTINGS} settings or {MAX_SETTINGS_BYTES} bytes");
                return invalid(&FieldErrors::one("user.settings", &limit));
            }
            Self::LogIn(LogInError::BadCredentials) => (ErrorCode::BadCredentials, "Invalid username or password"),
            Self::LogIn(LogInError::AccountDisabled) => (
                ErrorCode::AccountDisabled,
                "Your account is disabled. Please contact support.",
            ),
            Self::Credential(CredentialError::Missing)
            | Self::Access(AccessError::TokenInvalid)
            | Self::LogOut(LogOutError::SessionOver) => (ErrorCode::Unauthenticated, "Unauthenticated"),
            Self::LoginCredential(LoginCredentialError::Missing) | Self::Access(AccessError::ApiKeyInvalid) => {
                (ErrorCode::InvalidApiKey, "Invalid API key")
            }
            Self::Profile(ProfileError::PermissionDenied)
            | Self::ChangeProfile(ChangeProfileError::PermissionDenied) => {
                (ErrorCode::PermissionDenied, "Permission denied")
            }
            Self::LogIn(LogInError::TooManyAttempts { .. }) => {
                (ErrorCode::TooManyAttempts, "Too many attempts. Try again later.")
            }
            Self::Request(Failure::NotFound) => (ErrorCode::NotFound, "Not found"),
            Self::Request(Failure::MethodNotAllowed { .. }) => (ErrorCode::MethodNotAllowed, "Method not allowed"),
            Self::Request(Failure::OldBackendAway) => (ErrorCode::Unavailable, "Service unavailable"),
            Self::Request(Failure::Panicked) => INTERNAL,
            Self::LogIn(LogInError::Service(error))
            | Self::Access(AccessError::Service(error))
            | Self::LogOut(LogOutError::Service(error))
            | Self::Profile(ProfileError::Service(error))
            | Self::ChangeProfile(ChangeProfileError::Service(error)) => unable(error),
        };
        Body::new(ErrorResponse {
            success: False,
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
fn unable(error: &ServiceError) -> (ErrorCode, &'static str) {
    match error {
        ServiceError::Unavailable(_) => (ErrorCode::Unavailable, "Service unavailable"),
        ServiceError::Internal(_) => INTERNAL,
    }
}

const INTERNAL: (ErrorCode, &str) = (ErrorCode::Internal, "Internal server error");

fn invalid(fields: &FieldErrors) -> Body {
    Body::new(ValidationErrorResponse {
        success: False,
        code: ValidationErrorCode::ValidationFailed,
        message: ValidationFailed,
        errors: fields.clone(),
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
