//! Parts of a request that make no difference.

use crate::contracts::operations::{OPERATIONS, Operation};
use crate::support::TestApp;
use crate::support::http::Call;

async fn good<'a>(app: &'a TestApp, operation: &Operation) -> Call<'a> {
    let credential = operation.credential(app).await;
    credential.on(operation.anonymous(app))
}

async fn succeeds(operation: &Operation, call: Call<'_>) {
    let answer = call.send().await;
    assert_eq!(answer.status, operation.success, "{answer:?}");
}

#[tokio::test]
async fn an_operation_without_a_body_ignores_whatever_is_sent_as_one() {
    let app = TestApp::start().await;
    for operation in OPERATIONS.iter().filter(|one| one.body.is_none()) {
        for (content_type, body) in [
            ("application/json", "{}"),
            ("application/json", ""),
            ("application/json", "{\"a\":"),
            ("application/json", "[1,2]"),
            ("application/json; charset=utf-8", "{}"),
            ("text/plain", "{}"),
            ("application/x-www-form-urlencoded", "a=b"),
            ("multipart/form-data; boundary=x", "--x--"),
            ("nonsense", ""),
        ] {
            let call = operation.authorized(&app).await.about((content_type, body));
            succeeds(operation, call.body(content_type, body)).await;
        }
        let call = operation.authorized(&app).await.about("no content type");
        succeeds(operation, call.untyped("{}")).await;
    }
}

#[tokio::test]
async fn whatever_the_client_accepts_the_answer_is_json() {
    let app = TestApp::start().await;
    for operation in &OPERATIONS {
        for accept in ["application/json", "text/plain", "image/png", "nonsense", "*/*;q=0", ""] {
            let answer = good(&app, operation).await.header("accept", accept).send().await;
            assert_eq!(answer.status, operation.success, "{answer:?}");
            if operation.success == 200 {
                assert_eq!(answer.header("content-type"), Some("application/json"), "{answer:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_query_makes_no_difference() {
    let app = TestApp::start().await;
    for operation in &OPERATIONS {
        let address = format!("{}?request=%7B%7D&a=b&a=c", operation.path);
        let call = app.call(operation.method, &address);
        let call = match operation.body {
            Some(body) => call.json(&body()),
            None => call,
        };
        let call = operation.credential(&app).await.on(call);
        succeeds(operation, call).await;
    }
}

#[tokio::test]
async fn every_answer_may_be_kept_by_nobody() {
    let app = TestApp::start().await;
    for operation in &OPERATIONS {
        let answer = good(&app, operation).await.send().await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    }
}
