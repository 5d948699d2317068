//! What this API says when something goes wrong (RFC 6749 section 5.2), and which operation says what.

use poem::http::StatusCode;
use poem::http::header::{HeaderName, WWW_AUTHENTICATE};
use poem_openapi::Object;

use crate::auth::{Error, RevokeError};
use crate::contracts::kit::error_response::{Body, ErrorFormat};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::Documented;
use crate::contracts::kit::validate::FieldErrors;

/// Something went wrong.
#[derive(Object)]
pub struct ErrorResponse {
    /// What went wrong, in a word for programs.
    error: String,
    /// What went wrong, in words for people.
    error_description: String,
}

/// This API's words.
pub struct Format;

const INVALID_REQUEST: &str = "invalid_request";

impl ErrorFormat for Format {
    fn body(failure: &Failure) -> Body {
        let (error, description) = match failure {
            Failure::Malformed => (INVALID_REQUEST, "The body is not a form, or has a parameter twice."),
            Failure::TooLarge => (INVALID_REQUEST, "The body is larger than 64 KiB."),
            Failure::UnsupportedMediaType => (
                INVALID_REQUEST,
                "The body's content type must be application/x-www-form-urlencoded.",
            ),
            Failure::Invalid(_) => (INVALID_REQUEST, "The parameter token is missing."),
            Failure::NotFound => (INVALID_REQUEST, "There is nothing at this path."),
            Failure::MethodNotAllowed { .. } => (INVALID_REQUEST, "The path takes other methods."),
            Failure::Auth(Error::ApiKeyMissing) => ("invalid_client", "An API key is needed."),
            Failure::Auth(Error::ApiKeyInvalid) => ("invalid_client", "The API key is not valid."),
            Failure::Auth(Error::PermissionDenied) => ("unauthorized_client", "The API key lacks the Read permission."),
            // Tokens that are no good are no errors here; what is left is a token that is none.
            Failure::Auth(Error::TokenMissing | Error::TokenInvalid | Error::RefreshRefused) => {
                ("unsupported_token_type", "API keys cannot be revoked here.")
            }
            // Nobody logs in here, and there are no settings.
            Failure::Auth(
                Error::BadCredentials
                | Error::AccountDisabled
                | Error::OneTimePasswordRequired
                | Error::OneTimePasswordInvalid
                | Error::TooManySettings,
            ) => (INVALID_REQUEST, "The request is not valid."),
            Failure::Auth(Error::TooManyAttempts { .. }) => {
                ("temporarily_unavailable", "Too many attempts failed lately.")
            }
            Failure::Panicked | Failure::Auth(Error::Internal(_)) => ("server_error", "The server failed."),
            Failure::Auth(Error::Unavailable(_)) => {
                ("temporarily_unavailable", "The server cannot do this at the moment.")
            }
        };
        Body::new(ErrorResponse {
            error: error.to_owned(),
            error_description: description.to_owned(),
        })
    }

    fn status(failure: &Failure) -> StatusCode {
        match failure {
            Failure::Invalid(_) | Failure::Auth(Error::TokenMissing | Error::TokenInvalid | Error::RefreshRefused) => {
                StatusCode::BAD_REQUEST
            }
            other => other.usual_status(),
        }
    }

    fn headers(failure: &Failure) -> Vec<(HeaderName, String)> {
        match failure {
            Failure::Auth(Error::ApiKeyMissing | Error::ApiKeyInvalid) => {
                vec![(WWW_AUTHENTICATE, "Basic realm=\"latchkey\", Bearer".to_owned())]
            }
            Failure::Auth(Error::TokenMissing | Error::TokenInvalid | Error::RefreshRefused) => Vec::new(),
            other => other.headers(),
        }
    }

    fn documented(failure: &Failure) -> (&'static str, &'static str) {
        match failure {
            Failure::Malformed => (
                "malformed_body",
                "The body is not a form, or a parameter stands in it twice.",
            ),
            Failure::Invalid(_) => ("token_parameter_missing", "There is no parameter `token`."),
            Failure::Auth(Error::ApiKeyMissing) => ("api_key_missing", "No API key was sent."),
            Failure::Auth(Error::ApiKeyInvalid) => (
                "api_key_invalid",
                "The API key is unknown, expired or revoked, or the client secret is not the key's.",
            ),
            Failure::Auth(Error::TokenInvalid) => (
                "unsupported_token_type",
                "The token is an API key, which only operators can withdraw.",
            ),
            other => other.documented(),
        }
    }
}

impl From<RevokeError> for Failure {
    fn from(error: RevokeError) -> Self {
        match error {
            RevokeError::ApiKey => Error::TokenInvalid.into(),
            RevokeError::Other(error) => error.into(),
        }
    }
}

/// What an operation may answer instead of what was asked for.
pub fn failures(operation: &str) -> Vec<Failure> {
    match operation {
        "introspect" => IntrospectErrors::failures(),
        "revoke" => RevokeErrors::failures(),
        "metadata" => MetadataErrors::failures(),
        _ => Vec::new(),
    }
}

/// `POST /oauth/introspect`
pub struct IntrospectErrors;

impl Documented for IntrospectErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_body(FieldErrors::required(&["token"]));
        failures.extend([
            Error::ApiKeyMissing.into(),
            Error::ApiKeyInvalid.into(),
            Error::PermissionDenied.into(),
        ]);
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}

/// `POST /oauth/revoke`
pub struct RevokeErrors;

impl Documented for RevokeErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_body(FieldErrors::required(&["token"]));
        failures.extend([Error::TokenInvalid.into(), Error::ApiKeyInvalid.into()]);
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}

/// `GET /.well-known/oauth-authorization-server`
pub struct MetadataErrors;

impl Documented for MetadataErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        Failure::of_any_operation("GET, HEAD")
    }
}
