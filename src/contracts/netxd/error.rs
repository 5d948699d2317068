//! What this contract says when something goes wrong, and which operation can answer what.

use poem_openapi::Object;

use super::wire::GetTokenRequest;
use crate::auth::{LogInError, ServiceError};
use crate::contracts::kit::description::{DescribedError, Description};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::literal::literals;
use crate::contracts::kit::validate::FieldErrors;

literals! {
    /// A machine-readable error code.
    pub enum ErrorCode {
        MalformedRequest = "MALFORMED_REQUEST",
        RequestTooLarge = "REQUEST_TOO_LARGE",
        UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
        NotFound = "NOT_FOUND",
        MethodNotAllowed = "METHOD_NOT_ALLOWED",
        InvalidCredentials = "INVALID_CREDENTIALS",
        AccountDisabled = "ACCOUNT_DISABLED",
        TooManyAttempts = "TOO_MANY_ATTEMPTS",
        Unavailable = "UNAVAILABLE",
        Internal = "INTERNAL",
    }
    /// The code of a validation error.
    pub struct ValidationFailedCode = "VALIDATION_FAILED";
    /// The message of a validation error.
    pub struct ValidationFailed = "Validation failed";
}

/// An error.
#[derive(Object)]
pub struct ErrorResponse {
    /// The error.
    error: ErrorDetail,
}

/// The error.
#[derive(Object)]
pub struct ErrorDetail {
    /// What went wrong.
    code: ErrorCode,
    /// Human-readable message.
    message: String,
}

/// Validation error.
#[derive(Object)]
pub struct ValidationErrorResponse {
    /// The error.
    error: ValidationErrorDetail,
}

/// The validation error.
#[derive(Object)]
pub struct ValidationErrorDetail {
    /// Always `VALIDATION_FAILED`.
    code: ValidationFailedCode,
    /// Always `Validation failed`.
    message: ValidationFailed,
    /// The errors by field.
    errors: FieldErrors,
}

/// The errors of this contract's operations.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Error {
    /// Something is wrong with the request.
    Request(#[from] Failure),
    /// A login failed.
    LogIn(#[from] LogInError),
}

impl ContractError for Error {
    fn body(&self) -> Body {
        let (code, message) = match self {
            Self::Request(Failure::Malformed) => (ErrorCode::MalformedRequest, "Malformed JSON"),
            Self::Request(Failure::TooLarge) => (ErrorCode::RequestTooLarge, "Request body too large"),
            Self::Request(Failure::UnsupportedMediaType | Failure::UnsupportedEncoding) => {
                (ErrorCode::UnsupportedMediaType, "Unsupported media type")
            }
            Self::Request(Failure::Invalid(fields)) => return invalid(fields),
            Self::Request(Failure::NotFound) => (ErrorCode::NotFound, "Not found"),
            Self::Request(Failure::MethodNotAllowed { .. }) => (ErrorCode::MethodNotAllowed, "Method not allowed"),
            Self::LogIn(LogInError::BadCredentials) => (ErrorCode::InvalidCredentials, "Invalid credentials"),
            Self::LogIn(LogInError::AccountDisabled) => (
                ErrorCode::AccountDisabled,
                "Your account is disabled. Please contact support.",
            ),
            Self::LogIn(LogInError::TooManyAttempts { .. }) => {
                (ErrorCode::TooManyAttempts, "Too many attempts. Try again later.")
            }
            Self::LogIn(LogInError::Service(ServiceError::Unavailable(_))) | Self::Request(Failure::OldBackendAway) => {
                (ErrorCode::Unavailable, "Service unavailable")
            }
            Self::LogIn(LogInError::Service(ServiceError::Internal(_))) | Self::Request(Failure::Panicked) => {
                (ErrorCode::Internal, "Internal server error")
            }
        };
        let message = message.to_owned();
        Body::new(ErrorResponse {
            error: ErrorDetail { code, message },
        })
    }

    fn describe(&self) -> Description {
        match self {
            Self::Request(error) => error.describe(),
            Self::LogIn(error) => error.describe(),
        }
    }
}

fn invalid(fields: &FieldErrors) -> Body {
    Body::new(ValidationErrorResponse {
        error: ValidationErrorDetail {
            code: ValidationFailedCode,
            message: ValidationFailed,
            errors: fields.clone(),
        },
    })
}

operation_errors!(Error {
    /// `POST /rpc/admin/UserService/GetToken`
    LogInErrors(GetTokenRequest) = [LogInError],
});
