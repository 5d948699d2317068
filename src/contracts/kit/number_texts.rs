//! Strict JSON whose numbers are read as texts, for stacks that take a number for a text: `1.10` is the text `1.10`, and
//! an integer of any length keeps its digits.

use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::json::MAX_DEPTH;

/// Reads one JSON text as strictly as [`super::json::parse`], and each number in it as the text that it is written with.
///
/// # Errors
/// Says what is wrong and where; fit for a log, not for a client.
pub fn parse(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    read(serde_json::from_slice(bytes)?, MAX_DEPTH)
}

/// Reads a value in which this many levels may still be opened.
fn read(raw: &RawValue, levels: usize) -> Result<Value, serde_json::Error> {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'{' | b'[') => {
            let below = levels
                .checked_sub(1)
                .ok_or_else(|| serde_json::Error::custom("nested too deeply"))?;
            serde_json::Deserializer::from_str(text).deserialize_any(Below(below))
        }
        Some(b'-' | b'0'..=b'9') => {
            // Those beyond every float are malformed here too.
            serde_json::from_str::<f64>(text)?;
            Ok(Value::String(text.to_owned()))
        }
        _ => serde_json::from_str(text),
    }
}

/// Reads an array or an object whose values may open this many levels.
struct Below(usize);

impl<'de> Visitor<'de> for Below {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element::<&RawValue>()? {
            all.push(read(item, self.0).map_err(Error::custom)?);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = read(members.next_value()?, self.0).map_err(Error::custom)?;
            if all.insert(name, value).is_some() {
                return Err(A::Error::custom("a member stands twice"));
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::parse;
    use crate::contracts::kit::json;

    #[test]
    fn a_number_keeps_the_text_that_it_is_written_with() {
        for number in ["0", "-1.10", "1e3", "12345678901234567890123456789", "1E+2"] {
            let body = format!(r#"{{"a": {number} , "b": [ {number}, true, null, "x"]}}"#);
            let expected = json!({"a": number, "b": [number, true, null, "x"]});
            assert_eq!(parse(body.as_bytes()).unwrap(), expected, "{number}");
        }
    }

    #[test]
    fn what_has_no_numbers_is_read_as_strict_json_is() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        for body in [
            "",
            " ",
            "{}x",
            "{\"a\":true,\"a\":true}",
            "{\"a\":{\"b\":null,\"\\u0062\":null}}",
            "\"\\ud800\"",
            "{\"\\ud800\":\"\"}",
            "{\"a\":\"\\ud83d\\ude00\"}",
            "[[],{}]",
            "[1,]",
            "01",
            "1e400",
            "nul",
            "{\"a\":\"\n\"}",
            &deep(32),
            &deep(33),
            &deep(60_000),
        ] {
            let (ours, strict) = (parse(body.as_bytes()).ok(), json::parse(body.as_bytes()).ok());
            assert_eq!(ours, strict, "{}", &body[..body.len().min(80)]);
        }
        assert!(parse(b"\"\xff\"").is_err());
        assert_eq!(parse(b"7").unwrap(), Value::String("7".to_owned()));
    }
}
