//! What this contract says when something goes wrong, and which operation can answer what.

use poem_openapi::Object;

use super::wire::LoginRequest;
use crate::auth::{LogInError, LogOutError, RefreshError, ServiceError, VerifyError};
use crate::contracts::kit::bearer::TokenError;
use crate::contracts::kit::description::{DescribedError, Description};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::literal::{False, literals};
use crate::contracts::kit::validate::FieldErrors;

literals! {
    /// An error message. Nothing else tells errors of one status apart, so each keeps its wording.
    pub enum ErrorMessage {
        BodyTooLarge = "Request body too large",
        UnsupportedMediaType = "Unsupported media type",
        NotFound = "Not found",
        MethodNotAllowed = "Method not allowed",
        BadCredentials = "Invalid credentials",
        AccountDisabled = "Your account is disabled. Please contact support.",
        TooManyAttempts = "Too many attempts. Try again later.",
        Unauthenticated = "Unauthenticated",
        CannotRefresh = "Token has expired and cannot be refreshed",
        Unavailable = "Service unavailable",
        Internal = "Internal server error",
    }
    /// The message of an error of a body that is not read.
    pub struct MalformedJson = "Malformed JSON";
    /// The message of a validation error.
    pub struct ValidationFailed = "Validation failed";
}

/// An error.
#[derive(Object)]
pub struct ErrorResponse {
    /// Always false.
    success: False,
    /// What went wrong.
    message: ErrorMessage,
}

/// The body is malformed. Clients walk the errors of any response to a form, so there are some to walk.
#[derive(Object)]
pub struct MalformedBodyResponse {
    /// Always false.
    success: False,
    /// Always `Malformed JSON`.
    message: MalformedJson,
    /// Empty: no field was read.
    errors: FieldErrors,
}

/// Validation error.
#[derive(Object)]
pub struct ValidationErrorResponse {
    /// Always false.
    success: False,
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
    /// A token was not refreshed.
    Refresh(#[from] RefreshError),
    /// The service failed.
    Service(#[from] ServiceError),
}

impl ContractError for Error {
    fn body(&self) -> Body {
        let message = match self {
            Self::Request(Failure::Malformed) => {
                return Body::new(MalformedBodyResponse {
                    success: False,
                    message: MalformedJson,
                    errors: FieldErrors::default(),
                });
            }
            Self::Request(Failure::TooLarge) => ErrorMessage::BodyTooLarge,
            Self::Request(Failure::UnsupportedMediaType | Failure::UnsupportedEncoding) => {
                ErrorMessage::UnsupportedMediaType
            }
            Self::Request(Failure::Invalid(fields)) => return invalid(fields),
            Self::Request(Failure::NotFound) => ErrorMessage::NotFound,
            Self::Request(Failure::MethodNotAllowed { .. }) => ErrorMessage::MethodNotAllowed,
            Self::Request(Failure::OldBackendAway) => ErrorMessage::Unavailable,
            Self::Request(Failure::Panicked) => ErrorMessage::Internal,
            Self::LogIn(LogInError::BadCredentials) => ErrorMessage::BadCredentials,
            Self::LogIn(LogInError::AccountDisabled) => ErrorMessage::AccountDisabled,
            Self::LogIn(LogInError::TooManyAttempts { .. }) | Self::Refresh(RefreshError::TooManyRefreshes { .. }) => {
                ErrorMessage::TooManyAttempts
            }
            Self::Token(TokenError::Missing | TokenError::Malformed)
            | Self::Verify(VerifyError::TokenInvalid)
            | Self::Refresh(RefreshError::TokenInvalid)
            | Self::LogOut(LogOutError::SessionOver) => ErrorMessage::Unauthenticated,
            Self::Refresh(RefreshError::Refused) => ErrorMessage::CannotRefresh,
            Self::LogIn(LogInError::Service(error))
            | Self::Verify(VerifyError::Service(error))
            | Self::LogOut(LogOutError::Service(error))
            | Self::Refresh(RefreshError::Service(error))
            | Self::Service(error) => unable(error),
        };
        Body::new(ErrorResponse {
            success: False,
            message,
        })
    }

    fn describe(&self) -> Description {
        match self {
            Self::Request(error) => error.describe(),
            Self::Token(error) => error.describe(),
            Self::Verify(error) => error.describe(),
            Self::LogIn(error) => error.describe(),
            Self::LogOut(error) => error.describe(),
            Self::Refresh(error) => error.describe(),
            Self::Service(error) => error.describe(),
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
        success: False,
        message: ValidationFailed,
        errors: fields.clone(),
    })
}

operation_errors!(Error {
    /// `POST /api/v1/auth/login`
    LogInErrors(LoginRequest) = [LogInError],
    /// `POST /api/v1/auth/logout`
    LogOutErrors = [TokenError, VerifyError, LogOutError],
    /// `GET /api/v1/auth/me`
    MeErrors = [TokenError, VerifyError, ServiceError],
    /// `POST /api/v1/auth/refresh`
    RefreshErrors = [TokenError, RefreshError],
});
