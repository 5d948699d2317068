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

    fn parse(bytes: &[u8]) -> Option<Value> {
        let mut all = Map::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            // What is no UTF-8 was replaced; nobody who means it sends the replacement.
            if name.contains(char::REPLACEMENT_CHARACTER) || value.contains(char::REPLACEMENT_CHARACTER) {
                return None;
            }
            if all
                .insert(name.into_owned(), Value::String(value.into_owned()))
                .is_some()
            {
                return None;
            }
        }
        all.retain(|_, value| *value != "");
        Some(Value::Object(all))
    }
}
