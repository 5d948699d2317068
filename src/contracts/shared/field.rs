//! Fields that remember what they saw.
//!
//! A derived object stops reading at its first bad field, and poem-openapi's `String` also takes numbers. Clients are
//! told of all bad fields at once, so a [`Field`] always reads, and [`super::check`] judges it afterwards. In the
//! document it looks like the plain type it stands for.

use std::borrow::Cow;
use std::marker::PhantomData;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;

use crate::model::Timestamp;

/// A kind of value that a field can have.
pub trait Kind: Send + Sync + 'static {
    /// What it is read as.
    type Value: Send + Sync;
    /// As in "must be a string".
    const A: &'static str;

    /// What the document says of it.
    fn schema() -> MetaSchema;

    /// Writes it: for examples.
    fn write(value: &Self::Value) -> Value;

    /// Reads it; `None` when the JSON is of another type.
    fn read(json: Value) -> Option<Self::Value>;
}

/// A text of at most 255 characters.
pub struct Text;
/// A text of any length that the body's limit allows.
pub struct LongText;
/// An e-mail address.
pub struct Email;
/// A password: at most 1,024 bytes.
pub struct Secret;
/// A date and time (RFC 3339).
pub struct DateTime;

impl Kind for Text {
    type Value = String;
    const A: &'static str = "a string";

    fn schema() -> MetaSchema {
        MetaSchema { max_length: Some(255), ..MetaSchema::new("string") }
    }

    fn write(value: &String) -> Value {
        Value::String(value.clone())
    }

    fn read(json: Value) -> Option<String> {
        text(json)
    }
}

impl Kind for LongText {
    type Value = String;
    const A: &'static str = "a string";

    fn schema() -> MetaSchema {
        MetaSchema::new("string")
    }

    fn write(value: &String) -> Value {
        Value::String(value.clone())
    }

    fn read(json: Value) -> Option<String> {
        text(json)
    }
}

impl Kind for Email {
    type Value = String;
    const A: &'static str = "a string";

    fn schema() -> MetaSchema {
        MetaSchema { max_length: Some(255), ..MetaSchema::new_with_format("string", "email") }
    }

    fn write(value: &String) -> Value {
        Value::String(value.clone())
    }

    fn read(json: Value) -> Option<String> {
        text(json)
    }
}

impl Kind for Secret {
    type Value = String;
    const A: &'static str = "a string";

    fn schema() -> MetaSchema {
        MetaSchema { max_length: Some(1024), ..MetaSchema::new_with_format("string", "password") }
    }

    fn write(value: &String) -> Value {
        Value::String(value.clone())
    }

    fn read(json: Value) -> Option<String> {
        text(json)
    }
}

impl Kind for DateTime {
    type Value = Timestamp;
    const A: &'static str = "a date and time such as 2019-08-24T14:15:22Z";

    fn schema() -> MetaSchema {
        MetaSchema::new_with_format("string", "date-time")
    }

    fn write(value: &Timestamp) -> Value {
        Value::String(rfc3339(*value))
    }

    fn read(json: Value) -> Option<Timestamp> {
        time::OffsetDateTime::parse(json.as_str()?, &Rfc3339).ok().map(Timestamp::from)
    }
}

/// A point in time as RFC 3339 in UTC with `Z`; with milliseconds unless they are zero.
pub fn rfc3339(at: Timestamp) -> String {
    // Formatting fails only for years beyond 9999, which `Timestamp` gives back as the epoch.
    time::OffsetDateTime::from(at).format(&Rfc3339).unwrap_or_default()
}

fn text(json: Value) -> Option<String> {
    match json {
        Value::String(text) => Some(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What stood in a field.
pub enum Seen<T> {
    /// Nothing: there is no such member.
    Absent,
    /// `null`.
    Null,
    /// Something of another type.
    Wrong,
    /// A value.
    Value(T),
}

/// A member of a request. `REQUIRED` and the kind are what the document shows.
pub struct Field<K: Kind, const REQUIRED: bool = true>(pub Seen<K::Value>, PhantomData<fn() -> K>);

/// A member of a request that may be absent or `null`.
pub type Optional<K> = Field<K, false>;

impl<K: Kind<Value = String>, const REQUIRED: bool> Field<K, REQUIRED> {
    /// A field with this text: for examples.
    pub fn of(text: &str) -> Self {
        Self(Seen::Value(text.to_owned()), PhantomData)
    }
}

impl<K: Kind, const REQUIRED: bool> Field<K, REQUIRED> {
    /// A field that is not there: for examples.
    pub fn absent() -> Self {
        Self(Seen::Absent, PhantomData)
    }
}

impl<K: Kind, const REQUIRED: bool> Type for Field<K, REQUIRED> {
    const IS_REQUIRED: bool = REQUIRED;
    type RawValueType = K::Value;
    type RawElementValueType = K::Value;

    fn name() -> Cow<'static, str> {
        K::A.into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema { nullable: !REQUIRED, ..K::schema() }))
    }

    fn as_raw_value(&self) -> Option<&K::Value> {
        None
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a K::Value> + 'a> {
        Box::new(std::iter::empty())
    }
}

impl<K: Kind, const REQUIRED: bool> ParseFromJSON for Field<K, REQUIRED> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let seen = match value {
            None => Seen::Absent,
            Some(Value::Null) => Seen::Null,
            Some(other) => K::read(other).map_or(Seen::Wrong, Seen::Value),
        };
        Ok(Self(seen, PhantomData))
    }
}

impl<K: Kind, const REQUIRED: bool> ToJSON for Field<K, REQUIRED> {
    /// Requests are only read; their examples are written.
    fn to_json(&self) -> Option<Value> {
        match &self.0 {
            Seen::Value(value) => Some(K::write(value)),
            Seen::Null => Some(Value::Null),
            Seen::Absent | Seen::Wrong => None,
        }
    }
}
