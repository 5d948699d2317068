//! Named examples: for each response of an operation the example of that response and, under the same name, what a
//! client sends for it. Mocks, contract testers and collection runners pair the two by their names.
//!
//! poem-openapi has one example a type, without a name. The examples of a body or an answer are left in its schema, and
//! [`super::document`] moves them to where they belong.

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{Example, ToJSON};
use serde_json::{Map, Value, json};

/// Marks the examples in a schema.
const EXAMPLES: &str = "latchkey:examples";
/// The name of the example of a success.
pub const OK: &str = "ok";

/// A body that a client sends, as the document shows it. Its [`Example`] leads to a success, and is what is sent for each
/// error that has nothing to do with the body.
pub trait RequestExamples: Example + ToJSON + Sized {
    /// The names of its members and of all below, for content types whose reader ignores their case.
    const MEMBERS: &'static [&'static str] = &[];

    /// The bodies that lead to other responses, each by the name of that response's example. The first of all the
    /// examples is the one that Swagger UI proposes.
    fn others() -> Vec<(&'static str, Self)> {
        Vec::new()
    }

    /// Whether [`Example`] stands behind the others: for an operation that does harm when it is tried out.
    const OK_IS_LAST: bool = false;
}

/// An example, and what the document says of it.
#[derive(Debug, Clone)]
pub struct NamedExample {
    /// Its name: that of the meaning of an error, or [`OK`].
    pub name: &'static str,
    /// A sentence about it.
    pub summary: &'static str,
    /// Whether a request that its schema allows can lead to it.
    pub can_be_requested: bool,
    /// The JSON that the document shows.
    pub value: Value,
    /// What else a demonstration sends with it, and the document shows.
    pub headers: Map<String, Value>,
    /// The JSON that a demonstration sends.
    pub body: Value,
}

impl NamedExample {
    /// An example without headers.
    pub fn new(name: &'static str, value: Value) -> Self {
        Self {
            name,
            summary: "",
            can_be_requested: true,
            body: value.clone(),
            value,
            headers: Map::new(),
        }
    }

    fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "summary": self.summary,
            "can_be_requested": self.can_be_requested,
            "value": self.value,
            "headers": self.headers,
            "body": self.body,
        })
    }
}

/// The examples of a body that a client sends.
pub fn of_request<T: RequestExamples>() -> Vec<NamedExample> {
    let ok = (OK, T::example());
    let all: Vec<_> = match T::OK_IS_LAST {
        true => T::others().into_iter().chain([ok]).collect(),
        false => std::iter::once(ok).chain(T::others()).collect(),
    };
    all.into_iter()
        .map(|(name, body)| NamedExample::new(name, body.to_json().unwrap_or_default()))
        .collect()
}

/// A schema with examples in it.
pub fn with_examples(schema: MetaSchemaRef, examples: &[NamedExample]) -> MetaSchemaRef {
    let examples: Vec<Value> = examples.iter().map(NamedExample::to_json).collect();
    MetaSchemaRef::Inline(Box::new(MetaSchema {
        all_of: vec![schema],
        example: Some(json!({ EXAMPLES: examples })),
        ..MetaSchema::ANY
    }))
}

/// Takes the examples out of the JSON of a schema, and leaves the schema as it was without them.
pub fn take(schema: &mut Value) -> Vec<Value> {
    let Some(examples) = schema.get("example").and_then(listed).cloned() else {
        return Vec::new();
    };
    *schema = schema["allOf"][0].take();
    examples
}

/// The examples in the `example` of a schema.
pub fn listed(example: &Value) -> Option<&Vec<Value>> {
    example.get(EXAMPLES)?.as_array()
}
