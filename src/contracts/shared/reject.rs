//! The error type of handlers: a failure, and the list of failures that the operation documents.

use std::marker::PhantomData;

use poem_openapi::ApiResponse;
use poem_openapi::registry::{
    MetaHeader, MetaMediaType, MetaResponse, MetaResponses, MetaSchema, MetaSchemaRef, Registry,
};
use poem_openapi::types::Type;
use serde_json::{Value, json};

use super::answer::Voice;
use super::failure::Failure;

/// Marks an example that [`super::document`] moves from a schema to its answer.
pub const EXAMPLES: &str = "latchkey:examples";

/// The failures that an operation documents. One type for each distinct list, in the contract's `error.rs`.
pub trait Documented: Send + Sync + 'static {
    /// Whose words they are put into.
    type Voice: Voice;

    /// One of each.
    fn failures() -> Vec<Failure>;
}

/// A failure on its way out of a handler. The contract's outermost layer puts it into words; the document is made
/// from the same words for the failures in `D`.
pub struct Reject<D>(Failure, PhantomData<fn() -> D>);

impl<D, E: Into<Failure>> From<E> for Reject<D> {
    fn from(error: E) -> Self {
        Self(error.into(), PhantomData)
    }
}

impl<D: Documented> From<Reject<D>> for poem::Error {
    fn from(reject: Reject<D>) -> Self {
        reject.0.into()
    }
}

impl<D: Documented> ApiResponse for Reject<D> {
    fn meta() -> MetaResponses {
        let mut responses: Vec<MetaResponse> = Vec::new();
        for failure in D::failures() {
            let status = D::Voice::status(&failure).as_u16();
            let known = responses.iter_mut().find(|response| response.status == Some(status));
            match known {
                Some(response) => add::<D::Voice>(response, &failure),
                None => {
                    let mut response = first::<D::Voice>(status, &failure);
                    add::<D::Voice>(&mut response, &failure);
                    responses.push(response);
                }
            }
        }
        responses.sort_by_key(|response| response.status);
        MetaResponses { responses }
    }

    fn register(registry: &mut Registry) {
        for failure in D::failures() {
            (D::Voice::body(&failure).register)(registry);
        }
    }
}

fn first<V: Voice>(status: u16, failure: &Failure) -> MetaResponse {
    let schema = MetaSchema {
        all_of: vec![(V::body(failure).schema)()],
        example: Some(json!({ EXAMPLES: [] })),
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
        headers: vec![header("Cache-Control", "Always `no-store`.", true)],
    }
}

fn add<V: Voice>(response: &mut MetaResponse, failure: &Failure) {
    let (name, summary) = V::documented(failure);
    let example = json!({ "name": name, "summary": summary, "value": V::example(failure) });
    for media in &mut response.content {
        if let MetaSchemaRef::Inline(schema) = &mut media.schema
            && let Some(examples) = schema.example.as_mut().and_then(|all| all[EXAMPLES].as_array_mut())
        {
            examples.push(example.clone());
        }
    }
    let sent = V::headers(failure);
    let takes_basic = sent.iter().any(|(_, value)| value.starts_with("Basic"));
    let challenge = match takes_basic {
        true => "`Basic` and `Bearer`: with an API key and its client secret, or with the API key alone.",
        false => "`Bearer`, with `error=\"invalid_token\"` when a token was sent (RFC 6750 section 3).",
    };
    let text = String::schema_ref;
    for (name, description, schema) in [
        ("WWW-Authenticate", challenge, text()),
        ("Retry-After", "Seconds to wait before trying again.", at_least_one()),
        ("Allow", "The methods that this path takes.", text()),
    ] {
        let known = response.headers.iter().any(|known| known.name == name);
        if !known
            && sent
                .iter()
                .any(|(header, _)| header.as_str().eq_ignore_ascii_case(name))
        {
            let header = header(name, description, false);
            response.headers.push(MetaHeader { schema, ..header });
        }
    }
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
