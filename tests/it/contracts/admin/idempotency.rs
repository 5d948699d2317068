//! A creation that is sent again.

use std::time::Duration;

use serde_json::{Value, json};

use super::{API_KEYS, ROLES, SUBSCRIBERS, USERS, WEBHOOKS, concurrently, field_errors};
use crate::support::TestApp;

const KEY: &str = "8f14e45f-ceea-467f-a9d0-1c2d3e4f5a6b";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn creations() -> [(&'static str, Value); 5] {
    [
        (
            USERS,
            json!({ "username": "ana", "email": "ana@example.com", "name": "Ana Lima", "password": "seven quiet herons, two ponds" }),
        ),
        (SUBSCRIBERS, json!({ "username": "ben", "customer_id": "10007" })),
        (ROLES, json!({ "name": "support", "permissions": ["users.view"] })),
        (
            API_KEYS,
            json!({ "user_id": 2, "name": "Billing", "permissions": ["read", "admin"] }),
        ),
        (WEBHOOKS, json!({ "url": "https://crm.example/hooks" })),
    ]
}

#[tokio::test]
async fn sent_three_times_over_two_nodes_with_one_key_it_makes_one_thing() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let operator = app.operator(1).await;
    for (number, (path, body)) in creations().into_iter().enumerate() {
        let key = format!("{KEY}-{number}");
        let calls = [&app, &other, &app].into_iter().map(|node| {
            let call = node.post(path, body.clone()).header("idempotency-key", &key);
            let call = call.bearer(&operator.token);
            async { call.send().await }
        });
        let answers = concurrently(calls).await;
        let first = &answers[0];
        assert_eq!(first.status, 201, "{first:?}");
        for answer in &answers {
            assert_eq!((answer.status, answer.json()), (201, first.json()), "{path}");
            assert_eq!(answer.header("location"), first.header("location"));
        }
        let later = app.post(path, body.clone()).header("idempotency-key", &key);
        let later = later.bearer(&operator.token).send().await;
        assert_eq!((later.status, later.json()), (201, first.json()), "{path}");
    }
}

#[tokio::test]
async fn the_key_of_another_request_is_refused_and_makes_nothing() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let send = async |path: &str, body: &Value, key: &str| {
        let call = app.post(path, body.clone()).header("idempotency-key", key);
        call.bearer(&operator.token).send().await
    };
    let reused = json!({ "Idempotency-Key": ["The Idempotency-Key field was used for another request."] });
    for (number, (path, body)) in creations().into_iter().enumerate() {
        let key = format!("{KEY}-{number}");
        assert_eq!(send(path, &body, &key).await.status, 201);
        let mut other = body.clone();
        other["name"] = "Another".into();
        other["customer_id"] = "another".into();
        other["description"] = "Another".into();
        assert_eq!(field_errors(&send(path, &other, &key).await), reused, "{path}");
    }
    let (users, _) = creations()[0].clone();
    let (_, subscriber) = creations()[1].clone();
    let _ = users;
    assert_eq!(
        field_errors(&send(SUBSCRIBERS, &subscriber, &format!("{KEY}-0")).await),
        reused
    );
}

#[tokio::test]
async fn a_key_is_the_callers_own_and_is_forgotten_after_a_day() {
    let app = TestApp::start().await;
    let (operator, second) = (app.operator(1).await, app.operator(2).await);
    let body = |name: &str| json!({ "username": name, "customer_id": "10007" });
    let send = async |token: &str, name: &str| {
        let call = app.post(SUBSCRIBERS, body(name)).header("idempotency-key", KEY);
        call.bearer(token).send().await.status
    };
    assert_eq!(send(&operator.token, "ben").await, 201);
    assert_eq!(send(&second.token, "eva").await, 201);
    assert_eq!(send(&operator.token, "max").await, 422);
    app.pass(DAY - Duration::from_secs(1));
    let token = app.token_of("staff", &super::caller::person(1)).await;
    assert_eq!(send(&token, "max").await, 422);
    app.pass(Duration::from_secs(2));
    assert_eq!(send(&token, "max").await, 201);
    app.pass(DAY + Duration::from_secs(1));
    app.app
        .auth
        .forget_idempotency_keys()
        .await
        .expect("the database answers");
    assert_eq!(app.database.count("idempotency_keys").await, 0);
}

#[tokio::test]
async fn a_creation_that_failed_can_be_sent_again_with_its_key() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let body = json!({ "username": "subscriber1", "customer_id": "10007" });
    let send = async || {
        let call = app.post(SUBSCRIBERS, body.clone()).header("idempotency-key", KEY);
        call.bearer(&operator.token).send().await.status
    };
    assert_eq!(send().await, 409);
    let path = format!("{SUBSCRIBERS}/2");
    assert_eq!(
        app.call("DELETE", &path).bearer(&operator.token).send().await.status,
        204
    );
    assert_eq!(send().await, 201);
}

#[tokio::test]
async fn what_is_too_short_or_too_long_is_no_key() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    for key in ["short", "with a space in it", &"k".repeat(256)] {
        let call = app.post(SUBSCRIBERS, json!({})).header("idempotency-key", key);
        let errors = field_errors(&call.bearer(&operator.token).send().await);
        let why = "The Idempotency-Key field must be 16 to 255 visible ASCII characters.";
        assert_eq!(errors["Idempotency-Key"], json!([why]));
    }
}

#[tokio::test]
async fn neither_the_key_nor_a_secret_is_stored_in_the_clear() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, body) = creations()[3].clone();
    let call = app.post(path, body).header("idempotency-key", KEY);
    let answer = call.bearer(&operator.token).send().await;
    let row = app.store.api_keys(None).await.expect("the database answers");
    let secret = answer.text_at("/key");
    assert!(row.iter().all(|key| key.masked_key != secret));
    let hex = |column: &str| match app.database.url().starts_with("postgres") {
        true => format!("encode({column}, 'hex')"),
        false => format!("lower(hex({column}))"),
    };
    for column in ["key_hash", "request_mac", "sealed"] {
        for text in [KEY, secret.as_str()] {
            let bytes: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
            let with = format!("idempotency_keys WHERE {} LIKE '%{bytes}%'", hex(column));
            assert_eq!(app.database.count(&with).await, 0, "{column}");
        }
    }
}
