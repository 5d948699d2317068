//! Nothing stands twice: no member of a document, no path in two contracts, no identifier.

use std::collections::HashMap;

use latchkey::contracts::all;
use latchkey::contracts::kit::json::parse;

use super::{assert_none, documents};

/// The reader that requests go through refuses duplicate members, so it can be trusted to find them here.
#[test]
fn no_member_of_a_document_stands_twice() {
    let mut complaints = Vec::new();
    for contract in all() {
        if let Err(error) = parse(contract.document.as_bytes()) {
            complaints.push(format!("{}: {error}", contract.ident));
        }
    }
    assert_none(&complaints);
}

#[test]
fn the_reader_that_looks_for_duplicates_finds_them() {
    assert!(parse(br#"{"paths": {"/a": {"get": {}, "post": {}}}}"#).is_ok());
    for twice in [
        r#"{"paths": {"/a": {"get": {}, "get": {}}}}"#,
        r#"{"paths": {"/a": {}, "/b": {}, "/a": {}}}"#,
        r#"{"paths": {"/a": {"get": {"responses": {"200": {}, "401": {}, "200": {}}}}}}"#,
        r#"{"a": 1, "\u0061": 1}"#,
    ] {
        assert!(parse(twice.as_bytes()).is_err(), "{twice}");
    }
}

#[test]
fn no_path_belongs_to_two_contracts() {
    let mut owners = HashMap::new();
    let mut complaints = Vec::new();
    for document in documents() {
        let ident = document.contract.ident;
        for path in super::members(&document.json["paths"]).keys() {
            assert!(
                path.starts_with('/') && !path.contains(['?', '#', ' ']),
                "{ident}: {path}"
            );
            if let Some(other) = owners.insert(path.clone(), ident) {
                complaints.push(format!("{path} belongs to {other} and to {ident}"));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn contracts_and_the_paths_below_which_they_answer_are_told_apart() {
    let mut idents = HashMap::new();
    let mut prefixes = HashMap::new();
    for contract in all() {
        assert!(
            idents.insert(contract.ident, contract.product).is_none(),
            "{}",
            contract.ident
        );
        let Some(prefix) = contract.owns_paths_below else {
            continue;
        };
        assert!(prefix.starts_with('/') && prefix.ends_with('/'), "{prefix}");
        assert!(prefixes.insert(prefix, contract.ident).is_none(), "{prefix}");
    }
    for (prefix, ident) in &prefixes {
        let within = prefixes
            .keys()
            .find(|other| *other != prefix && other.starts_with(prefix));
        assert_eq!(within, None, "below {prefix}, which is {ident}'s");
    }
}
