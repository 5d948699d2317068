//! OpenAPI documents, from handlers alone.

use poem_openapi::{LicenseObject, OpenApi, OpenApiService};
use serde_json::Value;

use super::handler_error::examples_of;
use super::json;
use super::normalize::{members, normalize};

/// What a document says of a contract as a whole.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Its title.
    pub title: &'static str,
    /// What it is for, for somebody who has never seen the product.
    pub description: &'static str,
}

fn service<A: OpenApi>(api: A, about: About) -> OpenApiService<A, ()> {
    OpenApiService::new(api, about.title, env!("CARGO_PKG_VERSION"))
        .description(about.description)
        .license(LicenseObject::new("MIT OR Apache-2.0").url("https://spdx.org/licenses/MIT.html"))
        .server("/")
}

/// The document of a contract, with a line feed at its end.
///
/// Two operations at one place, or two answers with one status, are written twice by poem-openapi. Read leniently, the
/// last would silently win; instead, what comes out is no document at all and says why.
pub fn document<A: OpenApi>(api: A, about: About) -> String {
    let mut document = match json::parse(service(api, about).spec().as_bytes()) {
        Ok(document) => document,
        Err(error) => return format!("{}: {error}\n", about.title),
    };
    let schemas = document["components"]["schemas"].clone();
    for answer in answers(&mut document) {
        finish_answer(answer, &schemas);
    }
    for operation in members(&mut document["paths"]).flat_map(members) {
        describe_body(operation, &schemas);
    }
    normalize(&mut document);
    format!("{document:#}\n")
}

fn answers(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    members(&mut document["paths"])
        .flat_map(members)
        .flat_map(|operation| members(&mut operation["responses"]))
}

/// poem-openapi has no examples on answers. [`super::handler_error`] leaves them in the answer's schema; here they move to
/// where they belong, and an answer without a description gets one from its examples or its schema.
fn finish_answer(answer: &mut Value, schemas: &Value) {
    // Each of our answers has one type at most.
    let media = answer.get_mut("content").and_then(|content| members(content).next());
    let Some(media) = media else { return };
    let examples = examples_of(&media["schema"]).cloned().unwrap_or_default();
    if !examples.is_empty() {
        media["schema"] = media["schema"]["allOf"][0].take();
        media["examples"] = named(&examples);
    }
    let description = match examples.is_empty() {
        true => description_of(&media["schema"], schemas).to_owned(),
        false => examples
            .iter()
            .filter_map(|one| one["summary"].as_str())
            .collect::<Vec<_>>()
            .join(" "),
    };
    if answer["description"] == "" {
        answer["description"] = description.into();
    }
}

/// A body without a description of its own is what its type is.
fn describe_body(operation: &mut Value, schemas: &Value) {
    let Some(Value::Object(body)) = operation.get_mut("requestBody") else {
        return;
    };
    let media = body
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .next();
    if let Some((_, media)) = media {
        let description = description_of(&media["schema"], schemas).into();
        body.entry("description").or_insert(description);
    }
}

/// What the type that a schema refers to says of itself.
fn description_of<'a>(schema: &Value, schemas: &'a Value) -> &'a str {
    let name = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next());
    schemas[name.unwrap_or_default()]["description"]
        .as_str()
        .unwrap_or_default()
}

fn named(examples: &[Value]) -> Value {
    let pairs = examples.iter().filter_map(|one| {
        let example = serde_json::json!({ "summary": one["summary"], "value": one["value"] });
        Some((one["name"].as_str()?.to_owned(), example))
    });
    Value::Object(pairs.collect())
}
