//! Comma-separated values (RFC 4180), as import reads them.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::stopped::Stopped;

/// What separates the items of a list.
const SEPARATOR: &str = ";";

/// Writes the names of the fields.
pub fn write_header(out: &mut impl Write, fields: &[&str]) -> io::Result<()> {
    writeln!(out, "{}", fields.join(","))
}

/// Writes the fields of an account.
pub fn write_row(out: &mut impl Write, fields: &[&str], account: &impl Serialize) -> Result<(), Stopped> {
    let account = serde_json::to_value(account).map_err(io::Error::from)?;
    for (position, field) in fields.iter().enumerate() {
        if position > 0 {
            out.write_all(b",")?;
        }
        let cell = cell(field, account.get(field).unwrap_or(&Value::Null))?;
        out.write_all(quoted(&cell).as_bytes())?;
    }
    Ok(out.write_all(b"\n")?)
}

fn cell(field: &str, value: &Value) -> Result<String, Stopped> {
    Ok(match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(Value::as_str).collect();
            if let Some(item) = items.iter().find(|item| item.contains(SEPARATOR)) {
                let why = format!("{field}: \"{item}\" has a '{SEPARATOR}', which separates items: export as ndjson");
                return Err(Stopped::Unfit(why));
            }
            items.join(SEPARATOR)
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    })
}

fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
