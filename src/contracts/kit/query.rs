//! Parameters in queries and headers that record what was sent, so that all wrong ones are reported at once, in the words
//! of the API. In the document each looks like the plain type it stands for.

use std::borrow::Cow;
use std::marker::PhantomData;

use poem::http::StatusCode;
use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseFromParameter, ParseResult, Type};

use super::description::{DescribedError, Description};
use super::example::{NamedExample, OK, with_examples};
use super::field_errors::FieldErrors;
use super::validate::Validator;

/// What a parameter can be.
pub trait ParameterType: Send + Sync + 'static {
    /// What it is read as.
    type Value;
    /// As in "must be a number".
    const A: &'static str;

    /// What the document says of it.
    fn schema() -> MetaSchema;

    /// The examples in the document, the first of a success.
    fn examples() -> Vec<NamedExample> {
        Vec::new()
    }

    /// Reads it; `None` when it is something else.
    fn read(text: &str) -> Option<Self::Value>;
}

/// A parameter as it was sent; `None` for one that must be sent and was not.
pub struct Parameter<K>(Option<String>, PhantomData<fn() -> K>);

impl<K: ParameterType> Parameter<K> {
    /// The value, if it is one.
    pub fn read(&self) -> Option<K::Value> {
        K::read(self.0.as_deref()?)
    }
}

impl<K: ParameterType> Type for Parameter<K> {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        K::A.into()
    }

    fn schema_ref() -> MetaSchemaRef {
        let schema = MetaSchemaRef::Inline(Box::new(K::schema()));
        let examples = K::examples();
        match examples.is_empty() {
            true => schema,
            false => with_examples(schema, &examples),
        }
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl<K: ParameterType> ParseFromParameter for Parameter<K> {
    fn parse_from_parameter(text: &str) -> ParseResult<Self> {
        Ok(Self(Some(text.to_owned()), PhantomData))
    }

    fn parse_from_parameters<I: IntoIterator<Item = A>, A: AsRef<str>>(sent: I) -> ParseResult<Self> {
        let first = sent.into_iter().next();
        Ok(Self(first.map(|text| text.as_ref().to_owned()), PhantomData))
    }
}

impl Validator {
    /// A parameter; `None` for one that may be absent and is.
    pub fn parameter<K: ParameterType>(&mut self, name: &str, sent: Option<Parameter<K>>) -> Option<K::Value> {
        let sent = sent?;
        if sent.0.is_none() {
            return self.fail(name, "is required");
        }
        let read = sent.read();
        if read.is_none() {
            self.fail::<()>(name, &format!("must be {}", K::A));
        }
        read
    }
}

/// Parameters that are wrong, of an operation without a body.
#[derive(Debug, thiserror::Error)]
#[error("invalid parameters")]
pub struct InvalidQuery(pub FieldErrors);

impl From<FieldErrors> for InvalidQuery {
    fn from(errors: FieldErrors) -> Self {
        Self(errors)
    }
}

impl DescribedError for InvalidQuery {
    fn examples() -> Vec<Self> {
        vec![Self(FieldErrors::one("limit", "must be a number from 1 to 200"))]
    }

    fn describe(&self) -> Description {
        Description::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_fields",
            "Parameters are wrong. All of them are listed.",
        )
        .of_disallowed_request()
    }
}

/// How many items a page may have.
pub struct Limit;
/// Where a page begins, as the page before says it.
pub struct CursorText;
/// The beginning of a name.
pub struct Beginning;
/// A whole number.
pub struct Number;
/// A date and time.
pub struct Moment;
/// `true` or `false`.
pub struct Flag;

/// The most items of a page.
pub const MAX_LIMIT: u64 = 200;
/// How many items a page has unless the caller asks for more or fewer.
pub const USUAL_LIMIT: u64 = 50;

impl ParameterType for Limit {
    type Value = u64;
    const A: &'static str = "a number from 1 to 200";

    fn schema() -> MetaSchema {
        MetaSchema {
            minimum: Some(1.0),
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            maximum: Some(MAX_LIMIT as f64),
            default: Some(USUAL_LIMIT.into()),
            ..MetaSchema::new_with_format("integer", "int32")
        }
    }

    fn read(text: &str) -> Option<u64> {
        digits(text)?
            .parse()
            .ok()
            .filter(|limit| (1..=MAX_LIMIT).contains(limit))
    }
}

impl ParameterType for CursorText {
    type Value = String;
    const A: &'static str = "the `next` of the page before";

    fn schema() -> MetaSchema {
        MetaSchema {
            max_length: Some(2048),
            // Base64 with the alphabet of URLs (RFC 4648 section 5).
            pattern: Some("^[A-Za-z0-9_-]+$".to_owned()),
            ..MetaSchema::new("string")
        }
    }

    fn read(text: &str) -> Option<String> {
        Some(text.to_owned())
    }
}

impl ParameterType for Beginning {
    type Value = String;
    const A: &'static str = "a text of 1 to 255 characters";

    fn schema() -> MetaSchema {
        MetaSchema {
            min_length: Some(1),
            max_length: Some(255),
            pattern: Some(r"^[^\x00]*$".to_owned()),
            ..MetaSchema::new("string")
        }
    }

    fn read(text: &str) -> Option<String> {
        let is_text = (1..=255).contains(&text.chars().count()) && !text.contains('\0');
        is_text.then(|| text.to_owned())
    }
}

impl ParameterType for Number {
    type Value = i64;
    const A: &'static str = "a whole number";

    fn schema() -> MetaSchema {
        MetaSchema::new_with_format("integer", "int64")
    }

    fn read(text: &str) -> Option<i64> {
        digits(text.strip_prefix('-').unwrap_or(text))?;
        text.parse().ok()
    }
}

impl ParameterType for Moment {
    type Value = crate::model::Timestamp;
    const A: &'static str = "a date and time such as 2019-08-24T14:15:22Z";

    fn schema() -> MetaSchema {
        MetaSchema::new_with_format("string", "date-time")
    }

    fn read(text: &str) -> Option<Self::Value> {
        use super::field_type::{DateTime, FieldType};
        DateTime::read(serde_json::Value::String(text.to_owned()))
    }
}

impl ParameterType for Flag {
    type Value = bool;
    const A: &'static str = "true or false";

    fn schema() -> MetaSchema {
        MetaSchema::new("boolean")
    }

    fn read(text: &str) -> Option<bool> {
        match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// The number of a thing in a path; `None` for a text that is no number, of which there is nothing.
pub struct NumberPath;

impl ParameterType for NumberPath {
    type Value = i64;
    const A: &'static str = "a number";

    fn schema() -> MetaSchema {
        MetaSchema {
            minimum: Some(1.0),
            // Every client can write it (RFC 7493 section 2.2), and nothing gets a higher one.
            maximum: Some(9_000_000_000_000_000.0),
            ..MetaSchema::new_with_format("integer", "int64")
        }
    }

    fn examples() -> Vec<NamedExample> {
        vec![
            NamedExample::new(OK, 1.into()),
            NamedExample::new("not_found", 9_000_000_000_000_000_i64.into()),
        ]
    }

    fn read(text: &str) -> Option<i64> {
        // A thing has one path, so the number counts in its canonical form only.
        digits(text).filter(|text| !text.starts_with('0'))?.parse().ok()
    }
}
