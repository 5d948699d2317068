//! Every request and every answer has an example, and every example fits its schema.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::{Document, assert_none, documents, members};

/// The schema as JSON Schema knows it: OpenAPI 3.0 says `nullable` instead of a type `null`. Members that the schema
/// does not mention are not allowed here, so that no example shows more than is documented.
fn translated(schema: &Value) -> Value {
    let Value::Object(all) = schema else {
        return schema.clone();
    };
    let mut out = Map::new();
    for (name, value) in all {
        let value = match (name.as_str(), value) {
            ("nullable" | "example" | "default", _) => continue,
            ("properties", Value::Object(properties)) => properties
                .iter()
                .map(|(name, one)| (name.clone(), translated(one)))
                .collect(),
            ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => schemas.iter().map(translated).collect(),
            ("items" | "additionalProperties" | "not", schema) => translated(schema),
            (_, other) => other.clone(),
        };
        out.insert(name.clone(), value);
    }
    if out.contains_key("properties") && !out.contains_key("additionalProperties") {
        out.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
    if schema["nullable"] == true {
        json!({ "anyOf": [{ "type": "null" }, out] })
    } else {
        Value::Object(out)
    }
}

fn validator(document: &Document, schema: &Value) -> Validator {
    let components: Map<String, Value> = document
        .schemas()
        .iter()
        .map(|(name, one)| (name.clone(), translated(one)))
        .collect();
    let mut root = members(&translated(schema)).clone();
    root.insert("components".to_owned(), json!({ "schemas": components }));
    jsonschema::options()
        .should_validate_formats(true)
        .build(&Value::Object(root))
        .unwrap_or_else(|error| panic!("{}: {error}", document.contract.ident))
}

/// The examples of a media type: its own, or else its schema's.
fn examples(document: &Document, media: &Value) -> Vec<Value> {
    let mut found: Vec<Value> = media["examples"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(_, one)| one["value"].clone())
        .collect();
    found.extend(media.get("example").cloned());
    if found.is_empty() {
        found.extend(document.resolved(&media["schema"]).get("example").cloned());
    }
    found
}

/// Every media type of a document with its place.
fn media(document: &Document) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    for operation in document.operations() {
        let bodies = operation.json.get("requestBody").map(|body| ("request", body));
        let answers = operation.json["responses"].as_object().into_iter().flatten();
        for (what, body) in bodies
            .into_iter()
            .chain(answers.map(|(status, answer)| (status.as_str(), answer)))
        {
            for (media_type, json) in body["content"].as_object().into_iter().flatten() {
                found.push((format!("{}, {what}, {media_type}", operation.name()), json));
            }
        }
    }
    found
}

#[test]
fn every_request_and_every_answer_has_an_example_that_fits_its_schema() {
    let mut complaints = Vec::new();
    let mut checked = 0;
    for document in documents() {
        for (place, media) in media(&document) {
            let examples = examples(&document, media);
            if examples.is_empty() {
                complaints.push(format!("{place}: no example"));
            }
            let validator = validator(&document, &media["schema"]);
            for example in &examples {
                checked += 1;
                for error in validator.iter_errors(example) {
                    complaints.push(format!("{place}: {error} at {}", error.instance_path()));
                }
            }
        }
    }
    assert_none(&complaints);
    assert!(checked > 100, "only {checked} examples were found");
}

/// The names of the errors that no request leads to which its schema allows.
const OF_DISALLOWED_REQUESTS: [&str; 7] = [
    "malformed_body",
    "body_too_large",
    "unsupported_media_type",
    "unsupported_encoding",
    "invalid_fields",
    "method_not_allowed",
    "token_parameter_missing",
];

#[test]
fn every_answer_has_a_request_of_the_same_name() {
    let mut complaints = Vec::new();
    let mut paired = 0;
    for document in documents() {
        for operation in document.operations() {
            let bodies = operation.json["requestBody"]["content"]
                .as_object()
                .into_iter()
                .flatten();
            let parameters = operation.json["parameters"].as_array().into_iter().flatten();
            let required = parameters.filter(|parameter| parameter["required"] == true);
            let sent: Vec<&Value> = bodies.map(|(_, media)| media).chain(required).collect();
            for answer in operation.answers().values() {
                let media = answer["content"].as_object().into_iter().flatten();
                for name in media.flat_map(|(_, media)| members(&media["examples"]).keys()) {
                    if OF_DISALLOWED_REQUESTS.contains(&name.as_str()) {
                        continue;
                    }
                    for one in &sent {
                        paired += 1;
                        if one["examples"].get(name).is_none() {
                            complaints.push(format!("{}: no request {name}", operation.name()));
                        }
                    }
                }
            }
        }
    }
    assert_none(&complaints);
    assert!(paired > 50, "only {paired} requests were found");
}

#[test]
fn every_header_has_an_example_that_fits_its_schema() {
    let mut complaints = Vec::new();
    for document in documents() {
        for operation in document.operations() {
            for (status, answer) in operation.answers() {
                for (name, header) in members(&answer["headers"]) {
                    let header = document.resolved(header);
                    let validator = validator(&document, &header["schema"]);
                    let named = header["examples"].as_object().into_iter().flatten();
                    let mut examples = named
                        .map(|(_, one)| &one["value"])
                        .chain(header.get("example"))
                        .peekable();
                    if examples.peek().is_none() {
                        complaints.push(format!("{}, {status}: {name} has no example", operation.name()));
                    }
                    for example in examples.filter(|example| !validator.is_valid(example)) {
                        complaints.push(format!("{}, {status}: {name} is not {example}", operation.name()));
                    }
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn what_is_always_the_same_is_an_enum() {
    let mut complaints = Vec::new();
    for document in documents() {
        for (name, schema) in document.schemas() {
            for (member, json) in schema["properties"].as_object().into_iter().flatten() {
                let says_always = json["description"]
                    .as_str()
                    .is_some_and(|text| text.starts_with("Always"));
                let kind = document.resolved(json["allOf"].get(0).unwrap_or(json));
                let is_closed = kind["enum"].is_array() || json["maxItems"] == 0;
                if says_always && !is_closed {
                    complaints.push(format!("{}: {name}.{member}", document.contract.ident));
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn an_example_that_does_not_fit_is_found() {
    let document = documents()
        .into_iter()
        .find(|one| one.contract.ident == "staff")
        .expect("a document");
    let schema = json!({ "$ref": "#/components/schemas/MeResponse" });
    let validator = validator(&document, &schema);
    let good = document.resolved(&schema)["example"].clone();
    assert!(validator.is_valid(&good));
    for (pointer, value) in [
        ("/success", json!("true")),
        ("/data", json!(null)),
        ("/data/id", json!("1")),
        ("/data/name", json!(null)),
        ("/data/permissions", json!([1])),
        ("/data/permissions", json!("all")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect("a member") = value;
        assert!(!validator.is_valid(&bad), "{bad}");
    }
    for (pointer, member) in [("", "success"), ("", "data"), ("/data", "isp_id")] {
        let mut bad = good.clone();
        let parent = bad
            .pointer_mut(pointer)
            .and_then(Value::as_object_mut)
            .expect("an object");
        parent.remove(member).expect("a member");
        assert!(!validator.is_valid(&bad), "without {member}");
    }
    let mut more = good.clone();
    more["data"]["undocumented"] = json!(1);
    assert!(!validator.is_valid(&more), "a member that is not documented");
    let mut null = good.clone();
    null["data"]["isp_id"] = json!(null);
    assert!(validator.is_valid(&null), "`nullable` is understood");
}
