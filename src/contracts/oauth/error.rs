//! What this API says when something goes wrong (RFC 6749 section 5.2), and which operation can answer what.

use poem::http::StatusCode;
use poem::http::header::WWW_AUTHENTICATE;
use poem_openapi::Object;

use super::wire::TokenRequest;
use crate::auth::{ApiKeyError, IntrospectError, RevokeError, ServiceError};
use crate::contracts::kit::description::{DescribedError, Description, meanings};
use crate::contracts::kit::error_response::{Body, ContractError};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::operation_errors;
use crate::contracts::kit::literal::literals;

literals! {
    /// A machine-readable error code.
    pub enum ErrorCode {
        InvalidRequest = "invalid_request",
        InvalidClient = "invalid_client",
        UnauthorizedClient = "unauthorized_client",
        UnsupportedTokenType = "unsupported_token_type",
        ServerError = "server_error",
        TemporarilyUnavailable = "temporarily_unavailable",
    }
}

/// An error.
#[derive(Object)]
pub struct ErrorResponse {
    /// What went wrong.
    error: ErrorCode,
    /// A human-readable error message.
    error_description: String,
}

/// A service must send its API key, and did not.
#[derive(Debug, thiserror::Error)]
pub enum ClientMissing {
    /// There is no API key.
    #[error("no API key was sent")]
    ApiKey,
}

/// Why the API key of a service was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// It is not valid, or was sent in a way that is not understood, or in two ways.
    #[error("the API key is not valid")]
    Invalid,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

meanings!(ClientMissing {
    ApiKey => invalid_client("api_key_missing", "The API key is missing."),
});

meanings!(ClientError {
    Invalid => invalid_client(
        "api_key_invalid",
        "The API key is invalid, expired or revoked, or the client secret is wrong.",
    ),
    ..Service
});

/// The challenge names all schemes, whichever was used (RFC 6749 section 5.2).
fn invalid_client(name: &'static str, summary: &'static str) -> Description {
    let description = Description::new(StatusCode::UNAUTHORIZED, name, summary);
    description.with(WWW_AUTHENTICATE, "Basic realm=\"latchkey\", Bearer")
}

impl From<ApiKeyError> for ClientError {
    fn from(error: ApiKeyError) -> Self {
        match error {
            ApiKeyError::Invalid => Self::Invalid,
            ApiKeyError::Service(error) => Self::Service(error),
        }
    }
}

/// The errors of this API's operations.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum Error {
    /// Something is wrong with the request.
    Request(#[from] Failure),
    /// The service sent no API key.
    ClientMissing(#[from] ClientMissing),
    /// The API key is not accepted.
    Client(#[from] ClientError),
    /// The token was not introspected.
    Introspect(#[from] IntrospectError),
    /// The token was not revoked.
    Revoke(#[from] RevokeError),
    /// The service failed.
    Service(#[from] ServiceError),
}

const SERVER_ERROR: (ErrorCode, &str) = (ErrorCode::ServerError, "The server failed.");

impl ContractError for Error {
    fn body(&self) -> Body {
        let (error, description) = match self {
            Self::Request(Failure::Malformed) => (
                ErrorCode::InvalidRequest,
                "The body is not a form, or has a parameter twice.",
            ),
            Self::Request(Failure::TooLarge) => (ErrorCode::InvalidRequest, "The body is larger than 64 KiB."),
            Self::Request(Failure::UnsupportedMediaType) => (
                ErrorCode::InvalidRequest,
                "The body's content type must be application/x-www-form-urlencoded.",
            ),
            Self::Request(Failure::UnsupportedEncoding) => {
                (ErrorCode::InvalidRequest, "The body must not be compressed.")
            }
            Self::Request(Failure::Invalid(_)) => (ErrorCode::InvalidRequest, "The parameter token is missing."),
            Self::Request(Failure::NotFound) => (ErrorCode::InvalidRequest, "There is nothing at this path."),
            Self::Request(Failure::MethodNotAllowed { .. }) => {
                (ErrorCode::InvalidRequest, "The path takes other methods.")
            }
            Self::ClientMissing(ClientMissing::ApiKey) => (ErrorCode::InvalidClient, "An API key is needed."),
            Self::Client(ClientError::Invalid) => (ErrorCode::InvalidClient, "The API key is not valid."),
            Self::Introspect(IntrospectError::PermissionDenied) => {
                (ErrorCode::UnauthorizedClient, "The API key lacks the Read permission.")
            }
            Self::Revoke(RevokeError::ApiKey) => (ErrorCode::UnsupportedTokenType, "API keys cannot be revoked here."),
            // Nothing is taken over from anywhere.
            Self::Request(Failure::OldBackendAway | Failure::Panicked) => SERVER_ERROR,
            Self::Client(ClientError::Service(error))
            | Self::Introspect(IntrospectError::Service(error))
            | Self::Revoke(RevokeError::Service(error))
            | Self::Service(error) => unable(error),
        };
        Body::new(ErrorResponse {
            error,
            error_description: description.to_owned(),
        })
    }

    fn describe(&self) -> Description {
        match self {
            Self::Request(error) => of_request(error),
            Self::ClientMissing(error) => error.describe(),
            Self::Client(error) => error.describe(),
            Self::Introspect(error) => error.describe(),
            Self::Revoke(error) => error.describe(),
            Self::Service(error) => error.describe(),
        }
    }
}

/// Bodies are forms here, and RFC 6749 has status 400 for a parameter that is missing.
fn of_request(failure: &Failure) -> Description {
    match failure {
        Failure::Malformed => Description::new(
            StatusCode::BAD_REQUEST,
            "malformed_body",
            "The body is not a form, or a parameter is repeated.",
        )
        .of_disallowed_request(),
        Failure::Invalid(_) => Description::new(
            StatusCode::BAD_REQUEST,
            "token_parameter_missing",
            "The parameter `token` is missing.",
        )
        .of_disallowed_request(),
        Failure::TooLarge
        | Failure::UnsupportedMediaType
        | Failure::UnsupportedEncoding
        | Failure::NotFound
        | Failure::MethodNotAllowed { .. }
        | Failure::OldBackendAway
        | Failure::Panicked => failure.describe(),
    }
}

/// The words for a failure of the service.
fn unable(error: &ServiceError) -> (ErrorCode, &'static str) {
    match error {
        ServiceError::Unavailable(_) => (
            ErrorCode::TemporarilyUnavailable,
            "The server cannot do this at the moment.",
        ),
        ServiceError::Internal(_) => SERVER_ERROR,
    }
}

operation_errors!(Error {
    /// `POST /oauth/introspect`
    IntrospectErrors(TokenRequest) = [ClientMissing, ClientError, IntrospectError],
    /// `POST /oauth/revoke`
    RevokeErrors(TokenRequest) = [RevokeError, ClientError],
    /// `GET /.well-known/oauth-authorization-server`
    MetadataErrors = [ServiceError],
    /// `GET /.well-known/jwks.json`
    KeySetErrors = [ServiceError],
});
