//! `POST /v1/auth/logout`

use latchkey::model::Permissions;
use serde_json::json;

use super::{LOGOUT, USER, key, says, with_ana};
use crate::support::accounts::ANA;
use crate::support::http::BAD_TOKEN;

#[tokio::test]
async fn a_logout_ends_the_session_of_the_token_and_no_other() {
    let (app, _, token) = with_ana().await;
    let another = app.token_of("management", &ANA).await;
    let answer = app.post(LOGOUT, json!({})).bearer(&token).send().await;
    answer.is(
        200,
        &json!({"success": true, "code": 0, "message": "Logout successful"}),
        &[],
    );
    for call in [app.get(USER), app.post(LOGOUT, json!({}))] {
        let answer = call.bearer(&token).send().await;
        answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
    }
    let answer = app.get(USER).bearer(&another).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn with_a_key_alone_there_is_no_session_to_end_and_that_is_a_success() {
    let (app, ana, token) = with_ana().await;
    let key = key(&app, ana, Permissions::from_bits(0)).await;
    for _ in 0..2 {
        let answer = app.post(LOGOUT, json!({})).api_key(key.key.expose()).send().await;
        answer.is(
            200,
            &json!({"success": true, "code": 0, "message": "Logout successful"}),
            &[],
        );
    }
    let answer = app.get(USER).bearer(&token).send().await;
    assert_eq!(answer.status, 200, "the owner's session goes on: {answer:?}");
}

#[tokio::test]
async fn with_both_credentials_the_session_of_the_token_ends() {
    let (app, ana, token) = with_ana().await;
    let key = key(&app, ana, Permissions::READ).await;
    let call = app.post(LOGOUT, json!({})).bearer(&token).api_key(key.key.expose());
    assert_eq!(call.send().await.status, 200);
    let answer = app.get(USER).bearer(&token).send().await;
    answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
    let answer = app.get(USER).api_key(key.key.expose()).send().await;
    assert_eq!(answer.status, 200, "the key goes on: {answer:?}");
}

#[tokio::test]
async fn a_body_may_be_left_out() {
    let (app, ana, _) = with_ana().await;
    let key = key(&app, ana, Permissions::READ).await;
    let log_out = || app.call("POST", LOGOUT).api_key(key.key.expose());
    for call in [
        log_out(),
        log_out().untyped(""),
        log_out().body("application/json-patch+json", ""),
        log_out().body("application/x-www-form-urlencoded", ""),
        log_out().body("application/json-patch+json", "{}"),
        log_out().body("application/json", r#"{"everywhere":true}"#),
    ] {
        let answer = call.send().await;
        answer.is(
            200,
            &json!({"success": true, "code": 0, "message": "Logout successful"}),
            &[],
        );
    }
}
