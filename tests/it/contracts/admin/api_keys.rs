//! API keys: made, shown once, rotated with an overlap, revoked.

use std::time::Duration;

use latchkey::model::Permissions;
use serde_json::json;

use super::{API_KEYS, field_errors, is_done, is_problem};
use crate::support::TestApp;
use crate::support::http::Answer;

async fn works(app: &TestApp, key: &str) -> bool {
    let answer = app.get("/v1/auth/user").api_key(key).send().await;
    assert!(matches!(answer.status, 200 | 401), "{answer:?}");
    answer.status == 200
}

fn id_of(answer: &Answer) -> String {
    answer.header("location").expect("a location").to_owned()
}

#[tokio::test]
async fn a_new_key_shows_its_secrets_once_and_works() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let body = json!({
        "user_id": operator.id.0, "name": "Billing", "description": "Renews packages",
        "permissions": ["admin", "read", "write", "read"], "expires_at": "2099-12-31T23:59:59Z",
    });
    let answer = app.post(API_KEYS, body).bearer(&operator.token).send().await;
    let (key, secret) = (answer.text_at("/key"), answer.text_at("/client_secret"));
    let expected = json!({
        "id": answer.at("/api_key/id"), "user_id": operator.id.0, "name": "Billing",
        "description": "Renews packages", "masked_key": answer.at("/api_key/masked_key"),
        "permissions": ["read", "write", "admin"], "created_at": answer.at("/api_key/created_at"),
        "expires_at": "2099-12-31T23:59:59Z", "revoked_at": null, "last_used_at": null,
    });
    answer.assert(
        201,
        &json!({ "key": key, "client_secret": secret, "api_key": expected }),
    );
    assert!(works(&app, &key).await);
    app.flush().await;
    let shown = app.get(&id_of(&answer)).bearer(&operator.token).send().await;
    assert!(!shown.text.contains(&key) && !shown.text.contains(&secret), "{shown:?}");
    assert!(shown.at("/last_used_at").is_string(), "{shown:?}");
}

#[tokio::test]
async fn rotated_with_an_overlap_both_keys_work_and_then_the_old_one_stops_on_every_node() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let operator = app.operator(1).await;
    let old = app.key_with(operator.id, Permissions::READ).await;
    let keys = app.app.auth.api_keys(Some(operator.id)).await.expect("keys");
    let path = format!("{API_KEYS}/{}/rotate", keys[0].id.0);
    let body = json!({ "overlap_seconds": 86_400 });
    let answer = app.post(&path, body).bearer(&operator.token).send().await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let new = answer.text_at("/key");
    assert_eq!(answer.at("/api_key/permissions"), json!(["read"]));
    for node in [&app, &node] {
        assert!(works(node, &old).await && works(node, &new).await);
    }
    app.pass(Duration::from_secs(86_399));
    assert!(works(&node, &old).await);
    app.pass(Duration::from_secs(1));
    for node in [&app, &node] {
        assert!(!works(node, &old).await && works(node, &new).await);
    }
    let token = app.token_of("staff", &super::caller::person(1)).await;
    let again = app
        .post(&path, json!({ "overlap_seconds": 0 }))
        .bearer(&token)
        .send()
        .await;
    is_problem(&again, 404, "not_found", "There is no such thing.");
}

#[tokio::test]
async fn an_overlap_does_not_prolong_a_key_that_ends_sooner_and_none_ends_it_at_once() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let create = json!({
        "user_id": operator.id.0, "name": "Short", "permissions": ["read"], "expires_at": "2026-01-01T00:10:00Z",
    });
    for overlap in [86_400, 0] {
        let app = TestApp::start().await;
        let operator = app.operator(1).await;
        let mut body = create.clone();
        let end = app.app.auth.now().plus(Duration::from_secs(600));
        body["user_id"] = operator.id.0.into();
        body["expires_at"] = time::OffsetDateTime::from(end)
            .format(&time::format_description::well_known::Rfc3339)
            .expect("a time")
            .into();
        let made = app.post(API_KEYS, body).bearer(&operator.token).send().await;
        let old = made.text_at("/key");
        let path = format!("{}/rotate", id_of(&made));
        let rotated = app.post(&path, json!({ "overlap_seconds": overlap }));
        let rotated = rotated.bearer(&operator.token).send().await;
        assert_eq!(rotated.at("/api_key/expires_at"), made.at("/api_key/expires_at"));
        assert_eq!(works(&app, &old).await, overlap > 0);
        app.pass(Duration::from_secs(600));
        assert!(!works(&app, &old).await);
    }
    assert_eq!(create["user_id"], operator.id.0);
}

#[tokio::test]
async fn a_revoked_key_stays_in_the_list_and_is_revoked_once() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    app.key_with(operator.id, Permissions::READ).await;
    let path = format!("{API_KEYS}?user_id={}", operator.id.0);
    let list = app.get(&path).bearer(&operator.token).send().await;
    let key = format!("{API_KEYS}/{}", list.at("/items/0/id"));
    is_done(&app.call("DELETE", &key).bearer(&operator.token).send().await);
    let again = app.call("DELETE", &key).bearer(&operator.token).send().await;
    is_problem(&again, 404, "not_found", "There is no such thing.");
    let list = app.get(&path).bearer(&operator.token).send().await;
    assert!(list.at("/items/0/revoked_at").is_string(), "{list:?}");
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_new_key_or_a_rotation_is_said() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let body = json!({ "user_id": "1", "name": "", "permissions": ["all"], "expires_at": "soon" });
    let answer = app.post(API_KEYS, body).bearer(&operator.token).send().await;
    let expected = json!({
        "user_id": ["The user_id field must be a whole number."],
        "name": ["The name field is required."],
        "permissions": ["The permissions field must be an array of read, write, delete, create and admin."],
        "expires_at": ["The expires_at field must be a date and time such as 2019-08-24T14:15:22Z."],
    });
    assert_eq!(field_errors(&answer), expected);
    let body = json!({ "user_id": 999, "name": "A", "permissions": [] });
    let answer = app.post(API_KEYS, body).bearer(&operator.token).send().await;
    assert_eq!(
        field_errors(&answer),
        json!({ "permissions": ["The permissions field is required."] })
    );
    let body = json!({ "user_id": 999, "name": "A", "permissions": ["read"] });
    let answer = app.post(API_KEYS, body).bearer(&operator.token).send().await;
    assert_eq!(
        field_errors(&answer),
        json!({ "user_id": ["The user_id field is that of no user."] })
    );
    let body = json!({
        "user_id": operator.id.0, "name": "A", "permissions": ["read"], "expires_at": "2001-01-01T00:00:00Z",
    });
    let answer = app.post(API_KEYS, body).bearer(&operator.token).send().await;
    assert_eq!(
        field_errors(&answer),
        json!({ "expires_at": ["The expires_at field must be in the future."] })
    );
    let answer = app.post(&format!("{API_KEYS}/1/rotate"), json!({ "overlap_seconds": -1 }));
    let answer = answer.bearer(&operator.token).send().await;
    let why = "The overlap_seconds field must be a number from 0 to 31536000.";
    assert_eq!(field_errors(&answer), json!({ "overlap_seconds": [why] }));
}
