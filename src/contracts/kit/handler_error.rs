//! The error type of handlers: a failure, and the list of failures that the operation documents.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use poem::http::header::HeaderName;
use poem_openapi::ApiResponse;
use poem_openapi::registry::{
    MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};
use poem_openapi::types::Type;
use serde_json::{Value, json};

use super::error_response::ErrorFormat;
use super::failure::Failure;

/// Marks an example that [`super::document`] moves from a schema to its answer.
pub const EXAMPLES: &str = "latchkey:examples";

/// The failures that an operation documents. One type for each distinct list, in the contract's `error.rs`.
pub trait Documented: Send + Sync + 'static {
    /// Whose words they are put into.
    type ErrorFormat: ErrorFormat;

    /// One of each.
    fn failures() -> Vec<Failure>;
}

/// A failure on its way out of a handler. The contract's outermost layer puts it into words; the document is made
/// from the same words for the failures in `D`.
pub struct HandlerError<D>(Failure, PhantomData<fn() -> D>);

impl<D, E: Into<Failure>> From<E> for HandlerError<D> {
    fn from(error: E) -> Self {
        Self(error.into(), PhantomData)
    }
}

impl<D: Documented> From<HandlerError<D>> for poem::Error {
    fn from(reject: HandlerError<D>) -> Self {
        reject.0.into()
    }
}

impl<D: Documented> ApiResponse for HandlerError<D> {
    fn meta() -> MetaResponses {
        let mut by_status: BTreeMap<u16, Vec<Failure>> = BTreeMap::new();
        for failure in D::failures() {
            by_status
                .entry(D::ErrorFormat::status(&failure).as_u16())
                .or_default()
                .push(failure);
        }
        let responses = by_status.iter();
        MetaResponses {
            responses: responses
                .map(|(status, all)| response::<D::ErrorFormat>(*status, all))
                .collect(),
        }
    }

    fn register(registry: &mut Registry) {
        for failure in D::failures() {
            (D::ErrorFormat::body(&failure).register)(registry);
        }
    }
}

/// What the document says of the failures with one status, of which there is at least one.
fn response<V: ErrorFormat>(status: u16, failures: &[Failure]) -> MetaResponse {
    let examples: Vec<Value> = failures
        .iter()
        .map(|failure| {
            let (name, summary) = V::documented(failure);
            json!({ "name": name, "summary": summary, "value": V::example(failure) })
        })
        .collect();
    let schema = MetaSchema {
        all_of: failures
            .first()
            .map(|first| (V::body(first).schema)())
            .into_iter()
            .collect(),
        example: Some(json!({ EXAMPLES: examples })),
        ..MetaSchema::ANY
    };
    MetaResponse {
        description: "",
        status: Some(status),
        status_range: None,
        content: vec![MetaMediaType {
            content_type: V::CONTENT_TYPE,
            schema: MetaSchemaRef::Inline(Box::new(schema)),
        }],
        headers: headers::<V>(failures),
    }
}

/// The headers that these failures are sent with. One that each of them has is promised.
fn headers<V: ErrorFormat>(failures: &[Failure]) -> Vec<MetaHeader> {
    let sent: Vec<Vec<(HeaderName, String)>> = failures.iter().map(V::headers).collect();
    let takes_basic = sent.iter().flatten().any(|(_, value)| value.starts_with("Basic"));
    let challenge = match takes_basic {
        true => "`Basic` and `Bearer`: with an API key and its client secret, or with the API key alone.",
        false => "`Bearer`, with `error=\"invalid_token\"` when a token was sent (RFC 6750 section 3).",
    };
    let mut headers = vec![header("Cache-Control", "Always `no-store`.", true)];
    for (name, description, schema) in [
        ("WWW-Authenticate", challenge, String::schema_ref()),
        ("Retry-After", "Seconds to wait before trying again.", at_least_one()),
        ("Allow", "The methods that this path takes.", String::schema_ref()),
    ] {
        let has =
            |one: &Vec<(HeaderName, String)>| one.iter().any(|(known, _)| known.as_str().eq_ignore_ascii_case(name));
        if sent.iter().any(has) {
            let header = header(name, description, sent.iter().all(has));
            headers.push(MetaHeader { schema, ..header });
        }
    }
    headers
}

fn at_least_one() -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(MetaSchema {
        minimum: Some(1.0),
        ..MetaSchema::new_with_format("integer", "int32")
    }))
}

/// A header of an answer, for the documents.
pub fn header(name: &str, description: &str, required: bool) -> MetaHeader {
    MetaHeader {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required,
        deprecated: false,
        schema: String::schema_ref(),
    }
}

/// The JSON of an example, as [`super::document`] finds it.
pub fn examples_of(schema: &Value) -> Option<&Vec<Value>> {
    schema.get("example")?.get(EXAMPLES)?.as_array()
}
