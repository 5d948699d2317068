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
    /// Whether a member that may be absent may be `null`, too.
    const IS_NULLABLE: bool = true;

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

/// What a change may leave out, but not empty.
pub struct Kept<K>(PhantomData<fn() -> K>);

impl<K: FieldType> FieldType for Kept<K> {
    type Value = K::Value;
    const A: &'static str = K::A;
    const IS_NULLABLE: bool = false;

    fn schema() -> MetaSchemaRef {
        K::schema().merge(K::schema_of_required())
    }

    fn register(registry: &mut Registry) {
        K::register(registry);
    }

    fn write(value: &K::Value) -> Value {
        K::write(value)
    }

    fn is_null(json: &Value) -> bool {
        K::is_null(json)
    }

    fn read(json: Value) -> Option<K::Value> {
        K::read(json)
    }
}

/// A whole number.
pub struct Integer;

impl FieldType for Integer {
    type Value = i64;
    const A: &'static str = "a whole number";

    fn schema() -> MetaSchemaRef {
        inline(MetaSchema::new_with_format("integer", "int64"))
    }

    fn write(value: &i64) -> Value {
        (*value).into()
    }

    fn read(json: Value) -> Option<i64> {
        match json {
            Value::Number(number) => number.as_i64(),
            Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// A whole number from 0 to this one.
pub struct UpTo<const MAX: i64>;

impl<const MAX: i64> FieldType for UpTo<MAX> {
    type Value = i64;
    const A: &'static str = Integer::A;

    fn schema() -> MetaSchemaRef {
        Integer::schema().merge(MetaSchema {
            minimum: Some(0.0),
            #[expect(clippy::cast_precision_loss, reason = "a number that a double holds")]
            maximum: Some(MAX as f64),
            ..MetaSchema::ANY
        })
    }

    fn write(value: &i64) -> Value {
        Integer::write(value)
    }

    fn read(json: Value) -> Option<i64> {
        Integer::read(json)
    }
}

/// `true` or `false`.
pub struct Boolean;

impl FieldType for Boolean {
    type Value = bool;
    const A: &'static str = "true or false";

    fn schema() -> MetaSchemaRef {
        inline(MetaSchema::new("boolean"))
    }

    fn write(value: &bool) -> Value {
        (*value).into()
    }

    fn read(json: Value) -> Option<bool> {
        json.as_bool()
    }
}

/// One of the words of a closed list.
pub trait Words: Send + Sync + 'static {
    /// The words.
    const WORDS: &'static [&'static str];
    /// As in "must be active or disabled".
    const A: &'static str;
}

/// One of these words.
pub struct OneOf<W>(PhantomData<fn() -> W>);

impl<W: Words> FieldType for OneOf<W> {
    type Value = &'static str;
    const A: &'static str = W::A;

    fn schema() -> MetaSchemaRef {
        inline(MetaSchema {
            enum_items: W::WORDS.iter().map(|word| Value::from(*word)).collect(),
            ..MetaSchema::new("string")
        })
    }

    fn write(value: &&'static str) -> Value {
        (*value).into()
    }

    fn read(json: Value) -> Option<&'static str> {
        let text = json.as_str()?;
        W::WORDS.iter().copied().find(|word| *word == text)
    }
}

/// A list of at most so many words of a closed list.
pub struct ManyOf<W, const MAX: usize>(PhantomData<fn() -> W>);

impl<W: Words, const MAX: usize> FieldType for ManyOf<W, MAX> {
    type Value = Vec<&'static str>;
    const A: &'static str = W::A;

    fn schema() -> MetaSchemaRef {
        inline(MetaSchema {
            items: Some(Box::new(OneOf::<W>::schema())),
            max_items: Some(MAX),
            ..MetaSchema::new("array")
        })
    }

    fn schema_of_required() -> MetaSchema {
        MetaSchema {
            min_items: Some(1),
            ..MetaSchema::ANY
        }
    }

    fn write(value: &Vec<&'static str>) -> Value {
        value.clone().into()
    }

    fn read(json: Value) -> Option<Vec<&'static str>> {
        match json {
            Value::Array(items) => items.into_iter().map(OneOf::<W>::read).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => None,
        }
    }
}
