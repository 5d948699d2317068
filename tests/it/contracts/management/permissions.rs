//! What an API key may do.

use latchkey::model::Permissions;
use serde_json::json;

use super::{LOGIN, LOGOUT, USER, key, says, with_ana};
use crate::support::TestApp;
use crate::support::accounts::ANA;

/// What reading and changing the user answer to a key with these permissions.
async fn read_and_write(app: &TestApp, key: &str) -> (u16, u16) {
    let read = app.get(USER).api_key(key).send().await;
    let write = app.post(USER, json!({"user": {}})).api_key(key).send().await;
    for answer in [&read, &write] {
        match answer.status {
            200 => {}
            _ => answer.is(403, &says(1202, "Permission denied"), &[]),
        }
    }
    (read.status, write.status)
}

#[tokio::test]
async fn reading_needs_read_and_changing_needs_write() {
    let (app, ana, _) = with_ana().await;
    for bits in 0..16 {
        let key = key(&app, ana, Permissions::from_bits(bits)).await;
        let expected = (
            if bits & 1 == 1 { 200 } else { 403 },
            if bits & 2 == 2 { 200 } else { 403 },
        );
        assert_eq!(read_and_write(&app, key.key.expose()).await, expected, "{bits}");
    }
}

#[tokio::test]
async fn a_change_that_is_not_permitted_changes_nothing() {
    let (app, ana, token) = with_ana().await;
    let key = key(&app, ana, Permissions::READ).await;
    let body = json!({"user": {"city": "Dhaka", "settings": [{"name": "a", "value": "b"}]}});
    let answer = app.post(USER, body).api_key(key.key.expose()).send().await;
    answer.is(403, &says(1202, "Permission denied"), &[]);
    let user = super::profile(app.get(USER).bearer(&token)).await;
    assert!(user["city"].is_null());
    assert_eq!(user["settings"], json!([]));
}

#[tokio::test]
async fn a_token_beside_a_key_does_not_lift_the_limits_of_the_key() {
    let (app, ana, token) = with_ana().await;
    let key = key(&app, ana, Permissions::READ).await;
    let call = app
        .post(USER, json!({"user": {}}))
        .bearer(&token)
        .api_key(key.key.expose());
    call.send().await.is(403, &says(1202, "Permission denied"), &[]);
}

#[tokio::test]
async fn a_key_without_permissions_may_still_log_somebody_in_and_out() {
    let (app, ana, _) = with_ana().await;
    let key = key(&app, ana, Permissions::from_bits(0)).await;
    let body = json!({"username": ANA.username, "password": ANA.password});
    for call in [app.post(LOGIN, body), app.post(LOGOUT, json!({}))] {
        let answer = call.api_key(key.key.expose()).send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[tokio::test]
async fn a_token_alone_has_no_limits() {
    let (app, _, token) = with_ana().await;
    for call in [app.get(USER), app.post(USER, json!({"user": {}}))] {
        let answer = call.bearer(&token).send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}
