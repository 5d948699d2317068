//! The kinds of values that a [`super::field::Field`] can have: how the document shows each, and how it is read. Those
//! that are texts are in [`super::text`].

use std::marker::PhantomData;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use serde_json::Value;
use time::format_description::well_known::Rfc3339;

use crate::model::Timestamp;

/// A kind of value that a field can have.
pub trait FieldType: Send + Sync + 'static {
    /// What it is read as.
    type Value: Send + Sync;
    /// As in "must be a string".
    const A: &'static str;

    /// What the document says of it.
    fn schema() -> MetaSchemaRef;

    /// What the document says beyond that of one that must be there.
    fn schema_of_required() -> MetaSchema {
        MetaSchema::ANY
    }

    /// Puts the types it consists of into a document.
    fn register(_: &mut Registry) {}

    /// Writes it: for examples.
    fn write(value: &Self::Value) -> Value;

    /// Whether the JSON stands for nothing.
    fn is_null(json: &Value) -> bool {
        json.is_null()
    }

    /// Reads it; `None` when the JSON is of another type.
    fn read(json: Value) -> Option<Self::Value>;
}

/// A date and time (RFC 3339).
pub struct DateTime;

impl FieldType for DateTime {
    type Value = Timestamp;
    const A: &'static str = "a date and time such as 2019-08-24T14:15:22Z";

    fn schema() -> MetaSchemaRef {
        inline(MetaSchema::new_with_format("string", "date-time"))
    }

    fn write(value: &Timestamp) -> Value {
        Value::String(rfc3339(*value))
    }

    fn read(json: Value) -> Option<Timestamp> {
        let at = time::OffsetDateTime::parse(json.as_str()?, &Rfc3339).ok()?;
        // In UTC it may be in a year that RFC 3339 cannot write.
        let year = at.checked_to_offset(time::UtcOffset::UTC)?.year();
        (0..=9999).contains(&year).then(|| Timestamp::from(at))
    }
}

pub(super) fn inline(schema: MetaSchema) -> MetaSchemaRef {
    MetaSchemaRef::Inline(Box::new(schema))
}

/// A point in time as RFC 3339 in UTC with `Z`; with milliseconds unless they are zero.
pub fn rfc3339(at: Timestamp) -> String {
    // Formatting fails only for years beyond 9999, which `Timestamp` gives back as the epoch.
    time::OffsetDateTime::from(at).format(&Rfc3339).unwrap_or_default()
}

/// An object.
pub struct Nested<T>(PhantomData<fn() -> T>);
/// A list of at most so many objects.
pub struct ListOf<T, const MAX: usize>(PhantomData<fn() -> T>);

impl<T: ParseFromJSON + ToJSON + 'static> FieldType for Nested<T> {
    type Value = T;
    const A: &'static str = "an object";

    fn schema() -> MetaSchemaRef {
        T::schema_ref()
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn write(value: &T) -> Value {
        value.to_json().unwrap_or_default()
    }

    fn read(json: Value) -> Option<T> {
        json.is_object().then(|| T::parse_from_json(Some(json)).ok()).flatten()
    }
}

impl<T: ParseFromJSON + ToJSON + 'static, const MAX: usize> FieldType for ListOf<T, MAX> {
    type Value = Vec<T>;
    const A: &'static str = "an array of objects";

    fn schema() -> MetaSchemaRef {
        <Vec<T> as Type>::schema_ref().merge(MetaSchema {
            max_items: Some(MAX),
            ..MetaSchema::ANY
        })
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn write(value: &Vec<T>) -> Value {
        value.to_json().unwrap_or_default()
    }

    fn read(json: Value) -> Option<Vec<T>> {
        match json {
            Value::Array(items) => items.into_iter().map(Nested::<T>::read).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => None,
        }
    }
}
