//! From errors to HTTP, by way of a contract's words.

use std::error::Error;

use poem::Response;
use poem::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::ToJSON;
use serde_json::Value;

use super::description::Description;
use super::failure::Failure;
use crate::http::ascii_json;
use crate::model::error_chain;

/// The errors of a contract, in its words: an enum of the errors that its operations can return, in its `error.rs`.
/// Answers and documents are both made from it.
pub trait ContractError: Error + From<Failure> + Send + Sync + 'static {
    /// The content type of the answer.
    const CONTENT_TYPE: &'static str = "application/json";

    /// The body of the answer.
    fn body(&self) -> Body;

    /// Status, headers and documentation.
    fn describe(&self) -> Description;

    /// The body as the document shows it.
    fn example(&self) -> Value {
        self.body().json
    }
}

/// A body with its schema.
pub struct Body {
    /// The JSON that is sent.
    pub json: Value,
    /// What the document calls its type.
    pub schema: fn() -> MetaSchemaRef,
    /// Puts the type into a document.
    pub register: fn(&mut Registry),
}

impl Body {
    /// Wraps a wire type.
    pub fn new<T: ToJSON>(body: T) -> Self {
        Self {
            json: body.to_json().unwrap_or_default(),
            schema: T::schema_ref,
            register: T::register,
        }
    }
}

/// Answers with an error. Where the server is to blame, it is logged: once, here, with the whole chain of causes.
///
/// Every answer of a contract depends on a credential, so no cache may store it.
pub fn answer<E: ContractError>(error: &E) -> Response {
    let description = error.describe();
    if description.status.is_server_error() {
        tracing::error!(error = error_chain(error), "a request failed");
    }
    let mut response = Response::builder()
        .status(description.status)
        .header(CONTENT_TYPE, E::CONTENT_TYPE)
        .header(CACHE_CONTROL, "no-store");
    for (name, value) in description.headers {
        response = response.header(name, value);
    }
    response.body(ascii_json::to_vec(&error.body().json, 0).unwrap_or_default())
}

/// Answers with what is wrong with a request, in a contract's words.
pub fn answer_failure<E: ContractError>(failure: Failure) -> Response {
    answer(&E::from(failure))
}

/// Answers with the error that left an operation. Those of the contract are answers already.
pub fn answer_error<E: ContractError>(error: poem::Error) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    answer_failure::<E>(Failure::from(error))
}

/// Rejects a request with an error of the contract, from an extractor.
pub fn reject<E: ContractError>(error: impl Into<E>) -> poem::Error {
    poem::Error::from_response(answer::<E>(&error.into()))
}
