//! Fields that record what was sent.
//!
//! A derived object stops reading at its first bad field, and poem-openapi's `String` also takes numbers. Clients are
//! told of all bad fields at once, so a [`Field`] always reads, and [`super::validate`] validates it afterwards. In the
//! document it looks like the plain type it stands for.

use std::borrow::Cow;
use std::marker::PhantomData;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::Value;

pub use super::coerced::{Coerced, LooseDateTime};
pub use super::field_type::{DateTime, FieldType, Kept, ListOf, Nested};
pub use super::text::{Email, HttpUrl, Ignored, Image, Label, LongText, Name, NewSecret, Secret, Text, Token};

/// What was sent for a field.
pub enum FieldState<T> {
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
pub struct Field<K: FieldType, const REQUIRED: bool = true>(pub FieldState<K::Value>, PhantomData<fn() -> K>);

/// A member of a request that may be absent or `null`.
pub type Optional<K> = Field<K, false>;

impl<K: FieldType<Value = String>, const REQUIRED: bool> Field<K, REQUIRED> {
    /// A field with this text: for examples.
    pub fn of(text: &str) -> Self {
        Self::with(text.to_owned())
    }
}

impl<K: FieldType, const REQUIRED: bool> Field<K, REQUIRED> {
    /// A field with this value: for examples.
    pub fn with(value: K::Value) -> Self {
        Self(FieldState::Value(value), PhantomData)
    }

    /// A field in this state.
    pub(super) fn in_state(state: FieldState<K::Value>) -> Self {
        Self(state, PhantomData)
    }

    /// A field that is not there: for examples.
    pub fn absent() -> Self {
        Self(FieldState::Absent, PhantomData)
    }
}

impl<K: FieldType, const REQUIRED: bool> Type for Field<K, REQUIRED> {
    const IS_REQUIRED: bool = REQUIRED;
    type RawValueType = K::Value;
    type RawElementValueType = K::Value;

    fn name() -> Cow<'static, str> {
        K::A.into()
    }

    fn schema_ref() -> MetaSchemaRef {
        K::schema().merge(match REQUIRED {
            true => K::schema_of_required(),
            false => MetaSchema {
                nullable: K::IS_NULLABLE,
                ..MetaSchema::ANY
            },
        })
    }

    fn register(registry: &mut Registry) {
        K::register(registry);
    }

    fn as_raw_value(&self) -> Option<&K::Value> {
        None
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a K::Value> + 'a> {
        Box::new(std::iter::empty())
    }
}

impl<K: FieldType, const REQUIRED: bool> ParseFromJSON for Field<K, REQUIRED> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let state = match value {
            None => FieldState::Absent,
            Some(nothing) if K::is_null(&nothing) => FieldState::Null,
            Some(other) => K::read(other).map_or(FieldState::Wrong, FieldState::Value),
        };
        Ok(Self(state, PhantomData))
    }
}

impl<K: FieldType, const REQUIRED: bool> ToJSON for Field<K, REQUIRED> {
    /// Requests are only read; their examples are written.
    fn to_json(&self) -> Option<Value> {
        match &self.0 {
            FieldState::Value(value) => Some(K::write(value)),
            FieldState::Null => Some(Value::Null),
            FieldState::Absent | FieldState::Wrong => None,
        }
    }
}
