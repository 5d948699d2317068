//! The names of roles and permissions as a [`super::field::Field`].

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use serde_json::Value;

use super::field_type::{FieldType, inline};
use super::text::Name;

/// A list of at most so many names of roles or permissions.
pub struct Names<const MAX: usize>;

impl<const MAX: usize> FieldType for Names<MAX> {
    type Value = Vec<String>;
    const A: &'static str = "an array of strings";

    fn schema() -> MetaSchemaRef {
        inline(MetaSchema {
            items: Some(Box::new(Name::schema())),
            max_items: Some(MAX),
            ..MetaSchema::new("array")
        })
    }

    fn write(value: &Vec<String>) -> Value {
        value.clone().into()
    }

    fn read(json: Value) -> Option<Vec<String>> {
        match json {
            Value::Array(items) => items
                .into_iter()
                .map(|item| match item {
                    Value::String(text) => Some(text),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
                })
                .collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => None,
        }
    }
}
