//! Paths and methods: what is close to an operation is not that operation.

use latchkey::contracts::CONTRACTS;
use serde_json::json;

use crate::contracts::operations::{OPERATIONS, Operation};
use crate::parity::situation::{Situation, said};
use crate::support::TestApp;
use crate::support::http::Answer;

/// Nothing is there: said in the words of whoever owns the prefix, or in nobody's.
#[track_caller]
fn is_not_found(path: &str, answer: &Answer) {
    let owners = CONTRACTS.iter().filter(|one| {
        let prefix = one.owns_paths_below;
        prefix.is_some_and(|prefix| path.starts_with(prefix))
    });
    // Of nested prefixes, the longest.
    let owner = owners.max_by_key(|one| one.owns_paths_below.map(str::len));
    match owner {
        Some(contract) => {
            let (status, words) = said(contract.ident, Situation::UnknownPath);
            answer.is(status, &words, &[]);
        }
        None => {
            let problem = json!({"type": "about:blank", "title": "Not Found", "status": 404});
            answer.assert(404, &problem);
            let content_type = answer.header("content-type");
            assert_eq!(content_type, Some("application/problem+json"), "{answer:?}");
        }
    }
}

/// The answer to the operation's good request, sent to another path.
async fn sent_to(app: &TestApp, operation: &Operation, path: &str) -> Answer {
    let good = match operation.body {
        Some(body) => app.call(operation.method, path).json(&body()),
        None => app.call(operation.method, path),
    };
    operation.credential(app).await.on(good).send().await
}

async fn nothing_is_at(app: &TestApp, operation: &Operation, path: &str) {
    is_not_found(path, &sent_to(app, operation, path).await);
}

/// A path in front of and behind its last slash.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').expect("a path")
}

#[tokio::test]
async fn a_path_with_a_segment_more_or_less_is_another_path() {
    let app = TestApp::start().await;
    for operation in &OPERATIONS {
        let (folder, last) = split(operation.path);
        for path in [
            format!("{folder}//{last}"),
            format!("{folder}/{last}//"),
            format!("{folder}/./{last}"),
            format!("{folder}/x/../{last}"),
            format!("{folder}/{last}/more"),
        ] {
            nothing_is_at(&app, operation, &path).await;
        }
    }
}

#[tokio::test]
async fn a_slash_at_the_end_and_a_needlessly_encoded_character_name_the_same_path() {
    let app = TestApp::start().await;
    for operation in &OPERATIONS {
        let (folder, last) = split(operation.path);
        let (start, end) = last.split_at(last.len() - 1);
        let encoded = format!("{folder}/{start}%{:02x}", end.as_bytes()[0]);
        for path in [
            format!("{}/", operation.path),
            encoded.clone(),
            format!("{encoded}/?a=b"),
        ] {
            let answer = sent_to(&app, operation, &path).await;
            assert_eq!(answer.status, operation.success, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_path_in_another_case_is_another_path_but_for_aspnet() {
    let app = TestApp::start().await;
    for operation in &OPERATIONS {
        let (folder, last) = split(operation.path);
        for path in [
            format!("{folder}/{}", last.to_uppercase()),
            operation.path.to_uppercase(),
        ] {
            if operation.contract != "management" {
                nothing_is_at(&app, operation, &path).await;
                continue;
            }
            let answer = sent_to(&app, operation, &path).await;
            assert_eq!(answer.status, operation.success, "{answer:?}");
        }
    }
}

#[tokio::test]
async fn a_path_with_a_reserved_character_escaped_is_another_path() {
    let app = TestApp::start().await;
    for operation in &OPERATIONS {
        let (folder, last) = split(operation.path);
        for path in [
            format!("{folder}/{last}%2f"),
            format!("{folder}/%2e/{last}"),
            format!("{folder}/{last}%20"),
            format!("{folder}/{last}%00"),
            format!("{folder}/{last}%256e"),
            format!("{folder}/{last};v=1"),
        ] {
            nothing_is_at(&app, operation, &path).await;
        }
    }
}

#[tokio::test]
async fn a_path_that_nobody_knows_is_not_found_whatever_the_method() {
    let app = TestApp::start().await;
    for contract in &CONTRACTS {
        let Some(prefix) = contract.owns_paths_below else {
            continue;
        };
        for path in [
            prefix.to_owned(),
            format!("{prefix}nothing"),
            format!("{prefix}a/b/c?d=e"),
        ] {
            for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
                is_not_found(&path, &app.call(method, &path).send().await);
            }
        }
    }
    for path in [
        "/nothing",
        "/api",
        "/api/v1/",
        "/api/v2/auth/login",
        "/v1",
        "/rpc",
        "/RPC/admin/UserService/GetToken",
    ] {
        is_not_found(path, &app.get(path).send().await);
    }
}

#[tokio::test]
async fn another_method_is_refused_in_the_words_of_the_contract_whose_path_it_is() {
    let app = TestApp::start().await;
    for operation in &OPERATIONS {
        let (status, words) = said(operation.contract, Situation::OtherMethod);
        let allowed: Vec<&str> = operation.allow.split(", ").collect();
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            if allowed.contains(&method) {
                continue;
            }
            let call = app.call(method, operation.path).json(&json!({}));
            let answer = operation.credential(&app).await.on(call).send().await;
            answer.is(status, &words, &[("allow", operation.allow)]);
        }
    }
}

#[tokio::test]
async fn where_a_get_is_allowed_a_head_is_answered_alike() {
    let app = TestApp::start().await;
    for operation in OPERATIONS.iter().filter(|one| one.method == "GET") {
        let head = app.call("HEAD", operation.path);
        let answer = operation.credential(&app).await.on(head).send().await;
        assert_eq!(answer.status, operation.success, "{answer:?}");
        let answer = app.call("HEAD", operation.path).send().await;
        assert_eq!(answer.status, 401, "{answer:?}");
        answer.has_headers(Situation::NoToken.headers());
    }
}
