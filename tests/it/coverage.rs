//! No operation without tests. What the tests go through is `contracts::operations::OPERATIONS`; what there is to go
//! through is in the contracts' own documents.

use std::collections::BTreeSet;
use std::path::Path;

use latchkey::contracts::{CONTRACTS, Contract, OWN};
use serde_json::Value;

use crate::contracts::operations::OPERATIONS;
use crate::support::login::LOGINS;

/// `ident METHOD path` of every operation in a contract's document.
fn documented(contract: &Contract) -> Vec<String> {
    let document: Value = serde_json::from_str(&(contract.document)()).expect("a document is JSON");
    let paths = document["paths"].as_object().expect("a document has paths");
    let mut all = Vec::new();
    for (path, item) in paths {
        for method in item.as_object().expect("a path has operations").keys() {
            all.push(format!("{} {} {path}", contract.ident, method.to_uppercase()));
        }
    }
    all
}

#[test]
fn every_documented_operation_is_one_that_the_tests_go_through() {
    let documented: BTreeSet<String> = CONTRACTS.iter().flat_map(documented).collect();
    let tested: BTreeSet<String> = OPERATIONS
        .iter()
        .map(|one| format!("{} {} {}", one.contract, one.method, one.path))
        .collect();
    let untested: Vec<_> = documented.difference(&tested).collect();
    assert!(
        untested.is_empty(),
        "add these to OPERATIONS, and test them: {untested:#?}"
    );
    let gone: Vec<_> = tested.difference(&documented).collect();
    assert!(gone.is_empty(), "no document has these any more: {gone:#?}");
    assert_eq!(
        tested.len(),
        OPERATIONS.len(),
        "an operation stands in OPERATIONS twice"
    );
}

#[test]
fn every_operation_has_tests_of_its_own_and_its_printed_request_is_sent() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let mut missing = Vec::new();
    for operation in &OPERATIONS {
        let quoted = format!("\"{}\"", operation.path);
        let folder = tests.join("contracts").join(operation.contract);
        let page = tests.join("seeds").join(format!("{}.rs", operation.contract));
        for place in [folder, page] {
            if !text_of(&place).contains(&quoted) {
                missing.push(format!("{quoted} in {}", place.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_contract_has_its_login() {
    let idents: Vec<_> = CONTRACTS.iter().map(|contract| contract.ident).collect();
    let logins: Vec<_> = LOGINS.iter().map(|login| login.contract).collect();
    assert_eq!(
        idents, logins,
        "LOGINS says how to log in through each contract, in the order of CONTRACTS"
    );
}

#[test]
fn every_operation_of_our_own_has_tests() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/contracts");
    for contract in &OWN {
        let text = text_of(&tests.join(contract.ident));
        for operation in documented(contract) {
            let path = operation.rsplit(' ').next().unwrap_or_default();
            let start = path.split('{').next().unwrap_or_default();
            assert!(text.contains(start), "{operation} in {}", contract.ident);
        }
    }
}

/// The text of a file, or of all files in a folder.
fn text_of(place: &Path) -> String {
    let Ok(entries) = place.read_dir() else {
        return std::fs::read_to_string(place).unwrap_or_default();
    };
    entries.map(|entry| text_of(&entry.expect("an entry").path())).collect()
}
