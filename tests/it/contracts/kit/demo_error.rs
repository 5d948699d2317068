//! Errors on request: those that the documents list, no more and no fewer, said as the contract says them.

use std::collections::BTreeSet;

use latchkey::contracts::{Contract, all};
use serde_json::{Value, json};

/// Every operation of a document with what it lists: statuses with the names of their examples.
fn listed(contract: &Contract) -> Vec<(String, BTreeSet<(u16, String)>)> {
    let document: Value = serde_json::from_str(contract.document).expect("a document");
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths.values().flat_map(|item| item.as_object().into_iter().flatten());
    operations
        .map(|(_, operation)| {
            let id = operation["operationId"].as_str().expect("an id").to_owned();
            let answers = operation["responses"].as_object().expect("answers").iter();
            let answers = answers.filter(|(status, _)| status.as_str() >= "400");
            let names = answers.flat_map(|(status, answer)| {
                let media = answer["content"].as_object().into_iter().flatten();
                let names = media.flat_map(|(_, media)| media["examples"].as_object().into_iter().flatten());
                names.map(|(name, _)| (status.parse().expect("a status"), name.clone()))
            });
            (id, names.collect())
        })
        .collect()
}

#[test]
fn an_operation_can_demonstrate_what_its_document_lists() {
    let mut operations = 0;
    for contract in all() {
        for (id, listed) in listed(contract) {
            let choice = (contract.demonstrate)(&id, "nothing").expect_err("no such name");
            let choice: BTreeSet<_> = choice.into_iter().collect();
            assert_eq!(choice, listed, "{} {id}", contract.ident);
            operations += 1;
        }
    }
    assert_eq!(operations, 70);
}

#[test]
fn an_operation_that_there_is_not_has_nothing_to_demonstrate() {
    for contract in all() {
        let choice = (contract.demonstrate)("nothing", "401").expect_err("no such operation");
        assert_eq!(choice, Vec::new(), "{}", contract.ident);
    }
}

#[tokio::test]
async fn a_name_means_that_error_and_a_status_the_first_with_it() {
    let contract = all().find(|one| one.ident == "staff").expect("a contract");
    for (wanted, status, challenge, message) in [
        ("token_missing", 401, Some("Bearer"), "Unauthenticated"),
        ("401", 401, Some("Bearer"), "Unauthenticated"),
        (
            "token_invalid",
            401,
            Some("Bearer error=\"invalid_token\""),
            "Unauthenticated",
        ),
        (
            "refresh_refused",
            401,
            Some("Bearer error=\"invalid_token\""),
            "Token has expired and cannot be refreshed",
        ),
        ("503", 503, None, "Service unavailable"),
    ] {
        let answer = (contract.demonstrate)("refresh", wanted).expect(wanted);
        assert_eq!(answer.status().as_u16(), status, "{wanted}");
        assert_eq!(answer.header("www-authenticate"), challenge, "{wanted}");
        let body: Value = serde_json::from_slice(&answer.into_body().into_vec().await.expect("a body")).expect("JSON");
        assert_eq!(body, json!({ "success": false, "message": message }), "{wanted}");
    }
}
