//! What this contract says when something goes wrong, and which operation can answer what.

use poem_openapi::Object;

use super::wire::LoginRequest;
use crate::auth::{LogInError, LogOutError, ServiceError, VerifyError};
use crate::contracts::kit::bearer::TokenError;
use crate::contracts::kit::description::{DescribedError, Description};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::validate::FieldErrors;

/// An error.
#[derive(Object)]
pub struct ErrorResponse {
    /// A human-readable error message.
    message: String,
}

/// Validation error.
#[derive(Object)]
pub struct ValidationErrorResponse {
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
    /// There is no token to verify.
    Token(#[from] TokenError),
    /// The token is not accepted.
    Verify(#[from] VerifyError),
    /// A login failed.
    LogIn(#[from] LogInError),
    /// A log-out failed.
    LogOut(#[from] LogOutError),
}

impl ContractError for Error {
    fn body(&self) -> Body {
        let message = match self {
            Self::Request(Failure::Malformed) => "Malformed JSON",
            Self::Request(Failure::TooLarge) => "Request body too large",
            Self::Request(Failure::UnsupportedMediaType) => "Unsupported media type",
            Self::Request(Failure::Invalid(fields)) => return invalid(fields),
            Self::Request(Failure::NotFound) => "Not found",
            Self::Request(Failure::MethodNotAllowed { .. }) => "Method not allowed",
            Self::Request(Failure::Panicked) => INTERNAL,
            // The page has one sentence for a wrong password and for a bad token.
            Self::LogIn(LogInError::BadCredentials)
            | Self::Token(TokenError::Missing | TokenError::Malformed)
            | Self::Verify(VerifyError::TokenInvalid)
            | Self::LogOut(LogOutError::SessionOver) => "Invalid credentials",
            Self::LogIn(LogInError::AccountDisabled) => "Your account is disabled. Please contact support.",
            Self::LogIn(LogInError::TooManyAttempts { .. }) => "Too many attempts. Try again later.",
            Self::LogIn(LogInError::Service(error))
            | Self::Verify(VerifyError::Service(error))
            | Self::LogOut(LogOutError::Service(error)) => unable(error),
        };
        Body::new(ErrorResponse {
            message: message.to_owned(),
        })
    }

    fn describe(&self) -> Description {
        match self {
            Self::Request(error) => error.describe(),
            Self::Token(error) => error.describe(),
            Self::Verify(error) => error.describe(),
            Self::LogIn(error) => error.describe(),
            Self::LogOut(error) => error.describe(),
        }
    }
}

/// The words for a failure of the service.
fn unable(error: &ServiceError) -> &'static str {
    match error {
        ServiceError::Unavailable(_) => "Service unavailable",
        ServiceError::Internal(_) => INTERNAL,
    }
}

const INTERNAL: &str = "Internal server error";

fn invalid(fields: &FieldErrors) -> Body {
    let (message, errors) = ("Validation failed".to_owned(), fields.clone());
    Body::new(ValidationErrorResponse { message, errors })
}

operation_errors!(Error {
    /// `POST /api/v1/subscriber/Login`
    LogInErrors(LoginRequest) = [LogInError],
    /// `POST /api/v1/subscriber/Logout`
    LogOutErrors = [TokenError, VerifyError, LogOutError],
});
