//! Dates and times in answers.

use std::borrow::Cow;

use poem_openapi::registry::MetaSchemaRef;
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::field_type::{DateTime, FieldType, rfc3339};
use crate::model::Timestamp;

/// A point in time as RFC 3339, UTC, with `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UtcDateTime(pub Timestamp);

impl Type for UtcDateTime {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "date-time".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        DateTime::schema()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromJSON for UtcDateTime {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let value = value.unwrap_or_default();
        DateTime::read(value.clone())
            .map(Self)
            .ok_or_else(|| ParseError::expected_type(value))
    }
}

impl ToJSON for UtcDateTime {
    fn to_json(&self) -> Option<Value> {
        Some(DateTime::write(&self.0))
    }
}

impl Serialize for UtcDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}
