//! Form bodies, read as strictly as JSON ones.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::body::{JsonBody, Media};

/// `application/x-www-form-urlencoded`: an object whose members are texts.
///
/// No parameter may stand twice; one without a value counts as absent, and those that nobody knows are ignored
/// (RFC 6749 section 3.2).
pub struct Form;

/// A form. Everything but its syntax is that of a JSON body.
pub type FormBody<T> = JsonBody<T, Form>;

impl Media for Form {
    const LISTED: &'static [&'static str] = &["application/x-www-form-urlencoded"];
    const REQUIRED: bool = true;

    fn parse(_: &str, bytes: &[u8]) -> Option<Value> {
        parse(bytes)
    }
}

/// Reads a form; `None` when it is malformed.
pub fn parse(bytes: &[u8]) -> Option<Value> {
    let mut all = Map::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        // What is no UTF-8 was replaced; nobody who means it sends the replacement.
        if name.contains(char::REPLACEMENT_CHARACTER) || value.contains(char::REPLACEMENT_CHARACTER) {
            return None;
        }
        add(&mut all, name.into_owned(), value.into_owned())?;
    }
    Some(Value::Object(all))
}

/// Adds a field; `None` when it stands there already. One without a value counts as absent.
pub fn add(all: &mut Map<String, Value>, name: String, value: String) -> Option<()> {
    let value = match value.is_empty() {
        true => Value::Null,
        false => Value::String(value),
    };
    all.insert(name, value).is_none().then_some(())
}
