//! What is wrong with a body, member by member.

use std::borrow::Cow;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::{Map, Value};

/// What is wrong, by field: `{"<field>": ["<sentence>", ...]}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Map<String, Value>);

impl FieldErrors {
    /// As if these fields had been missing: for the documents.
    pub fn required(fields: &[&str]) -> Self {
        let mut errors = Self::default();
        for field in fields {
            errors.add(field, "is required");
        }
        errors
    }

    /// One field, one sentence: `The <field> field <what>.`
    pub fn one(field: &str, what: &str) -> Self {
        let mut errors = Self::default();
        errors.add(field, what);
        errors
    }

    /// Adds the sentence `The <field> field <what>.`
    pub(super) fn add(&mut self, field: &str, what: &str) {
        let sentence = Value::String(format!("The {field} field {what}."));
        match self.0.entry(field).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(sentences) => sentences.push(sentence),
            other => *other = sentence,
        }
    }

    /// Whether nothing is wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Type for FieldErrors {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "field errors".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        let sentences = <Vec<String> as Type>::schema_ref();
        MetaSchemaRef::Inline(Box::new(MetaSchema {
            additional_properties: Some(Box::new(sentences)),
            ..MetaSchema::new("object")
        }))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromJSON for FieldErrors {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::Object(members)) => Ok(Self(members)),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl ToJSON for FieldErrors {
    fn to_json(&self) -> Option<Value> {
        Some(Value::Object(self.0.clone()))
    }
}
