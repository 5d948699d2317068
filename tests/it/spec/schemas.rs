//! The components: all described, all used, none missing.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Document, assert_none, documents, members, says_something};

/// Every `$ref` below a value.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(all) => {
            found.extend(all.get("$ref").and_then(Value::as_str));
            all.values().for_each(|one| references(one, found));
        }
        Value::Array(all) => all.iter().for_each(|one| references(one, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let mut complaints = Vec::new();
    for document in documents() {
        let mut found = BTreeSet::new();
        references(&document.json, &mut found);
        assert!(!found.is_empty());
        for reference in found {
            let target = reference
                .strip_prefix('#')
                .and_then(|pointer| document.json.pointer(pointer));
            if target.is_none() {
                complaints.push(format!("{}: {reference} leads nowhere", document.contract.ident));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_schema_can_be_reached_from_an_operation() {
    let mut complaints = Vec::new();
    for document in documents() {
        let used = reachable(&document);
        for name in document.schemas().keys().filter(|name| !used.contains(*name)) {
            complaints.push(format!("{}: nothing uses {name}", document.contract.ident));
        }
    }
    assert_none(&complaints);
}

/// The names of the schemas that operations lead to, one through another.
fn reachable(document: &Document) -> BTreeSet<String> {
    let mut open = vec![&document.json["paths"]];
    let mut reached = BTreeSet::new();
    while let Some(value) = open.pop() {
        let mut found = BTreeSet::new();
        references(value, &mut found);
        for reference in found {
            let name = reference.rsplit('/').next().unwrap_or_default();
            if let Some(schema) = document.schemas().get(name)
                && reached.insert(name.to_owned())
            {
                open.push(schema);
            }
        }
    }
    reached
}

#[test]
fn every_schema_and_every_member_is_described() {
    let mut complaints = Vec::new();
    for document in documents() {
        for (name, schema) in document.schemas() {
            let place = format!("{}: {name}", document.contract.ident);
            if !says_something(&schema["description"]) {
                complaints.push(format!("{place} has no description"));
            }
            let Some(properties) = schema.get("properties") else {
                continue;
            };
            for (member, json) in members(properties) {
                if !says_something(&json["description"]) {
                    complaints.push(format!("{place}.{member} has no description"));
                }
                let typed = json["type"].is_string() || json["$ref"].is_string() || json["allOf"].is_array();
                if !typed {
                    complaints.push(format!("{place}.{member} has no type: {json}"));
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn what_is_required_exists() {
    let mut complaints = Vec::new();
    for document in documents() {
        for (name, schema) in document.schemas() {
            for required in schema["required"].as_array().into_iter().flatten() {
                let member = required.as_str().expect("a name");
                if schema["properties"].get(member).is_none() {
                    complaints.push(format!("{}: {name} requires {member}", document.contract.ident));
                }
            }
        }
    }
    assert_none(&complaints);
}

/// Answers always have all their members: what may be missing is `null`. But RFC 7662 wants to say nothing of a token
/// that is no good.
#[test]
fn every_member_of_an_answer_is_required() {
    let mut complaints = Vec::new();
    for document in documents() {
        let mut found = BTreeSet::new();
        for operation in document.operations() {
            references(&operation.json["responses"], &mut found);
        }
        let mut open: Vec<&str> = found.into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(reference) = open.pop() {
            if !seen.insert(reference) {
                continue;
            }
            let schema = document.json.pointer(&reference[1..]).expect("a schema");
            let mut below = BTreeSet::new();
            references(schema, &mut below);
            open.extend(below);
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let properties = schema["properties"].as_object();
            for member in properties.into_iter().flat_map(|all| all.keys()) {
                let may_be_missing = match reference {
                    "#/components/schemas/IntrospectionResponse" => member != "active",
                    // Each kind of key has members of its own.
                    "#/components/schemas/PublicKey" => ["crv", "x", "y", "n", "e"].contains(&member.as_str()),
                    _ => false,
                };
                if may_be_missing {
                    continue;
                }
                if !required.iter().any(|name| name == member) {
                    complaints.push(format!("{}: {reference}.{member}", document.contract.ident));
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn security_schemes_are_declared_described_and_used() {
    let mut complaints = Vec::new();
    for document in documents() {
        let ident = document.contract.ident;
        let declared: BTreeSet<&str> = document.json["components"]["securitySchemes"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, scheme)| says_something(&scheme["description"]))
            .map(|(name, _)| name.as_str())
            .collect();
        let operations = document.operations();
        let used: BTreeSet<&str> = operations
            .iter()
            .flat_map(super::Operation::schemes)
            .flatten()
            .collect();
        if declared != used {
            complaints.push(format!("{ident}: declared {declared:?}, used {used:?}"));
        }
    }
    assert_none(&complaints);
}
