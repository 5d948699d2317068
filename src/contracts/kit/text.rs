//! The kinds of texts that a [`super::field::Field`] can have. What the document says of each is what
//! [`super::validate`] requires of it, as far as a schema can say it.

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use serde_json::Value;

use super::field_type::{FieldType, inline};
use super::limits::{MAX_BODY, MAX_BODY_WITH_IMAGE, MAX_CHARS};

/// The longest password, in bytes. A schema can only count characters.
const MAX_PASSWORD: usize = 1024;

/// The longest URL, in characters.
const MAX_URL: usize = 2048;

/// A URL of HTTP with a host, without a user and without a fragment.
const HTTP_URL: &str = r"^https?://[^\s/?#@\\]+(/[^\s#]*)?$";

/// No NUL. Written so that the regular expressions of ECMAScript, Python, Java, Go and Rust agree on it.
const WITHOUT_NUL: &str = r"^[^\x00]*$";
/// The same, and more than white space.
const SAYS_SOMETHING: &str = r"^[^\x00]*[^\s\x00][^\x00]*$";

/// More than white space, and no control character: what [`crate::model::label`] takes.
const FOR_PEOPLE: &str = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$";

/// The same without a comma: what [`crate::model::role_or_permission`] takes.
const WITHOUT_COMMA: &str = r"^[^\x00-\x1f\x7f-\x9f,]*[^\s\x00-\x1f\x7f-\x9f,][^\x00-\x1f\x7f-\x9f,]*$";

/// A text of at most 255 characters. One that must be there is more than white space.
pub struct Text;
/// A text for people: a name, a telephone number, a package.
pub struct Label;
/// The name of a role or a permission.
pub struct Name;
/// A text of any length that the body's limit allows.
pub struct LongText;
/// A file in base64, of any length that the limit of a body with an image allows.
pub struct Image;
/// A URL of HTTP.
pub struct HttpUrl;
/// An e-mail address.
pub struct Email;
/// A password: at most 1,024 bytes of UTF-8.
pub struct Secret;
/// A password to be: the operator may ask for more characters than 8, never for fewer.
pub struct NewSecret;
/// A token: whatever was sent as one.
pub struct Token;
/// A text that is read and not looked at.
pub struct Ignored;

/// A kind of text.
pub trait TextKind: Send + Sync + 'static {
    /// What the document says of it, beside that it is a text.
    fn limits() -> MetaSchema;

    /// What it says beyond that of one that must be there.
    fn limits_of_required() -> MetaSchema {
        MetaSchema {
            min_length: Some(1),
            ..MetaSchema::ANY
        }
    }
}

impl<T: TextKind> FieldType for T {
    type Value = String;
    const A: &'static str = "a string";

    fn schema() -> MetaSchemaRef {
        inline(MetaSchema {
            ty: "string",
            ..T::limits()
        })
    }

    fn schema_of_required() -> MetaSchema {
        T::limits_of_required()
    }

    fn write(value: &String) -> Value {
        Value::String(value.clone())
    }

    fn read(json: Value) -> Option<String> {
        match json {
            Value::String(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl TextKind for Text {
    fn limits() -> MetaSchema {
        limits(MAX_CHARS, None, Some(WITHOUT_NUL))
    }

    fn limits_of_required() -> MetaSchema {
        MetaSchema {
            min_length: Some(1),
            pattern: Some(SAYS_SOMETHING.to_owned()),
            ..MetaSchema::ANY
        }
    }
}

impl TextKind for Label {
    fn limits() -> MetaSchema {
        MetaSchema {
            min_length: Some(1),
            ..limits(MAX_CHARS, None, Some(FOR_PEOPLE))
        }
    }
}

impl TextKind for Name {
    fn limits() -> MetaSchema {
        MetaSchema {
            min_length: Some(1),
            ..limits(MAX_CHARS, None, Some(WITHOUT_COMMA))
        }
    }
}

impl TextKind for LongText {
    fn limits() -> MetaSchema {
        limits(MAX_BODY, None, Some(WITHOUT_NUL))
    }
}

impl TextKind for Image {
    fn limits() -> MetaSchema {
        limits(MAX_BODY_WITH_IMAGE, None, Some(WITHOUT_NUL))
    }
}

impl TextKind for HttpUrl {
    fn limits() -> MetaSchema {
        limits(MAX_URL, Some("uri"), Some(HTTP_URL))
    }
}

impl TextKind for Email {
    fn limits() -> MetaSchema {
        limits(MAX_CHARS, Some("email"), None)
    }
}

impl TextKind for Secret {
    fn limits() -> MetaSchema {
        limits(MAX_PASSWORD, Some("password"), Some(WITHOUT_NUL))
    }
}

impl TextKind for NewSecret {
    fn limits() -> MetaSchema {
        Secret::limits()
    }

    fn limits_of_required() -> MetaSchema {
        MetaSchema {
            min_length: Some(8),
            ..MetaSchema::ANY
        }
    }
}

impl TextKind for Token {
    /// The format tells pages not to show it.
    fn limits() -> MetaSchema {
        limits(MAX_BODY, Some("password"), None)
    }
}

impl TextKind for Ignored {
    fn limits() -> MetaSchema {
        limits(MAX_BODY, None, None)
    }
}

fn limits(max_length: usize, format: Option<&'static str>, pattern: Option<&str>) -> MetaSchema {
    MetaSchema {
        format,
        max_length: Some(max_length),
        pattern: pattern.map(str::to_owned),
        ..MetaSchema::ANY
    }
}
