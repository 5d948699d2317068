//! Brings a document of poem-openapi into the form that people and client generators prefer. Its meaning stays the same.

use serde_json::{Map, Value, json};

/// Normalizes a whole document.
pub fn normalize(document: &mut Value) {
    let operations = members(&mut document["paths"]).flat_map(members);
    operations.for_each(require_no_credentials);
    normalize_below(document);
}

/// The members of an object; of anything else, none.
pub fn members(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(Map::values_mut)
}

/// An operation without credentials says so explicitly: otherwise they might have been forgotten.
fn require_no_credentials(operation: &mut Value) {
    if let Some(members) = operation.as_object_mut() {
        members.entry("security").or_insert_with(|| json!([]));
    }
}

fn normalize_below(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, member| !(name == "deprecated" && *member == false));
            flatten_reference(members);
            allow_any_members(members);
            for (name, member) in members {
                match member {
                    // Examples are data: a member of theirs that is called `description` is nothing to us.
                    _ if name == "example" || name == "examples" => {}
                    Value::String(text) if name == "description" => *text = unwrapped(text),
                    other => normalize_below(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(normalize_below),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// An object without members of its own is a map of anything, which generators want to be told.
fn allow_any_members(members: &mut Map<String, Value>) {
    let has = |name: &str| members.contains_key(name);
    if members.get("type").is_some_and(|kind| *kind == "object") && !has("properties") && !has("additionalProperties") {
        members.insert("additionalProperties".to_owned(), true.into());
    }
}

/// A member that refers to a type is written as a reference and a second schema that repeats the member's description.
/// Generators take that for a type of its own.
fn flatten_reference(members: &mut Map<String, Value>) {
    let description = members.get("description").cloned();
    let Some(Value::Array(parts)) = members.get_mut("allOf") else {
        return;
    };
    if let [first, second] = parts.as_slice()
        && first.get("$ref").is_some()
        && description.is_some_and(|text| *second == json!({ "description": text }))
    {
        parts.truncate(1);
    }
}

/// Descriptions come from doc comments, whose lines are broken for the source's width. A single line feed means
/// nothing; two begin a paragraph.
fn unwrapped(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(|part| part.replace('\n', " "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_goes_and_what_means_something_stays() {
        let mut document = json!({
            "paths": {
                "/open": { "post": { "description": "One\nline.\n\nTwo\nlines." } },
                "/closed": { "get": { "security": [{ "Bearer": [] }], "deprecated": true } },
            },
            "header": { "deprecated": false },
            "empty": { "type": "object" },
            "full": { "type": "object", "properties": {} },
            "plain": { "description": "A.", "allOf": [{ "$ref": "#/x" }, { "description": "A." }] },
            "nullable": { "description": "A.", "allOf": [{ "$ref": "#/x" }, { "nullable": true, "description": "A." }] },
            "example": { "deprecated": false, "description": "a\nb" },
        });
        normalize(&mut document);
        let expected = json!({
            "paths": {
                "/open": { "post": { "description": "One line.\n\nTwo lines.", "security": [] } },
                "/closed": { "get": { "security": [{ "Bearer": [] }], "deprecated": true } },
            },
            "header": {},
            "empty": { "type": "object", "additionalProperties": true },
            "full": { "type": "object", "properties": {} },
            "plain": { "description": "A.", "allOf": [{ "$ref": "#/x" }] },
            "nullable": { "description": "A.", "allOf": [{ "$ref": "#/x" }, { "nullable": true, "description": "A." }] },
            "example": { "deprecated": false, "description": "a\nb" },
        });
        assert_eq!(document, expected);
    }
}
