//! Fields that remember what they saw.
//!
//! A derived object stops reading at its first bad field, and poem-openapi's `String` also takes numbers. Clients are
//! told of all bad fields at once, so a [`Field`] always reads, and [`super::check`] judges it afterwards. In the
//! document it looks like the plain type it stands for.

use std::borrow::Cow;
use std::marker::PhantomData;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::Value;

pub use super::kind::{DateTime, Kind, ListOf, Nested};
pub use super::text::{Email, Ignored, LongText, NewSecret, Secret, Text, Token};

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
        Self::with(text.to_owned())
    }
}

impl<K: Kind, const REQUIRED: bool> Field<K, REQUIRED> {
    /// A field with this value: for examples.
    pub fn with(value: K::Value) -> Self {
        Self(Seen::Value(value), PhantomData)
    }

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
        K::schema().merge(match REQUIRED {
            true => K::schema_of_required(),
            false => MetaSchema {
                nullable: true,
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
