//! What poem-openapi cannot say of an operation, added to its JSON: named examples of its request, its parameters and its
//! answers, descriptions of bodies, and the headers that all answers have.

use serde_json::{Map, Value, json};

use super::example::{OK, take};
use super::header::NO_STORE;
use super::normalize::members;

/// Completes an operation of a document with these schemas. `allow` is the `Allow` header of its path.
pub fn finish_operation(operation: &mut Value, schemas: &Value, allow: &str) {
    let mut names = Vec::new();
    for answer in members(&mut operation["responses"]) {
        names.extend(finish_answer(answer, schemas, allow));
    }
    for parameter in operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        let examples = take(&mut parameter["schema"]);
        if !examples.is_empty() {
            parameter["examples"] = request_examples(&examples, &names);
        }
    }
    finish_body(operation, schemas, &names);
}

/// Moves the examples of an answer to where they belong, and describes it by them or by its type. The names of those
/// examples come back that a request can be made for.
fn finish_answer(answer: &mut Value, schemas: &Value, allow: &str) -> Vec<String> {
    // Each of our answers has one type at most.
    let media = answer.get_mut("content").and_then(|content| members(content).next());
    let mut examples = Vec::new();
    let mut described = String::new();
    if let Some(media) = media {
        examples = take(&mut media["schema"]);
        described = sentences(&examples);
        if described.is_empty() {
            described = description_of(&media["schema"], schemas).to_owned();
        }
        let named = examples
            .iter()
            .filter_map(|one| Some((name(one)?.to_owned(), json!({ "value": one["value"] }))));
        media["examples"] = Value::Object(named.collect());
    }
    if answer["description"] == "" {
        answer["description"] = described.into();
    }
    finish_headers(answer, &examples, allow);
    let requestable = examples.iter().filter(|one| one["can_be_requested"] == true);
    requestable.filter_map(|one| Some(name(one)?.to_owned())).collect()
}

fn sentences(examples: &[Value]) -> String {
    let all: Vec<_> = examples.iter().filter_map(|one| one["summary"].as_str()).collect();
    all.join(" ").trim().to_owned()
}

fn name(example: &Value) -> Option<&str> {
    example["name"].as_str()
}

/// Gives the headers of an answer their examples, and refers to those that all answers share.
fn finish_headers(answer: &mut Value, examples: &[Value], allow: &str) {
    if let Some(Value::Object(headers)) = answer.get_mut("headers") {
        for (header, said) in headers.iter_mut() {
            if said["description"] == NO_STORE {
                *said = json!({ "$ref": "#/components/headers/NoStore" });
                continue;
            }
            if let Some(example) = said["schema"]
                .as_object_mut()
                .and_then(|schema| schema.remove("example"))
            {
                said["examples"] = json!({ OK: { "value": example } });
                continue;
            }
            let sent = named_values(header, examples, allow);
            if !sent.is_empty() {
                said["examples"] = Value::Object(sent);
            }
        }
    }
    answer["headers"]["X-Request-Id"] = json!({ "$ref": "#/components/headers/RequestId" });
}

/// What a header has in each of the examples that it is in.
fn named_values(header: &str, examples: &[Value], allow: &str) -> Map<String, Value> {
    let mut all = Map::new();
    for example in examples {
        let mut headers = example["headers"].as_object().into_iter().flatten();
        let sent = headers.find(|(known, _)| known.eq_ignore_ascii_case(header));
        if let (Some(name), Some((_, value))) = (name(example), sent) {
            let value = match header {
                "Allow" => allow.into(),
                "Retry-After" => value.as_str().and_then(|text| text.parse::<u64>().ok()).into(),
                _ => value.clone(),
            };
            all.insert(name.to_owned(), json!({ "value": value }));
        }
    }
    all
}

/// A body without a description of its own is what its type is.
fn finish_body(operation: &mut Value, schemas: &Value, names: &[String]) {
    let Some(Value::Object(body)) = operation.get_mut("requestBody") else {
        return;
    };
    let mut described = String::new();
    for media in body.get_mut("content").into_iter().flat_map(members) {
        let examples = take(&mut media["schema"]);
        media["examples"] = request_examples(&examples, names);
        described = description_of(&media["schema"], schemas).to_owned();
    }
    body.entry("description").or_insert(described.into());
}

/// The examples by their names, and for each name that has none what is sent for a success.
fn request_examples(examples: &[Value], names: &[String]) -> Value {
    let mut all = Map::new();
    for example in examples {
        if let Some(name) = name(example) {
            all.insert(name.to_owned(), json!({ "value": example["value"] }));
        }
    }
    if let Some(ok) = all.get(OK).cloned() {
        for name in names {
            all.entry(name).or_insert_with(|| ok.clone());
        }
    }
    Value::Object(all)
}

/// What the type that a schema refers to says of itself.
fn description_of<'a>(schema: &Value, schemas: &'a Value) -> &'a str {
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    schemas[name.unwrap_or_default()]["description"]
        .as_str()
        .unwrap_or_default()
}
