//! Everything that an operation can answer instead of what was asked for, before any contract has put it into words.

use std::time::Duration;

use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::http::header::{ALLOW, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};

use super::validate::FieldErrors;
use crate::auth::{Error, Problem};
use crate::model::error_chain;

/// How long to wait before trying again when the service is not available, in seconds.
const RETRY_UNAVAILABLE: u64 = 5;

const THE_SERVER_FAILED: &str =
    "The server failed. Whoever runs it finds the reason in its log, by the answer's `X-Request-Id`.";

/// A request that is not answered as its sender hoped.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The body is not JSON as [`super::json`] wants it.
    #[error("malformed body")]
    Malformed,
    /// The body is larger than [`super::limits::MAX_BODY`].
    #[error("body too large")]
    TooLarge,
    /// The body is of a type that the operation does not take.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// Members of the body are missing or wrong.
    #[error("invalid fields")]
    Invalid(FieldErrors),
    /// There is nothing at this path.
    #[error("no such path")]
    NotFound,
    /// There is something at this path, for other methods.
    #[error("method not allowed")]
    MethodNotAllowed {
        /// The methods that there are, as in the `Allow` header.
        allow: String,
    },
    /// A handler panicked.
    #[error("a handler panicked")]
    Panicked,
    /// A rule said no.
    #[error(transparent)]
    Auth(#[from] Error),
}

impl From<FieldErrors> for Failure {
    fn from(fields: FieldErrors) -> Self {
        Self::Invalid(fields)
    }
}

