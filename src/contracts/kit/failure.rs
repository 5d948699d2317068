//! What can be wrong with a request before any use case is called, and what the framework rejects.

use poem::error::ResponseError;
use poem::http::StatusCode;
use poem::http::header::{ACCEPT_ENCODING, ALLOW};
use poem_openapi::registry::Registry;
use poem_openapi::types::Type;

use super::description::{DescribedError, Description};
use super::field_errors::FieldErrors;
use super::meanings::SERVER_FAILED;
use crate::auth::{Cause, ServiceError};

/// A request that reaches no use case. Every contract words these, because they can happen to any request.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The body is not JSON as [`super::json`] requires it.
    #[error("malformed body")]
    Malformed,
    /// The body is larger than [`super::body::Media::MAX_BYTES`].
    #[error("body too large")]
    TooLarge,
    /// The body is of a type that the operation does not take.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// The body is compressed.
    #[error("unsupported content coding")]
    UnsupportedEncoding,
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
    /// The old backend, which is to answer, does not.
    #[error("the old backend is away")]
    OldBackendAway,
    /// A handler panicked.
    #[error("a handler panicked")]
    Panicked,
}

impl Failure {
    /// What an operation can answer because of its body.
    pub fn of_body<T: Type>() -> Vec<Self> {
        let mut all = vec![
            Self::Malformed,
            Self::TooLarge,
            Self::UnsupportedMediaType,
            Self::UnsupportedEncoding,
        ];
        let (required, members) = members::<T>();
        match (required.as_slice(), members.first()) {
            ([], None) => {}
            ([], Some(member)) => all.push(Self::Invalid(FieldErrors::one(member, "is invalid"))),
            (required, _) => all.push(Self::Invalid(FieldErrors::required(required))),
        }
        all
    }

    /// What HTTP and the documents say of it.
    pub fn describe(&self) -> Description {
        let description = match self {
            Self::Malformed => Description::new(
                StatusCode::BAD_REQUEST,
                "malformed_body",
                "The body is not well-formed JSON.",
            ),
            Self::TooLarge => Description::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "The body is larger than 64 KiB, unless the operation takes more.",
            ),
            Self::UnsupportedMediaType => Description::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The content type is not supported.",
            ),
            // RFC 9110 section 15.5.16: the header tells it from an unsupported type.
            Self::UnsupportedEncoding => Description::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_encoding",
                "The body is compressed. `Accept-Encoding` says what is supported: nothing but `identity`.",
            )
            .with(ACCEPT_ENCODING, "identity"),
            Self::Invalid(_) => Description::invalid_fields(),
            Self::NotFound => Description::new(StatusCode::NOT_FOUND, "not_found", "The path does not exist."),
            Self::MethodNotAllowed { allow } => Description::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "The path does not support this method; `Allow` lists those it does.",
            )
            .with(ALLOW, allow),
            Self::OldBackendAway => {
                return ServiceError::Unavailable(Cause::OldBackend).describe();
            }
            Self::Panicked => {
                return Description::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", SERVER_FAILED);
            }
        };
        description.of_disallowed_request()
    }
}

/// The members that a body must have, and all that it can have, as its schema says.
fn members<T: Type>() -> (Vec<&'static str>, Vec<&'static str>) {
    let mut registry = Registry::new();
    T::register(&mut registry);
    let Some(schema) = registry.schemas.remove(T::name().as_ref()) else {
        return (Vec::new(), Vec::new());
    };
    let all = schema.properties.iter().map(|(name, _)| *name).collect();
    (schema.required, all)
}

impl ResponseError for Failure {
    fn status(&self) -> StatusCode {
        self.describe().status
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
