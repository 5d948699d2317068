//! What HTTP and the documents say of an error, whichever contract words it.

use std::time::Duration;

use poem::http::StatusCode;
use poem::http::header::{HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};

/// An error that an operation can answer with.
///
/// An error type lists one example of each of its meanings, so the documents of all operations that can return it come
/// from the type itself. `meanings!` implements this from one exhaustive list.
pub trait DescribedError {
    /// One example of each meaning, for the documents.
    fn examples() -> Vec<Self>
    where
        Self: Sized;

    /// What HTTP and the documents say of it.
    fn describe(&self) -> Description;
}

/// What HTTP and the documents say of a meaning. Contracts may differ, for what their pages prescribe.
#[derive(Debug, Clone)]
pub struct Description {
    /// The status of the answer.
    pub status: StatusCode,
    /// The name of the meaning. Two errors of one name are one meaning, and have one example in a document.
    pub name: &'static str,
    /// A sentence about it.
    pub summary: &'static str,
    /// The headers that HTTP requires with it.
    pub headers: Vec<(HeaderName, String)>,
    /// Whether a request that the document allows can lead to it. If not, the document has no example of a request for
    /// it.
    pub can_be_requested: bool,
}

impl Description {
    /// Without headers.
    pub fn new(status: StatusCode, name: &'static str, summary: &'static str) -> Self {
        Self {
            status,
            name,
            summary,
            headers: Vec::new(),
            can_be_requested: true,
        }
    }

    /// The same for a request that no document allows.
    #[must_use]
    pub fn of_disallowed_request(self) -> Self {
        Self {
            can_be_requested: false,
            ..self
        }
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, header: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }

    /// The same with the time to wait before the next attempt.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        self.with(RETRY_AFTER, wait.as_secs().max(1).to_string())
    }

    /// A bearer token is needed, and none was sent. There is no error code then (RFC 6750 section 3).
    pub fn token_missing() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "token_missing",
            "The bearer token is missing.",
        )
        .with(WWW_AUTHENTICATE, "Bearer")
    }

    /// A bearer token was sent that is not valid.
    pub fn token_invalid() -> Self {
        Self::bad_token(
            "token_invalid",
            "The bearer token is invalid or expired, or its session has ended.",
        )
    }

    /// A bearer token was sent that this operation does not accept.
    pub fn bad_token(name: &'static str, summary: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, name, summary).with(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")
    }

    /// An API key was sent that is not valid.
    pub fn api_key_invalid() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "api_key_invalid",
            "The API key is invalid, expired or revoked.",
        )
    }

    /// Members of the body are missing or wrong.
    pub fn invalid_fields() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_fields",
            "Fields are missing, empty or of the wrong type. All of them are listed.",
        )
        .of_disallowed_request()
    }

    /// An API key was sent that does not permit this.
    pub fn permission_denied() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "permission_denied",
            "The API key lacks the required permission.",
        )
    }
}

/// Describes an error type: for each variant, an example and what is said of it. The match that comes of it is
/// exhaustive, so no variant is left out of the documents.
///
/// The error of a use case ends with `..Service`, its variant for a [`crate::auth::ServiceError`]. Before that stand, as
/// `@Variant(Type)`, its variants for errors that are described themselves.
macro_rules! meanings {
    ($error:ty {
        $($variant:ident $({ $field:ident: $example:expr })? $(($inner:ident: $value:expr))? => $description:expr,)*
        $(@$nested:ident($nested_type:ty),)*
        $(..$service:ident)?
    }) => {
        impl $crate::contracts::kit::description::DescribedError for $error {
            fn examples() -> Vec<Self> {
                let all = vec![$(Self::$variant $({ $field: $example })? $(($value))?),*];
                $(let all: Vec<Self> = all.into_iter().chain(
                    <$nested_type as $crate::contracts::kit::description::DescribedError>::examples()
                        .into_iter()
                        .map(Self::$nested),
                ).collect();)*
                $(let all = all.into_iter().chain(
                    <$crate::auth::ServiceError as $crate::contracts::kit::description::DescribedError>::examples()
                        .into_iter()
                        .map(Self::$service),
                ).collect();)?
                all
            }

            fn describe(&self) -> $crate::contracts::kit::description::Description {
                match self {
                    $(Self::$variant $({ $field })? $(($inner))? => $description,)*
                    $(Self::$nested(error) => error.describe(),)*
                    $(Self::$service(error) => error.describe(),)?
                }
            }
        }
    };
}

pub(in crate::contracts) use meanings;
