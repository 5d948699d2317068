//! The document of all contracts in one, for tools that take one: a gateway, a portal, a client library of everything.
//!
//! What may stand once in a document has the contract's name in front, here and only here: identifiers of operations,
//! tags, types and security schemes.

use serde_json::{Map, Value, json};

use super::Contract;
use super::kit::json;

/// The name of the document, as a contract's is its identifier.
pub const NAME: &str = "latchkey";

/// Its title.
pub const TITLE: &str = "Latchkey";

/// The sections of `components` whose entries mean something else in each contract.
const RENAMED: [&str; 2] = ["schemas", "securitySchemes"];

/// The document of these contracts, with a line feed at its end; where two have the same path, no document, but a text
/// that says so.
pub fn document(contracts: &[Contract]) -> String {
    let mut combined = json!({
        "openapi": "3.0.0",
        "info": {
            "title": TITLE,
            "description": "All APIs of a server in one document. Each also has a document of its own, with the names that \
                its product uses.",
        },
        "tags": [],
        "paths": {},
        "components": {},
    });
    for contract in contracts {
        let added = json::parse(contract.document.as_bytes())
            .map_err(|error| error.to_string())
            .and_then(|document| add(&mut combined, &pascal(contract.ident), document));
        if let Err(error) = added {
            return format!("{}: {error}\n", contract.ident);
        }
    }
    format!("{combined:#}\n")
}

fn add(combined: &mut Value, prefix: &str, mut document: Value) -> Result<(), String> {
    rename(&mut document, prefix);
    for (what, value) in [
        ("version", &document["info"]["version"]),
        ("license", &document["info"]["license"]),
    ] {
        combined["info"][what] = value.clone();
    }
    combined["servers"] = document["servers"].take();
    if let (Some(all), Value::Array(tags)) = (combined["tags"].as_array_mut(), document["tags"].take()) {
        all.extend(tags);
    }
    if let Value::Object(sections) = document["components"].take() {
        for (section, entries) in sections {
            merge(&mut combined["components"][section], entries, |_| Ok(()))?;
        }
    }
    let taken = |path: &str| Err(format!("the path {path} is in another document, too"));
    merge(&mut combined["paths"], document["paths"].take(), taken)
}

/// Adds entries to an object. `again` decides about those that are in it already.
fn merge(into: &mut Value, entries: Value, again: impl Fn(&str) -> Result<(), String>) -> Result<(), String> {
    if into.is_null() {
        *into = Value::Object(Map::new());
    }
    if let (Some(all), Value::Object(entries)) = (into.as_object_mut(), entries) {
        for (name, entry) in entries {
            if all.contains_key(&name) {
                again(&name)?;
            }
            all.insert(name, entry);
        }
    }
    Ok(())
}

/// Puts the prefix in front of what two documents may both have.
fn rename(document: &mut Value, prefix: &str) {
    for section in RENAMED {
        if let Value::Object(entries) = document["components"][section].take() {
            let entries = entries
                .into_iter()
                .map(|(name, entry)| retitled(prefixed(prefix, &name), entry));
            document["components"][section] = Value::Object(entries.collect());
        }
    }
    for tag in document["tags"].as_array_mut().into_iter().flatten() {
        put_before(prefix, &mut tag["name"]);
    }
    let paths = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in paths.flat_map(|path| path.as_object_mut().into_iter().flat_map(Map::values_mut)) {
        if let Some(id) = operation["operationId"].as_str() {
            operation["operationId"] = lower_first(&prefixed(prefix, &pascal(id))).into();
        }
        for tag in operation["tags"].as_array_mut().into_iter().flatten() {
            put_before(prefix, tag);
        }
        for requirement in operation["security"].as_array_mut().into_iter().flatten() {
            let schemes = requirement.as_object().cloned().unwrap_or_default().into_iter();
            let schemes = schemes.map(|(scheme, scopes)| (prefixed(prefix, &scheme), scopes));
            *requirement = Value::Object(schemes.collect());
        }
    }
    rename_references(document, prefix);
}

/// An entry whose title, if it has one, is its name. Generators make one type of two that are the same but for the name.
fn retitled(name: String, mut entry: Value) -> (String, Value) {
    if let Some(title) = entry.get_mut("title") {
        *title = name.as_str().into();
    }
    (name, entry)
}

fn put_before(prefix: &str, name: &mut Value) {
    *name = format!("{prefix}: {}", name.as_str().unwrap_or_default()).into();
}

fn rename_references(value: &mut Value, prefix: &str) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(path) if name == "$ref" => *path = renamed_reference(path, prefix),
                    // Examples are data.
                    _ if name == "example" || name == "examples" => {}
                    other => rename_references(other, prefix),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_references(item, prefix)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn renamed_reference(path: &str, prefix: &str) -> String {
    for section in RENAMED {
        let start = format!("#/components/{section}/");
        if let Some(name) = path.strip_prefix(&start) {
            return format!("{start}{}", prefixed(prefix, name));
        }
    }
    path.to_owned()
}

/// `Staff` and `LoginRequest` make `StaffLoginRequest`. Names that have the prefix already, with a dot, keep the letters.
fn prefixed(prefix: &str, name: &str) -> String {
    let name = name
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(name);
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{prefix}{plain}")
}

fn pascal(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}
