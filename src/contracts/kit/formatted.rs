//! Texts of a format in answers: generated clients read them into types of their own.

use std::borrow::Cow;
use std::marker::PhantomData;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A format of the OpenAPI Format Registry (<https://spec.openapis.org/registry/format/>).
pub trait Format: Send + Sync + 'static {
    /// Its name.
    const NAME: &'static str;
}

/// `uuid` (RFC 9562).
pub struct Uuid;
/// `email` (RFC 5321 section 4.1.2).
pub struct Email;
/// `uri` (RFC 3986).
pub struct Uri;
/// `uri-reference` (RFC 3986 section 4.1).
pub struct UriReference;
/// `byte`: base64 (RFC 4648 section 4).
pub struct Base64;
/// An address of either version of IP. The registry has formats for each alone.
pub struct IpAddress;

impl Format for Uuid {
    const NAME: &'static str = "uuid";
}

impl Format for Email {
    const NAME: &'static str = "email";
}

impl Format for Uri {
    const NAME: &'static str = "uri";
}

impl Format for UriReference {
    const NAME: &'static str = "uri-reference";
}

impl Format for Base64 {
    const NAME: &'static str = "byte";
}

impl Format for IpAddress {
    const NAME: &'static str = "ip";
}

/// A text of this format.
pub struct Formatted<F>(String, PhantomData<fn() -> F>);

impl<F> From<String> for Formatted<F> {
    fn from(text: String) -> Self {
        Self(text, PhantomData)
    }
}

impl<F> From<&str> for Formatted<F> {
    fn from(text: &str) -> Self {
        Self(text.to_owned(), PhantomData)
    }
}

impl<F> Serialize for Formatted<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<F: Format> Type for Formatted<F> {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        F::NAME.into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", F::NAME)))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl<F: Format> ParseFromJSON for Formatted<F> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => Ok(text.into()),
            other => Err(ParseError::expected_type(other.unwrap_or_default())),
        }
    }
}

impl<F: Format> ToJSON for Formatted<F> {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.0.clone()))
    }
}
