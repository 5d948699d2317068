//! OpenAPI 3.1 from a document of 3.0. Both say the same; 3.1 says it in the words of JSON Schema 2020-12, which newer tools
//! prefer.

use serde_json::{Map, Value, json};

use super::kit::json;

/// The version of the specification.
const VERSION: &str = "3.1.0";

/// A document of OpenAPI 3.0 as one of 3.1, with a line feed at its end. A text that is no document comes back as it is.
pub fn converted(document: &str) -> String {
    let Ok(mut document) = json::parse(document.as_bytes()) else {
        return document.to_owned();
    };
    document["openapi"] = VERSION.into();
    if let Some(license) = document.pointer_mut("/info/license") {
        // An expression of SPDX, which excludes a URL.
        *license = json!({ "name": license["name"], "identifier": license["name"] });
    }
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.values_mut().for_each(convert_schema);
    }
    convert_schemas_below(&mut document);
    format!("{document:#}\n")
}

/// Converts the schemas of parameters, headers and bodies.
fn convert_schemas_below(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match name.as_str() {
                    "schema" => convert_schema(member),
                    // Those are converted, and examples are data.
                    "schemas" | "example" | "examples" => {}
                    _ => convert_schemas_below(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(convert_schemas_below),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn convert_schema(schema: &mut Value) {
    let Value::Object(members) = schema else { return };
    for (name, member) in members.iter_mut() {
        match (name.as_str(), member) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(convert_schema),
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => parts.iter_mut().for_each(convert_schema),
            ("items" | "additionalProperties" | "not", part) => convert_schema(part),
            _ => {}
        }
    }
    convert_bounds(members);
    convert_values(members);
    if members.remove("nullable") == Some(Value::Bool(true)) {
        allow_null(schema);
    }
}

/// In 3.0 a bound says whether it is excluded; in 3.1 an excluded bound is another keyword.
fn convert_bounds(members: &mut Map<String, Value>) {
    for (bound, excluded) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if members.remove(excluded) == Some(Value::Bool(true))
            && let Some(value) = members.remove(bound)
        {
            members.insert(excluded.to_owned(), value);
        }
    }
}

/// A single value is a constant, and a schema has a list of examples.
fn convert_values(members: &mut Map<String, Value>) {
    if let Some([only]) = members.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        let only = only.clone();
        members.remove("enum");
        members.insert("const".to_owned(), only);
    }
    if let Some(example) = members.remove("example") {
        members.insert("examples".to_owned(), json!([example]));
    }
}

/// `null` is a type like others.
fn allow_null(schema: &mut Value) {
    match schema.get("type").cloned() {
        Some(kind) => {
            schema["type"] = json!([kind, "null"]);
            if let Some(Value::Array(values)) = schema.get_mut("enum") {
                values.push(Value::Null);
            }
        }
        None => {
            let description = schema.as_object_mut().and_then(|members| members.remove("description"));
            *schema = json!({ "anyOf": [schema.take(), { "type": "null" }] });
            if let Some(description) = description {
                schema["description"] = description;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(schema: Value) -> Value {
        let document = json!({ "components": { "schemas": { "One": schema } } });
        let converted: Value = serde_json::from_str(&converted(&document.to_string())).unwrap();
        converted["components"]["schemas"]["One"].clone()
    }

    #[test]
    fn each_keyword_becomes_that_of_json_schema() {
        for (before, after) in [
            (
                json!({ "type": "string", "nullable": true }),
                json!({ "type": ["string", "null"] }),
            ),
            (
                json!({ "allOf": [{ "$ref": "#/a" }], "nullable": true }),
                json!({ "anyOf": [{ "allOf": [{ "$ref": "#/a" }] }, { "type": "null" }] }),
            ),
            (
                json!({ "type": "integer", "minimum": 1, "exclusiveMinimum": true, "maximum": 9 }),
                json!({ "type": "integer", "maximum": 9, "exclusiveMinimum": 1 }),
            ),
            (
                json!({ "type": "boolean", "enum": [true] }),
                json!({ "type": "boolean", "const": true }),
            ),
            (
                json!({ "type": "string", "enum": ["a", "b"], "nullable": true }),
                json!({ "type": ["string", "null"], "enum": ["a", "b", null] }),
            ),
            (
                json!({ "type": "string", "example": "a" }),
                json!({ "type": "string", "examples": ["a"] }),
            ),
            (
                json!({ "type": "object", "properties": { "nullable": { "type": "string", "nullable": true } } }),
                json!({ "type": "object", "properties": { "nullable": { "type": ["string", "null"] } } }),
            ),
        ] {
            assert_eq!(schema(before.clone()), after, "{before}");
        }
    }

    #[test]
    fn schemas_of_bodies_are_converted_and_examples_are_not() {
        let document = json!({
            "openapi": "3.0.0",
            "info": { "license": { "name": "MIT OR Apache-2.0", "url": "https://spdx.org/licenses/MIT.html" } },
            "paths": { "/": { "get": { "content": { "application/json": {
                "schema": { "type": "string", "nullable": true },
                "examples": { "ok": { "value": { "schema": { "nullable": true } } } },
            } } } } },
        });
        let expected = json!({
            "openapi": "3.1.0",
            "info": { "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" } },
            "paths": { "/": { "get": { "content": { "application/json": {
                "schema": { "type": ["string", "null"] },
                "examples": { "ok": { "value": { "schema": { "nullable": true } } } },
            } } } } },
        });
        let converted: Value = serde_json::from_str(&converted(&document.to_string())).unwrap();
        assert_eq!(converted, expected);
    }
}
