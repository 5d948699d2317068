//! From failures to HTTP, by way of a contract's words.

use poem::Response;
use poem::http::StatusCode;
use poem::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use poem_openapi::registry::{MetaSchemaRef, Registry};
use poem_openapi::types::ToJSON;
use serde_json::Value;

use super::failure::Failure;

/// What a contract says when something goes wrong: implemented once in each contract's `error.rs`, as an exhaustive
/// match, and read both by answers and by the documents.
pub trait ErrorFormat: Send + Sync + 'static {
    /// The body of the answer.
    fn body(failure: &Failure) -> Body;

    /// The content type of the answer.
    const CONTENT_TYPE: &'static str = "application/json";

    /// The status of the answer.
    fn status(failure: &Failure) -> StatusCode {
        failure.usual_status()
    }

    /// The headers that HTTP asks for with it.
    fn headers(failure: &Failure) -> Vec<(HeaderName, String)> {
        failure.headers()
    }

    /// The body as the document shows it.
    fn example(failure: &Failure) -> Value {
        Self::body(failure).json
    }

    /// A name for it and a sentence about it, for the document.
    fn documented(failure: &Failure) -> (&'static str, &'static str) {
        failure.documented()
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

/// Answers with a failure that has happened, in a contract's words.
pub fn answer<V: ErrorFormat>(failure: &Failure) -> Response {
    failure.log();
    say::<V>(failure)
}

/// Puts a failure into a contract's words. Every answer of a contract depends on a credential, so none is stored by a
/// cache.
pub fn say<V: ErrorFormat>(failure: &Failure) -> Response {
    let mut response = Response::builder()
        .status(V::status(failure))
        .header(CONTENT_TYPE, V::CONTENT_TYPE)
        .header(CACHE_CONTROL, "no-store");
    for (name, value) in V::headers(failure) {
        response = response.header(name, value);
    }
    response.body(V::body(failure).json.to_string())
}

/// Answers with whatever error left an operation.
pub fn answer_error<V: ErrorFormat>(error: poem::Error) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    answer::<V>(&Failure::from(error))
}
