//! What this API says when something goes wrong, and which operation can answer what.

use poem::http::StatusCode;
use poem_openapi::Object;
use serde_json::Value;

use super::wire::ChangePasswordRequest;
use crate::auth::{ChangePasswordError, EndSessionError, ServiceError, VerifyError};
use crate::contracts::kit::bearer::TokenError;
use crate::contracts::kit::description::{DescribedError, Description};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::validate::FieldErrors;

/// Problem details (RFC 9457).
#[derive(Object)]
pub struct Problem {
    /// Always `about:blank`: `title` is the reason phrase of the status, and `code` identifies the error.
    #[oai(rename = "type")]
    kind: String,
    /// The reason phrase of the status.
    title: String,
    /// The HTTP status.
    status: u16,
    /// A human-readable error message.
    detail: String,
    /// A machine-readable error code.
    code: String,
    /// The request id, also in the header `X-Request-Id` and in the server log.
    request_id: String,
}

/// Validation error as problem details (RFC 9457).
#[derive(Object)]
pub struct ValidationProblem {
    /// Always `about:blank`.
    #[oai(rename = "type")]
    kind: String,
    /// The reason phrase of the status.
    title: String,
    /// The HTTP status.
    status: u16,
    /// Always `The request is not valid.`
    detail: String,
    /// Always `invalid_fields`.
    code: String,
    /// The request id, also in the header `X-Request-Id` and in the server log.
    request_id: String,
    /// The errors by field.
    errors: FieldErrors,
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
        let detail = match self {
            Self::Request(Failure::Invalid(fields)) => return invalid(&said, fields.clone()),
            Self::ChangePassword(ChangePasswordError::Refused(reason)) => {
                return invalid(&said, FieldErrors::one("new_password", &reason.to_string()));
            }
            Self::Request(Failure::Malformed) => "The body is not one well-formed JSON text.",
            Self::Request(Failure::TooLarge) => "The body is larger than 64 KiB.",
            Self::Request(Failure::UnsupportedMediaType) => "The body's content type must be application/json.",
            Self::Request(Failure::NotFound) | Self::EndSession(EndSessionError::NoSuchSession) => {
                "There is no such thing."
            }
            Self::Request(Failure::MethodNotAllowed { .. }) => "There is something here, for other methods.",
            Self::ChangePassword(ChangePasswordError::WrongPassword) => "The current password is wrong.",
            Self::ChangePassword(ChangePasswordError::TooManyAttempts { .. }) => {
                "Too many attempts failed lately. Try again later."
            }
            Self::Token(TokenError::Missing) => "A bearer token is needed.",
            Self::Token(TokenError::Malformed)
            | Self::Verify(VerifyError::TokenInvalid)
            | Self::ChangePassword(ChangePasswordError::SessionOver) => "The bearer token is not valid.",
            Self::Request(Failure::Panicked) => INTERNAL,
            Self::Verify(VerifyError::Service(error))
            | Self::ChangePassword(ChangePasswordError::Service(error))
            | Self::EndSession(EndSessionError::Service(error))
            | Self::Service(error) => unable(error),
        };
        Body::new(Problem {
            kind: KIND.to_owned(),
            title: title(said.status),
            status: said.status.as_u16(),
            detail: detail.to_owned(),
            code: said.name.to_owned(),
            request_id: String::new(),
        })
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
        body["request_id"] = "4bf92f3577b34da6a3ce929d0e0e4736".into();
        body
    }
}

const KIND: &str = "about:blank";
const INTERNAL: &str = "The server failed.";

/// The words for a failure of the service.
fn unable(error: &ServiceError) -> &'static str {
    match error {
        ServiceError::Unavailable(_) => "The server cannot do this at the moment.",
        ServiceError::Internal(_) => INTERNAL,
    }
}

fn title(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or_default().to_owned()
}

fn invalid(said: &Description, errors: FieldErrors) -> Body {
    Body::new(ValidationProblem {
        kind: KIND.to_owned(),
        title: title(said.status),
        status: said.status.as_u16(),
        detail: "The request is not valid.".to_owned(),
        code: said.name.to_owned(),
        request_id: String::new(),
        errors,
    })
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
