//! Values of which the service can send no others, so that the documents say `enum` and generated clients can tell
//! answers apart.
//!
//! [`literals`] declares a type with one value, such as the `success` of an error, which is always `false`, or with
//! several, such as error codes. Both kinds are JSON texts, numbers or booleans. A number is always a type with a name,
//! because generators for Rust write the others as texts.

use poem_openapi::registry::MetaSchema;
use serde_json::Value;

use crate::model::Realm;

/// Declares types of closed values: `pub struct Name = value;` for a single value, which stands in the document where it
/// is used, and `pub enum Name { Variant = value, }` for several, which have a schema of their own there, named `as` it
/// says.
#[macro_export]
macro_rules! literals {
    () => {};
    ($(#[doc = $doc:literal])+ $vis:vis struct $name:ident = $value:literal; $($rest:tt)*) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis struct $name;

        impl $name {
            fn all() -> [Self; 1] {
                [Self]
            }

            fn json(self) -> serde_json::Value {
                serde_json::Value::from($value)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$value, serializer)
            }
        }

        $crate::contracts::kit::literal::literal_type!($name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_ref() -> poem_openapi::registry::MetaSchemaRef {
                let schema = $crate::contracts::kit::literal::schema(Self::all().map(Self::json), "");
                poem_openapi::registry::MetaSchemaRef::Inline(Box::new(schema))
            }
        });
        $crate::contracts::kit::literal::literals! { $($rest)* }
    };
    ($(#[doc = $doc:literal])+ $vis:vis enum $name:ident $(as $schema:literal)? { $($variant:ident = $value:literal,)+ } $($rest:tt)*) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name {
            $(#[doc = concat!("`", $value, "`")] $variant,)+
        }

        impl $name {
            fn all() -> impl Iterator<Item = Self> {
                [$(Self::$variant),+].into_iter()
            }

            fn json(self) -> serde_json::Value {
                match self {
                    $(Self::$variant => serde_json::Value::from($value),)+
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant => serde::Serialize::serialize(&$value, serializer),)+
                }
            }
        }

        $crate::contracts::kit::literal::literal_type!($name {
            fn name() -> std::borrow::Cow<'static, str> {
                [$($schema,)? stringify!($name)][0].into()
            }

            fn schema_ref() -> poem_openapi::registry::MetaSchemaRef {
                poem_openapi::registry::MetaSchemaRef::Reference(<Self as poem_openapi::types::Type>::name().into_owned())
            }

            fn register(registry: &mut poem_openapi::registry::Registry) {
                registry.create_schema::<Self, _>(<Self as poem_openapi::types::Type>::name().into_owned(), |_| {
                    $crate::contracts::kit::literal::schema(Self::all().map(Self::json), concat!($($doc),+))
                });
            }
        });
        $crate::contracts::kit::literal::literals! { $($rest)* }
    };
}

/// What poem-openapi wants of a type of closed values, around these functions of its schema.
#[macro_export]
macro_rules! literal_type {
    ($name:ident { $($schema:item)+ }) => {
        impl poem_openapi::types::Type for $name {
            const IS_REQUIRED: bool = true;
            type RawValueType = Self;
            type RawElementValueType = Self;

            $($schema)+

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }

            fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
                Box::new(std::iter::once(self))
            }
        }

        impl poem_openapi::types::ToJSON for $name {
            fn to_json(&self) -> Option<serde_json::Value> {
                Some(self.json())
            }
        }

        impl poem_openapi::types::ParseFromJSON for $name {
            fn parse_from_json(value: Option<serde_json::Value>) -> poem_openapi::types::ParseResult<Self> {
                let value = value.unwrap_or_default();
                Self::all()
                    .into_iter()
                    .find(|one| one.json() == value)
                    .ok_or_else(|| poem_openapi::types::ParseError::expected_type(value))
            }
        }
    };
}

pub use {literal_type, literals};

/// The schema of a type with these values.
pub fn schema(values: impl IntoIterator<Item = Value>, description: &'static str) -> MetaSchema {
    let values: Vec<Value> = values.into_iter().collect();
    let (ty, format) = match values.first() {
        Some(Value::Bool(_)) => ("boolean", None),
        Some(Value::Number(_)) => ("integer", Some("int32")),
        Some(Value::String(_) | Value::Null | Value::Array(_) | Value::Object(_)) | None => ("string", None),
    };
    MetaSchema {
        description: (!description.is_empty()).then(|| description.trim()),
        format,
        enum_items: values,
        ..MetaSchema::new(ty)
    }
}

literals! {
    /// `true`: the operation succeeded.
    pub struct True = true;
    /// `false`: the operation failed.
    pub struct False = false;
    /// The realm of an account.
    pub enum RealmName {
        Users = "users",
        Subscribers = "subscribers",
    }
}

impl From<Realm> for RealmName {
    fn from(realm: Realm) -> Self {
        match realm {
            Realm::Users => Self::Users,
            Realm::Subscribers => Self::Subscribers,
        }
    }
}
