//! The members of an answer of somebody else's server, read leniently.
//!
//! An old backend answers as its page says, more or less: a number stands where a text should be, a member is `null` or
//! missing. Whatever is there is taken.

use serde_json::Value;

use crate::model::{Timestamp, any_time};

/// An object.
#[derive(Debug, Clone, Copy)]
pub struct Members<'a>(&'a Value);

impl<'a> Members<'a> {
    /// The object at this place of a body (RFC 6901).
    pub fn at(body: &'a Value, pointer: &str) -> Option<Self> {
        body.pointer(pointer).filter(|found| found.is_object()).map(Self)
    }

    /// A text, or the text of a number. `None` where it is empty.
    pub fn text(self, name: &str) -> Option<String> {
        text(self.0.get(name)?)
    }

    /// A number, or the number in a text.
    pub fn number(self, name: &str) -> Option<i64> {
        let value = self.0.get(name)?;
        value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// A list of texts.
    pub fn texts(self, name: &str) -> Vec<String> {
        let items = self.0.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(text).collect()
    }

    /// A date, or a date and a time.
    pub fn time(self, name: &str) -> Option<Timestamp> {
        any_time(&self.text(name)?).ok()
    }
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_read_however_they_are_written() {
        let body = json!({ "data": {
            "a": " x ", "b": 7, "c": "7", "d": null, "e": "", "f": ["x", null, 7, ""], "g": "2031-12-31 23:59:59",
            "h": "soon", "i": true,
        } });
        let members = Members::at(&body, "/data").unwrap();
        let texts = ["a", "b", "c", "d", "e", "f", "i", "z"].map(|name| members.text(name));
        let expected = [Some("x"), Some("7"), Some("7"), None, None, None, None, None];
        assert_eq!(texts, expected.map(|text| text.map(str::to_owned)));
        assert_eq!(
            ["a", "b", "c", "z"].map(|name| members.number(name)),
            [None, Some(7), Some(7), None]
        );
        assert_eq!(
            (members.texts("f"), members.texts("a")),
            (vec!["x".to_owned(), "7".to_owned()], vec![])
        );
        assert_eq!(
            (members.time("g").map(Timestamp::seconds), members.time("h")),
            (Some(1_956_527_999), None)
        );
        assert!(Members::at(&body, "/data/a").is_none() && Members::at(&body, "/none").is_none());
    }
}
