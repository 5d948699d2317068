//! One JSON object a line.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::cell::Cell;
use super::lines::Line;
use super::mapping::Mapping;
use super::record::Record;
use super::refused::Refused;

/// Reads a line; `None` if it is blank.
pub fn record(line: Line, mapping: &Mapping, unknown: &mut BTreeSet<String>) -> Option<Result<Record, Refused>> {
    let text = match line.text {
        Ok(text) if text.trim().is_empty() => return None,
        Ok(text) => text,
        Err(refused) => return Some(Err(refused)),
    };
    let object: Map<String, Value> = match serde_json::from_str(&text) {
        Ok(object) => object,
        // Only the last line can be one that was not written to its end.
        Err(error) if error.is_eof() && !line.is_ended => return Some(Err(Refused::CutOff)),
        Err(error) => return Some(Err(Refused::NotJson(reason(&error)))),
    };
    let members = object
        .into_iter()
        .filter_map(|(name, value)| Some((name, cell(value)?)));
    Some(Ok(Record::new(line.number, members, mapping, unknown)))
}

/// The kind of the error and its column. The whole message may quote what it has read.
fn reason(error: &serde_json::Error) -> String {
    let what = match error.classify() {
        serde_json::error::Category::Data => "is another kind of value",
        serde_json::error::Category::Eof => "is not closed",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "is not valid",
    };
    format!("{what}, at column {}", error.column())
}

/// A member; `null` is none.
fn cell(value: Value) -> Option<Cell> {
    Some(match value {
        Value::Null => return None,
        Value::String(text) => Cell::Text(text),
        // A longer number than the library holds is not what it was.
        Value::Number(number) if number.is_f64() => Cell::Other("a number that is not whole or too large"),
        Value::Number(number) => Cell::Number(number.to_string()),
        Value::Bool(_) => Cell::Other("true or false"),
        Value::Object(_) => Cell::Other("an object"),
        Value::Array(items) => {
            let texts = items.into_iter().map(|item| match item {
                Value::String(text) => Some(text),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
            });
            texts
                .collect::<Option<_>>()
                .map_or(Cell::Other("a list of other things than texts"), Cell::List)
        }
    })
}
