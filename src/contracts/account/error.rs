//! What this API says when something goes wrong, and which operation can answer what.

use serde_json::Value;

use super::wire::ChangePasswordRequest;
use crate::auth::{ChangePasswordError, EndSessionError, ServiceError, VerifyError};
use crate::contracts::kit::bearer::TokenError;
use crate::contracts::kit::description::{DescribedError, Description};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::{OperationErrors, operation_errors};
use crate::contracts::kit::problem::{REQUEST_ID, problems};
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
    WrongPassword = "wrong_password",
    TooManyAttempts = "too_many_attempts",
    Unavailable = "unavailable",
    InternalError = "internal_error",
}

/// The errors of this API's operations.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Error {
    /// Something is wrong with the request.
    Request(#[from] Failure),
    /// There is no token to verify.
    Token(#[from] TokenError),
    /// The token is not accepted.
    Verify(#[from] VerifyError),
    /// The password was not changed.
    ChangePassword(#[from] ChangePasswordError),
    /// A session was not ended.
    EndSession(#[from] EndSessionError),
    /// The service failed.
    Service(#[from] ServiceError),
}

impl ContractError for Error {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn body(&self) -> Body {
        let said = self.describe();
        let (code, detail) = match self {
            Self::Request(Failure::Invalid(fields)) => return invalid(&said, fields.clone()),
            Self::ChangePassword(ChangePasswordError::Refused(reason)) => {
                return invalid(&said, FieldErrors::one("new_password", &reason.to_string()));
            }
            Self::Request(Failure::Malformed) => {
                (ErrorCode::MalformedBody, "The body is not one well-formed JSON text.")
            }
            Self::Request(Failure::TooLarge) => (ErrorCode::BodyTooLarge, "The body is larger than 64 KiB."),
            Self::Request(Failure::UnsupportedMediaType) => (
                ErrorCode::UnsupportedMediaType,
                "The body's content type must be application/json.",
            ),
            Self::Request(Failure::UnsupportedEncoding) => {
                (ErrorCode::UnsupportedEncoding, "The body must not be compressed.")
            }
            Self::Request(Failure::NotFound) | Self::EndSession(EndSessionError::NoSuchSession) => {
                (ErrorCode::NotFound, "There is no such thing.")
            }
            Self::Request(Failure::MethodNotAllowed { .. }) => (
                ErrorCode::MethodNotAllowed,
                "There is something here, for other methods.",
            ),
            Self::ChangePassword(ChangePasswordError::WrongPassword) => {
                (ErrorCode::WrongPassword, "The current password is wrong.")
            }
            Self::ChangePassword(ChangePasswordError::TooManyAttempts { .. }) => (
                ErrorCode::TooManyAttempts,
                "Too many attempts failed lately. Try again later.",
            ),
            Self::Token(TokenError::Missing) => (ErrorCode::TokenMissing, "A bearer token is needed."),
            Self::Token(TokenError::Malformed)
            | Self::Verify(VerifyError::TokenInvalid)
            | Self::ChangePassword(ChangePasswordError::SessionOver) => {
                (ErrorCode::TokenInvalid, "The bearer token is not valid.")
            }
            // Nothing is taken over from anywhere.
            Self::Request(Failure::OldBackendAway | Failure::Panicked) => INTERNAL,
            Self::Verify(VerifyError::Service(error))
            | Self::ChangePassword(ChangePasswordError::Service(error))
            | Self::EndSession(EndSessionError::Service(error))
            | Self::Service(error) => unable(error),
        };
        problem(&said, code, detail)
    }

    fn describe(&self) -> Description {
        match self {
            Self::Request(error) => error.describe(),
            Self::Token(error) => error.describe(),
            Self::Verify(error) => error.describe(),
            Self::ChangePassword(error) => error.describe(),
            Self::EndSession(error) => error.describe(),
            Self::Service(error) => error.describe(),
        }
    }

    fn example(&self) -> Value {
        let mut body = self.body().json;
        body["request_id"] = REQUEST_ID.into();
        body
    }
}

const INTERNAL: (ErrorCode, &str) = (ErrorCode::InternalError, "The server failed.");

/// The words for a failure of the service.
fn unable(error: &ServiceError) -> (ErrorCode, &'static str) {
    match error {
        ServiceError::Unavailable(_) => (ErrorCode::Unavailable, "The server cannot do this at the moment."),
        ServiceError::Internal(_) => INTERNAL,
    }
}

operation_errors!(Error {
    /// `POST /account/v1/password`
    ChangePasswordErrors(ChangePasswordRequest) = [TokenError, VerifyError, ChangePasswordError],
    /// `GET /account/v1/sessions`
    ListSessionsErrors = [TokenError, VerifyError, ServiceError],
    /// `DELETE /account/v1/sessions`
    EndOtherSessionsErrors = [TokenError, VerifyError, ServiceError],
    /// `DELETE /account/v1/sessions/{id}`
    EndSessionErrors = [TokenError, VerifyError, EndSessionError],
});

/// What can go wrong, each meaning once: for the pages that the types of problems lead to.
pub fn meanings() -> Vec<Description> {
    let mut all: Vec<Description> = Vec::new();
    let of_operations = [
        ChangePasswordErrors::examples(),
        ListSessionsErrors::examples(),
        EndOtherSessionsErrors::examples(),
        EndSessionErrors::examples(),
    ];
    let errors = of_operations.into_iter().flatten();
    let unknown_path = std::iter::once(Error::Request(Failure::NotFound));
    for said in errors.chain(unknown_path).map(|error| error.describe()) {
        if all.iter().all(|known| known.name != said.name) {
            all.push(said);
        }
    }
    all
}
