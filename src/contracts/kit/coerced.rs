//! Values as Newtonsoft's JSON library reads them, for clients that lean on it. The documents show the plain kinds.

use std::marker::PhantomData;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use serde_json::Value;

use super::field_type::{DateTime, FieldType};
use crate::model::Timestamp;

/// A text that may also be sent as a number or a boolean: it is then its JSON text.
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
            Value::Number(_) | Value::Bool(_) => K::read(Value::String(json.to_string())),
            other @ (Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_)) => K::read(other),
        }
    }
}

/// A date and time that may have no offset, which means UTC, or no time, which means midnight. An empty text is `null`.
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
        let readings = [text.clone(), format!("{text}Z"), format!("{text}T00:00:00Z")];
        readings
            .into_iter()
            .find_map(|text| DateTime::read(Value::String(text)))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Coerced, DateTime, FieldType, LooseDateTime};
    use crate::contracts::kit::text::Text;

    #[test]
    fn a_number_and_a_boolean_are_read_as_their_text() {
        for (json, text) in [
            (json!("a"), Some("a")),
            (json!(12_345_678), Some("12345678")),
            (json!(-1.5), Some("-1.5")),
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
        ] {
            let read = LooseDateTime::read(Value::String(text.to_owned())).unwrap();
            assert_eq!(DateTime::write(&read), meant, "{text}");
        }
        for text in ["", "2019-13-01", "24.08.2019", "2019-08-24Z", "2019-08-24T14:15"] {
            assert_eq!(LooseDateTime::read(Value::String(text.to_owned())), None, "{text}");
        }
        assert!(LooseDateTime::is_null(&json!("")) && !LooseDateTime::is_null(&json!("2019-08-24")));
    }
}
