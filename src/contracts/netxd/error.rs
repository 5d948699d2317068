//! What this contract says when something goes wrong, and which operation can answer what.

use poem_openapi::Object;

use super::wire::GetTokenRequest;
use crate::auth::{LogInError, ServiceError};
use crate::contracts::kit::description::{DescribedError, Description};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::validate::FieldErrors;

/// An error.
#[derive(Object)]
pub struct ErrorResponse {
    /// The error.
    error: ErrorDetail,
}

/// The error.
#[derive(Object)]
pub struct ErrorDetail {
    /// Machine-readable error code.
    code: String,
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
    code: String,
    /// Always `Validation failed`.
    message: String,
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
            Self::Request(Failure::Malformed) => ("MALFORMED_REQUEST", "Malformed JSON"),
            Self::Request(Failure::TooLarge) => ("REQUEST_TOO_LARGE", "Request body too large"),
            Self::Request(Failure::UnsupportedMediaType) => ("UNSUPPORTED_MEDIA_TYPE", "Unsupported media type"),
            Self::Request(Failure::Invalid(fields)) => return invalid(fields),
            Self::Request(Failure::NotFound) => ("NOT_FOUND", "Not found"),
            Self::Request(Failure::MethodNotAllowed { .. }) => ("METHOD_NOT_ALLOWED", "Method not allowed"),
            Self::LogIn(LogInError::BadCredentials) => ("INVALID_CREDENTIALS", "Invalid credentials"),
            Self::LogIn(LogInError::AccountDisabled) => {
                ("ACCOUNT_DISABLED", "Your account is disabled. Please contact support.")
            }
            Self::LogIn(LogInError::TooManyAttempts { .. }) => {
                ("TOO_MANY_ATTEMPTS", "Too many attempts. Try again later.")
            }
            Self::LogIn(LogInError::Service(ServiceError::Unavailable(_))) => ("UNAVAILABLE", "Service unavailable"),
            Self::LogIn(LogInError::Service(ServiceError::Internal(_))) | Self::Request(Failure::Panicked) => {
                ("INTERNAL", "Internal server error")
            }
        };
        let (code, message) = (code.to_owned(), message.to_owned());
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
    let (code, message) = ("VALIDATION_FAILED".to_owned(), "Validation failed".to_owned());
    Body::new(ValidationErrorResponse {
        error: ValidationErrorDetail {
            code,
            message,
            errors: fields.clone(),
        },
    })
}

operation_errors!(Error {
    /// `POST /rpc/admin/UserService/GetToken`
    LogInErrors(GetTokenRequest) = [LogInError],
});
