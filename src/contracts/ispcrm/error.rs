//! What this contract says when something goes wrong, and which operation can answer what.

use poem_openapi::Object;

use super::wire::LoginRequest;
use crate::auth::{LogInError, LogOutError, ServiceError, VerifyError};
use crate::contracts::kit::bearer::TokenError;
use crate::contracts::kit::description::{DescribedError, Description};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::literal::literals;
use crate::contracts::kit::validate::FieldErrors;

literals! {
    /// An error message. Nothing else tells errors of one status apart, so each keeps its wording.
    pub enum ErrorMessage {
        MalformedJson = "Malformed JSON",
        BodyTooLarge = "Request body too large",
        UnsupportedMediaType = "Unsupported media type",
        NotFound = "Not found",
        MethodNotAllowed = "Method not allowed",
        BadCredentials = "Invalid credentials",
        AccountDisabled = "Your account is disabled. Please contact support.",
        TooManyAttempts = "Too many attempts. Try again later.",
        Unavailable = "Service unavailable",
        Internal = "Internal server error",
    }
    /// The message of a validation error.
    pub struct ValidationFailed = "Validation failed";
}

/// An error.
#[derive(Object)]
pub struct ErrorResponse {
    /// What went wrong.
    message: ErrorMessage,
}

/// Validation error.
#[derive(Object)]
pub struct ValidationErrorResponse {
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
            Self::Request(Failure::Malformed) => ErrorMessage::MalformedJson,
            Self::Request(Failure::TooLarge) => ErrorMessage::BodyTooLarge,
            Self::Request(Failure::UnsupportedMediaType | Failure::UnsupportedEncoding) => {
                ErrorMessage::UnsupportedMediaType
            }
            Self::Request(Failure::Invalid(fields)) => return invalid(fields),
            Self::Request(Failure::NotFound) => ErrorMessage::NotFound,
            Self::Request(Failure::MethodNotAllowed { .. }) => ErrorMessage::MethodNotAllowed,
            Self::Request(Failure::OldBackendAway) => ErrorMessage::Unavailable,
            Self::Request(Failure::Panicked) => ErrorMessage::Internal,
            // The page has one sentence for a wrong password and for a bad token.
            Self::LogIn(LogInError::BadCredentials)
            | Self::Token(TokenError::Missing | TokenError::Malformed)
            | Self::Verify(VerifyError::TokenInvalid)
            | Self::LogOut(LogOutError::SessionOver) => ErrorMessage::BadCredentials,
            Self::LogIn(LogInError::AccountDisabled) => ErrorMessage::AccountDisabled,
            Self::LogIn(LogInError::TooManyAttempts { .. }) => ErrorMessage::TooManyAttempts,
            Self::LogIn(LogInError::Service(error))
            | Self::Verify(VerifyError::Service(error))
            | Self::LogOut(LogOutError::Service(error)) => unable(error),
        };
        Body::new(ErrorResponse { message })
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
fn unable(error: &ServiceError) -> ErrorMessage {
    match error {
        ServiceError::Unavailable(_) => ErrorMessage::Unavailable,
        ServiceError::Internal(_) => ErrorMessage::Internal,
    }
}

fn invalid(fields: &FieldErrors) -> Body {
    Body::new(ValidationErrorResponse {
        message: ValidationFailed,
        errors: fields.clone(),
    })
}

operation_errors!(Error {
    /// `POST /api/v1/subscriber/Login`
    LogInErrors(LoginRequest) = [LogInError],
    /// `POST /api/v1/subscriber/Logout`
    LogOutErrors = [TokenError, VerifyError, LogOutError],
});
