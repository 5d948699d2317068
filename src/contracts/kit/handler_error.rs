//! The error type of handlers, and what an operation documents.

use std::collections::BTreeMap;

use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaHeader, MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::Type;
use serde_json::{Map, Value};

use super::description::{DescribedError, Description};
use super::error_response::{ContractError, answer};
use super::example::{NamedExample, with_examples};
use super::failure::Failure;
use super::field_errors::FieldErrors;
use super::header::{at_least_one, header, no_store};

/// The errors that an operation can return. [`operation_errors`] implements it from the list of the error types of the
/// operation's parts.
pub trait OperationErrors: Send + Sync + 'static {
    /// The errors of the contract.
    type Error: ContractError;

    /// One of each meaning.
    fn examples() -> Vec<Self::Error>;
}

/// An operation that takes a body, and so can refuse its members.
pub trait TakesBody: OperationErrors {
    /// The type of the body.
    type Body: Type;
}

/// Says that an operation lists the error type `E`, so that its handler may return it.
pub trait Returns<E>: OperationErrors {}

/// The error of a handler. Its document lists what `O` lists, and `?` converts only errors that `O` lists.
pub struct HandlerError<O: OperationErrors>(O::Error);

impl<O, E> From<E> for HandlerError<O>
where
    O: Returns<E>,
    O::Error: From<E>,
    E: DescribedError,
{
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl<O: TakesBody> From<FieldErrors> for HandlerError<O> {
    fn from(fields: FieldErrors) -> Self {
        Self(Failure::Invalid(fields).into())
    }
}

impl<O: OperationErrors> From<HandlerError<O>> for poem::Error {
    fn from(error: HandlerError<O>) -> Self {
        Self::from_response(answer(&error.0))
    }
}

/// Declares the errors of a contract's operations: for each, a name, the type of its body if it takes one, and the error
/// types of its credential and its use case.
#[macro_export]
macro_rules! operation_errors {
    ($contract:ty { $($(#[$doc:meta])* $name:ident $(($body:ty))? = [$($error:ty),* $(,)?],)+ }) => {
        $(
            $(#[$doc])*
            pub struct $name;

            impl $crate::contracts::kit::handler_error::OperationErrors for $name {
                type Error = $contract;

                fn examples() -> Vec<$contract> {
                    use $crate::contracts::kit::{description::DescribedError, failure::Failure};
                    let mut all: Vec<$contract> = Vec::new();
                    $(all.extend(Failure::of_body::<$body>().into_iter().map(<$contract>::from));)?
                    $(all.extend(<$error as DescribedError>::examples().into_iter().map(<$contract>::from));)*
                    all.push(Failure::MethodNotAllowed { allow: String::new() }.into());
                    all
                }
            }

            $(impl $crate::contracts::kit::handler_error::TakesBody for $name {
                type Body = $body;
            })?

            $(impl $crate::contracts::kit::handler_error::Returns<$error> for $name {})*
        )+
    };
}

pub use operation_errors;

impl<O: OperationErrors> ApiResponse for HandlerError<O> {
    fn meta() -> MetaResponses {
        let mut by_status: BTreeMap<u16, Vec<(Description, O::Error)>> = BTreeMap::new();
        for error in O::examples() {
            let description = error.describe();
            let same_status = by_status.entry(description.status.as_u16()).or_default();
            if same_status.iter().all(|(known, _)| known.name != description.name) {
                same_status.push((description, error));
            }
        }
        MetaResponses {
            responses: by_status.iter().map(|(status, all)| response(*status, all)).collect(),
        }
    }

    fn register(registry: &mut Registry) {
        for error in O::examples() {
            (error.body().register)(registry);
        }
    }
}

/// What the document says of the errors with one status, of which there is at least one.
fn response<E: ContractError>(status: u16, errors: &[(Description, E)]) -> MetaResponse {
    let examples: Vec<NamedExample> = errors.iter().map(|(said, error)| example(said, error)).collect();
    let first = errors.first().map(|(_, first)| (first.body().schema)());
    MetaResponse {
        description: "",
        status: Some(status),
        status_range: None,
        content: first
            .map(|schema| MetaMediaType {
                content_type: E::CONTENT_TYPE,
                schema: with_examples(schema, &examples),
            })
            .into_iter()
            .collect(),
        headers: headers(errors),
    }
}

/// An example for the document, and what a demonstration sends: headers and body.
fn example<E: ContractError>(said: &Description, error: &E) -> NamedExample {
    let headers: Map<String, Value> = said
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.as_str().into()))
        .collect();
    NamedExample {
        name: said.name,
        summary: said.summary,
        can_be_requested: said.can_be_requested,
        value: error.example(),
        headers,
        body: error.body().json,
    }
}

/// The headers that these errors are sent with. One that each of them has is promised.
fn headers<E>(errors: &[(Description, E)]) -> Vec<MetaHeader> {
    let sent = || errors.iter().map(|(said, _)| &said.headers);
    let takes_basic = sent().flatten().any(|(_, value)| value.starts_with("Basic"));
    let challenge = match takes_basic {
        true => "`Basic` (an API key and its client secret) and `Bearer` (the API key alone).",
        false => "`Bearer`, with `error=\"invalid_token\"` when a token was sent (RFC 6750 section 3).",
    };
    let mut headers = vec![no_store()];
    for (name, description, schema) in [
        ("WWW-Authenticate", challenge, String::schema_ref()),
        ("Retry-After", "Seconds to wait before retrying.", at_least_one()),
        ("Allow", "The methods that this path supports.", String::schema_ref()),
    ] {
        let count = sent()
            .filter(|one| one.iter().any(|(known, _)| known.as_str().eq_ignore_ascii_case(name)))
            .count();
        if count > 0 {
            let header = header(name, description, count == errors.len());
            headers.push(MetaHeader { schema, ..header });
        }
    }
    headers
}
