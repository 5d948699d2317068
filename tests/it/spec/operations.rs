//! Every operation says what it is.

use std::collections::HashSet;

use super::{assert_none, documents, members, says_something};

#[test]
fn every_document_says_what_it_is() {
    for document in documents() {
        let (ident, json) = (document.contract.ident, &document.json);
        let version = json["openapi"].as_str().expect("a version");
        assert!(version.starts_with("3.0."), "{ident}: {version}");
        assert_eq!(json["info"]["version"], env!("CARGO_PKG_VERSION"), "{ident}");
        for said in ["title", "description"] {
            assert!(says_something(&json["info"][said]), "{ident}: {said}");
        }
        assert!(says_something(&json["info"]["license"]["name"]), "{ident}");
        assert_eq!(json["servers"][0]["url"], "{baseUrl}", "{ident}: wherever it is served");
    }
}

#[test]
fn every_operation_has_summary_description_tag_and_identifier() {
    let mut complaints = Vec::new();
    for document in documents() {
        let declared: HashSet<&str> = document.json["tags"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|tag| says_something(&tag["description"]))
            .filter_map(|tag| tag["name"].as_str())
            .collect();
        let (mut identifiers, mut used) = (HashSet::new(), HashSet::new());
        for operation in document.operations() {
            let (name, json) = (operation.name(), operation.json);
            for said in ["summary", "description"] {
                if !says_something(&json[said]) {
                    complaints.push(format!("{name} has no {said}"));
                }
            }
            let tags: Vec<&str> = json["tags"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|tag| tag.as_str())
                .collect();
            if tags.is_empty() {
                complaints.push(format!("{name} has no tag"));
            }
            for tag in tags {
                used.insert(tag);
                if !declared.contains(tag) {
                    complaints.push(format!("{name}: the tag {tag} is not declared with a description"));
                }
            }
            match json["operationId"].as_str() {
                Some(id) if is_identifier(id) && identifiers.insert(id) => {}
                other => complaints.push(format!("{name}: operationId {other:?} is missing, odd or not unique")),
            }
        }
        for tag in declared.difference(&used) {
            complaints.push(format!("{}: nothing has the tag {tag}", document.contract.ident));
        }
    }
    assert_none(&complaints);
}

/// Client generators make method names of them.
fn is_identifier(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase()) && text.chars().all(|one| one.is_ascii_alphanumeric())
}

#[test]
fn the_parameters_of_a_path_are_those_that_are_described_as_such() {
    let mut with_parameters = 0;
    for document in documents() {
        for operation in document.operations() {
            let described = operation.json["parameters"].as_array().into_iter().flatten();
            let described: Vec<_> = described
                .filter(|one| one["in"] == "path")
                .map(|one| format!("{{{}}}", one["name"].as_str().unwrap_or_default()))
                .collect();
            let segments = operation.path.split('/').filter(|segment| segment.starts_with('{'));
            assert_eq!(segments.collect::<Vec<_>>(), described, "{}", operation.name());
            with_parameters += described.len();
        }
    }
    assert_eq!(with_parameters, 30);
}

#[test]
fn every_parameter_is_described() {
    let mut complaints = Vec::new();
    for document in documents() {
        for operation in document.operations() {
            for parameter in operation.json["parameters"].as_array().into_iter().flatten() {
                if !says_something(&parameter["description"]) {
                    complaints.push(format!(
                        "{}: parameter {} has no description",
                        operation.name(),
                        parameter["name"]
                    ));
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn bodies_are_taken_in_exactly_the_types_that_the_contract_lists() {
    let mut complaints = Vec::new();
    for document in documents() {
        let (wanted, required): (&[&str], bool) = match document.contract.ident {
            "management" => (
                &[
                    "application/json-patch+json",
                    "application/json",
                    "text/json",
                    "application/*+json",
                ],
                false,
            ),
            "oauth" => (&["application/x-www-form-urlencoded"], true),
            _ => (&["application/json"], true),
        };
        for operation in document.operations().iter().filter(|operation| operation.has_body()) {
            let wanted: &[&str] = match (operation.method, operation.path) {
                ("patch", _) => &["application/merge-patch+json", "application/json"],
                (_, "/admin/v1/imports") => &["application/x-ndjson"],
                _ => wanted,
            };
            let body = &operation.json["requestBody"];
            let types: Vec<&str> = members(&body["content"]).keys().map(String::as_str).collect();
            if types != wanted || body["required"] != required {
                complaints.push(format!(
                    "{}: {types:?}, required {}",
                    operation.name(),
                    body["required"]
                ));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn a_get_has_no_body_and_needs_a_credential_but_for_metadata() {
    for document in documents() {
        for operation in document.operations() {
            let name = operation.name();
            if operation.method == "get" {
                assert!(!operation.has_body(), "{name}");
            }
            // Metadata is the same for everybody, and that is what it is for.
            if operation.path.starts_with("/.well-known/") {
                continue;
            }
            if operation.method == "get" {
                assert!(!operation.schemes().is_empty(), "{name}");
            }
            let takes_something = operation.has_body() || !operation.schemes().is_empty();
            assert!(takes_something, "{name} can only be answered alike for everybody");
        }
    }
}
