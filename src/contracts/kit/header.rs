//! Headers of answers, as the documents show them.

use poem_openapi::registry::{MetaHeader, MetaSchema, MetaSchemaRef};
use poem_openapi::types::Type;
use serde_json::{Value, json};

/// What the documents say of the header by which no cache keeps an answer.
pub const NO_STORE: &str = "Always `no-store`.";

/// A header with a text.
pub fn header(name: &str, description: &str, required: bool) -> MetaHeader {
    MetaHeader {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required,
        deprecated: false,
        schema: String::schema_ref(),
    }
}

/// A header that is always there, with an example of its text.
pub fn header_with_example(name: &str, description: &str, example: &str) -> MetaHeader {
    let schema = MetaSchema {
        example: Some(example.into()),
        ..MetaSchema::new("string")
    };
    MetaHeader {
        schema: MetaSchemaRef::Inline(Box::new(schema)),
        ..header(name, description, true)
    }
}

/// The header by which no cache keeps an answer.
pub fn no_store() -> MetaHeader {
    header("Cache-Control", NO_STORE, true)
}

/// A number of seconds to wait.
pub fn at_least_one() -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(MetaSchema {
        minimum: Some(1.0),
        ..MetaSchema::new_with_format("integer", "int32")
    }))
}

/// The headers that a document says once, and that its answers refer to.
pub fn shared_headers() -> Value {
    json!({
        "NoStore": {
            "description": NO_STORE,
            "required": true,
            "schema": { "type": "string", "enum": ["no-store"] },
            "example": "no-store",
        },
        "RequestId": {
            "description": "The id of the request, also in the server log: the `X-Request-Id` that was sent, or a new one.",
            "required": true,
            "schema": { "type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9._-]+$" },
            "example": "4bf92f3577b34da6a3ce929d0e0e4736",
        },
    })
}