impl Failure {
    /// The status that this usually has; a contract may choose another.
    pub fn usual_status(&self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) | Self::Auth(Error::TooManySettings) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Auth(
                Error::BadCredentials
                | Error::OneTimePasswordRequired
                | Error::OneTimePasswordInvalid
                | Error::TokenMissing
                | Error::TokenInvalid
                | Error::RefreshRefused
                | Error::ApiKeyMissing
                | Error::ApiKeyInvalid,
            ) => StatusCode::UNAUTHORIZED,
            Self::Auth(Error::AccountDisabled | Error::PermissionDenied) => StatusCode::FORBIDDEN,
            Self::Auth(Error::TooManyAttempts { .. }) => StatusCode::TOO_MANY_REQUESTS,
            Self::Auth(Error::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked | Self::Auth(Error::Internal(_)) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The headers that HTTP asks for with this.
    pub fn headers(&self) -> Vec<(HeaderName, String)> {
        match self {
            // RFC 6750 section 3: no error code when the request carried no token at all.
            Self::Auth(Error::TokenMissing | Error::ApiKeyMissing) => {
                vec![(WWW_AUTHENTICATE, "Bearer".to_owned())]
            }
            Self::Auth(Error::TokenInvalid | Error::RefreshRefused) => {
                vec![(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"".to_owned())]
            }
            Self::Auth(Error::Unavailable(_)) => vec![(RETRY_AFTER, RETRY_UNAVAILABLE.to_string())],
            Self::Auth(Error::TooManyAttempts { retry_after }) => {
                vec![(RETRY_AFTER, retry_after.as_secs().max(1).to_string())]
            }
            Self::MethodNotAllowed { allow } => vec![(ALLOW, allow.clone())],
            Self::Malformed
            | Self::TooLarge
            | Self::UnsupportedMediaType
            | Self::Invalid(_)
            | Self::NotFound
            | Self::Panicked
            | Self::Auth(
                Error::BadCredentials
                | Error::AccountDisabled
                | Error::OneTimePasswordRequired
                | Error::OneTimePasswordInvalid
                | Error::ApiKeyInvalid
                | Error::PermissionDenied
                | Error::TooManySettings
                | Error::Internal(_),
            ) => Vec::new(),
        }
    }

    /// A name for this and a sentence about it, for the documents.
    pub fn documented(&self) -> (&'static str, &'static str) {
        match self {
            Self::Malformed => ("malformed_body", "The body is not one well-formed JSON text."),
            Self::TooLarge => ("body_too_large", "The body is larger than 64 KiB."),
            Self::UnsupportedMediaType => (
                "unsupported_media_type",
                "The body's content type is not one of those listed.",
            ),
            Self::Invalid(_) => (
                "invalid_fields",
                "Members are missing, empty or of the wrong type; all of them are listed.",
            ),
            Self::NotFound => ("not_found", "There is no such path."),
            Self::MethodNotAllowed { .. } => ("method_not_allowed", "The path takes other methods, listed in `Allow`."),
            Self::Panicked => ("panicked", THE_SERVER_FAILED),
            Self::Auth(Error::BadCredentials) => ("bad_credentials", "Name and password do not belong together."),
            Self::Auth(Error::AccountDisabled) => (
                "account_disabled",
                "The password is right, but the account is disabled.",
            ),
            Self::Auth(Error::OneTimePasswordRequired) => {
                ("one_time_password_required", "A one-time password is needed as well.")
            }
            Self::Auth(Error::OneTimePasswordInvalid) => {
                ("one_time_password_invalid", "The one-time password is wrong.")
            }
            Self::Auth(Error::TokenMissing) => ("token_missing", "No bearer token was sent."),
            Self::Auth(Error::TokenInvalid) => (
                "token_invalid",
                "The bearer token is malformed, forged or expired, or its session is over.",
            ),
            Self::Auth(Error::RefreshRefused) => (
                "refresh_refused",
                "The session is over, or the token was refreshed before.",
            ),
            Self::Auth(Error::ApiKeyMissing) => ("api_key_missing", "Neither an API key nor a bearer token was sent."),
            Self::Auth(Error::ApiKeyInvalid) => ("api_key_invalid", "The API key is unknown, expired or revoked."),
            Self::Auth(Error::PermissionDenied) => ("permission_denied", "The API key lacks the permission."),
            Self::Auth(Error::TooManySettings) => (
                "too_many_settings",
                "The user would have more than 200 settings, or more than 64 KiB of them.",
            ),
            Self::Auth(Error::TooManyAttempts { .. }) => (
                "too_many_attempts",
                "Too many logins of this name or from this network failed lately. The password was not looked at.",
            ),
            Self::Auth(Error::Unavailable(_)) => (
                "unavailable",
                "The server cannot do this at the moment. The same request may succeed after `Retry-After` seconds.",
            ),
            Self::Auth(Error::Internal(_)) => ("internal_error", THE_SERVER_FAILED),
        }
    }

    /// What any operation may answer, for the documents.
    pub fn of_any_operation(allow: &str) -> Vec<Self> {
        vec![
            Self::MethodNotAllowed {
                allow: allow.to_owned(),
            },
            Error::Internal(Problem::NoSigningKey).into(),
            Error::Unavailable(Problem::HashingQueueFull).into(),
        ]
    }

    /// What a login may answer because of name and password, for the documents.
    pub fn of_any_login() -> Vec<Self> {
        let retry_after = Duration::from_secs(15 * 60);
        vec![
            Error::BadCredentials.into(),
            Error::AccountDisabled.into(),
            Error::TooManyAttempts { retry_after }.into(),
        ]
    }

    /// What an operation with a body may answer because of it, for the documents.
    pub fn of_any_body(fields: FieldErrors) -> Vec<Self> {
        vec![
            Self::Malformed,
            Self::TooLarge,
            Self::UnsupportedMediaType,
            Self::Invalid(fields),
        ]
    }

    /// Logs what an operator must know of: once, here, where it becomes an answer, with the whole chain of causes.
    pub fn log(&self) {
        match self {
            Self::Auth(error @ (Error::Internal(_) | Error::Unavailable(_))) => {
                tracing::error!(error = error_chain(error), "a request failed");
            }
            Self::Panicked => tracing::error!("a handler panicked"),
            Self::Malformed
            | Self::TooLarge
            | Self::UnsupportedMediaType
            | Self::Invalid(_)
            | Self::NotFound
            | Self::MethodNotAllowed { .. }
            | Self::Auth(
                Error::BadCredentials
                | Error::AccountDisabled
                | Error::OneTimePasswordRequired
                | Error::OneTimePasswordInvalid
                | Error::TokenMissing
                | Error::TokenInvalid
                | Error::RefreshRefused
                | Error::ApiKeyMissing
                | Error::ApiKeyInvalid
                | Error::PermissionDenied
                | Error::TooManySettings
                | Error::TooManyAttempts { .. },
            ) => {}
        }
    }
}

impl ResponseError for Failure {
    fn status(&self) -> StatusCode {
        self.usual_status()
    }
}

impl From<poem::Error> for Failure {
    /// What the framework rejects by itself. Our own extractors raise a [`Failure`], which comes through unchanged.
    fn from(error: poem::Error) -> Self {
        let error = match error.downcast::<Self>() {
            Ok(ours) => return ours,
            Err(other) => other,
        };
        match error.status() {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed { allow: String::new() },
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            status if status.is_client_error() => Self::Malformed,
            _ => Self::Panicked,
        }
    }
}
