//! Values as Newtonsoft's JSON library reads them, for clients that lean on it. The documents show the plain kinds.

use std::marker::PhantomData;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use serde_json::Value;

use super::field_type::{DateTime, FieldType};
use crate::model::Timestamp;

/// A text that may also be sent as a number or a boolean: it is then its JSON text. Numbers are texts already, where the
/// body is read by [`super::number_texts`].
pub struct Coerced<K>(PhantomData<fn() -> K>);

impl<K: FieldType<Value = String>> FieldType for Coerced<K> {
    type Value = String;
    const A: &'static str = K::A;

    fn schema() -> MetaSchemaRef {
        K::schema()
    }

    fn schema_of_required() -> MetaSchema {
        K::schema_of_required()
    }

    fn write(value: &String) -> Value {
        K::write(value)
    }

    fn read(json: Value) -> Option<String> {
        match json {
            Value::Bool(_) => K::read(Value::String(json.to_string())),
            other @ (Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => {
                K::read(other)
            }
        }
    }
}

/// A date and time as .NET writes it: it may have no offset, which means UTC, or no time, which means midnight, or be
/// `/Date(<milliseconds>)/` as older libraries write it. An empty text is `null`.
pub struct LooseDateTime;

impl FieldType for LooseDateTime {
    type Value = Timestamp;
    const A: &'static str = DateTime::A;

    fn schema() -> MetaSchemaRef {
        DateTime::schema()
    }

    fn write(value: &Timestamp) -> Value {
        DateTime::write(value)
    }

    fn is_null(json: &Value) -> bool {
        json.is_null() || *json == ""
    }

    fn read(json: Value) -> Option<Timestamp> {
        let text = json.as_str()?.to_owned();
        if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
            return milliseconds(inner);
        }
        let readings = [text.clone(), format!("{text}Z"), format!("{text}T00:00:00Z")];
        readings
            .into_iter()
            .find_map(|text| DateTime::read(Value::String(text)))
    }
}

/// The time of so many milliseconds since the Unix epoch. What follows them, such as `+0600`, is the offset that the
/// writer's clock had, and does not change the time.
fn milliseconds(text: &str) -> Option<Timestamp> {
    let is_offset = |rest: &str| rest.len() == 4 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let at = text
        .get(1..)
        .and_then(|rest| rest.find(['+', '-']))
        .map_or(text.len(), |at| at + 1);
    let (millis, offset) = text.split_at_checked(at)?;
    if !offset.is_empty() && !is_offset(&offset[1..]) {
        return None;
    }
    let at = Timestamp::from_millis(millis.parse().ok()?);
    // A year that RFC 3339 cannot write is none of .NET's either.
    DateTime::read(DateTime::write(&at)).filter(|read| *read == at)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Coerced, DateTime, FieldType, LooseDateTime};
    use crate::contracts::kit::text::Text;

    #[test]
    fn a_boolean_is_read_as_its_text() {
        for (json, text) in [
            (json!("a"), Some("a")),
            (json!(false), Some("false")),
            (json!(true), Some("true")),
            (json!([]), None),
            (json!({}), None),
        ] {
            assert_eq!(Coerced::<Text>::read(json.clone()).as_deref(), text, "{json}");
        }
    }

    #[test]
    fn a_date_needs_neither_an_offset_nor_a_time() {
        for (text, meant) in [
            ("2019-08-24T14:15:22Z", "2019-08-24T14:15:22Z"),
            ("2019-08-24T14:15:22", "2019-08-24T14:15:22Z"),
            ("2019-08-24T14:15:22.1234567", "2019-08-24T14:15:22.123Z"),
            ("2019-08-24T14:15:22+06:00", "2019-08-24T08:15:22Z"),
            ("2019-08-24", "2019-08-24T00:00:00Z"),
            ("2019-08-24 14:15:22", "2019-08-24T14:15:22Z"),
            ("/Date(1566656122000)/", "2019-08-24T14:15:22Z"),
            ("/Date(1566656122000+0600)/", "2019-08-24T14:15:22Z"),
            ("/Date(-1)/", "1969-12-31T23:59:59.999Z"),
            ("/Date(-1-0600)/", "1969-12-31T23:59:59.999Z"),
        ] {
            let read = LooseDateTime::read(Value::String(text.to_owned())).unwrap();
            assert_eq!(DateTime::write(&read), meant, "{text}");
        }
        for text in [
            "",
            "2019-13-01",
            "24.08.2019",
            "2019-08-24Z",
            "2019-08-24T14:15",
            "/Date()/",
            "/Date(-)/",
            "/Date(1+)/",
            "/Date(1+06:00)/",
            "/Date(1)",
            "/Date(\u{e9}1)/",
            "/Date(9223372036854775807)/",
        ] {
            assert_eq!(LooseDateTime::read(Value::String(text.to_owned())), None, "{text}");
        }
        assert!(LooseDateTime::is_null(&json!("")) && !LooseDateTime::is_null(&json!("2019-08-24")));
    }
}
