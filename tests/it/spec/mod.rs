//! The documents: that they are those of the handlers, and that they say everything they should.

mod answers;
mod drift;
mod duplicates;
mod examples;
mod management;
mod operations;
mod schemas;

use latchkey::contracts::{Contract, all};
use serde_json::{Map, Value};

/// The document of one contract.
struct Document {
    contract: &'static Contract,
    json: Value,
}

/// One operation of a document.
struct Operation<'a> {
    document: &'a Document,
    path: &'a str,
    method: &'a str,
    json: &'a Value,
}

/// All documents, as the handlers make them.
fn documents() -> Vec<Document> {
    all().map(Document::of).collect()
}

/// Those of the published login contracts.
fn logins() -> Vec<Document> {
    let all = documents().into_iter();
    all.filter(|document| document.contract.rules.is_some()).collect()
}

impl Document {
    fn of(contract: &'static Contract) -> Self {
        let text = contract.document.as_str();
        let json = serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}: {text}", contract.ident));
        Self { contract, json }
    }

    fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations = Vec::new();
        for (path, methods) in members(&self.json["paths"]) {
            for (method, json) in members(methods) {
                operations.push(Operation {
                    document: self,
                    path,
                    method,
                    json,
                });
            }
        }
        assert!(!operations.is_empty(), "{} has operations", self.contract.ident);
        operations
    }

    fn schemas(&self) -> &Map<String, Value> {
        members(&self.json["components"]["schemas"])
    }

    /// What a `$ref` leads to; anything else is itself.
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(reference) => reference
                .strip_prefix('#')
                .and_then(|pointer| self.json.pointer(pointer))
                .unwrap_or_else(|| panic!("{}: {reference} leads nowhere", self.contract.ident)),
            None => schema,
        }
    }
}

impl Operation<'_> {
    /// How complaints call it.
    fn name(&self) -> String {
        let ident = self.document.contract.ident;
        format!("{ident}: {} {}", self.method.to_uppercase(), self.path)
    }

    /// The answers, by status.
    fn answers(&self) -> &Map<String, Value> {
        members(&self.json["responses"])
    }

    /// Whether it takes a body.
    fn has_query(&self) -> bool {
        let parameters = self.json["parameters"].as_array().into_iter().flatten();
        parameters.into_iter().any(|one| one["in"] == "query")
    }

    fn has_body(&self) -> bool {
        self.json.get("requestBody").is_some()
    }

    /// The names of the security schemes of which one suffices.
    fn schemes(&self) -> Vec<Vec<&str>> {
        let alternatives = self.json["security"].as_array();
        let names = |one| members(one).keys().map(String::as_str).collect();
        alternatives.map_or_else(Vec::new, |all| all.iter().map(names).collect())
    }
}

/// The members of an object.
fn members(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("not an object: {value}"))
}

/// A text that is more than white space.
fn says_something(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

/// Fails with all complaints at once.
#[track_caller]
fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
