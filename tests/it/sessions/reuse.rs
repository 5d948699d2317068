//! A spent token that comes back is taken for stolen (RFC 9700 section 4.14.2), wherever it is presented.

use serde_json::json;

use super::{HOUR, SECOND};
use crate::support::admin::ADMIN_ACCOUNT;
use crate::support::{DEMO_KEY, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";

const REASON: &str = "SELECT ended_reason FROM sessions";

#[tokio::test]
async fn a_spent_token_that_is_refreshed_later_ends_its_session_and_no_other() {
    let app = TestApp::start().await;
    let bystander = app.token("management").await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(10 * SECOND);
    let refused = json!({ "success": false, "message": "Token has expired and cannot be refreshed" });
    app.refresh(&first).await.assert(401, &refused);
    assert!(!app.accepts(&second).await);
    app.refresh(&second).await.assert(401, &refused);
    assert!(app.accepts(&bystander).await);
    assert_eq!(app.open_sessions(ADMIN_ACCOUNT).await.len(), 1);
    let reason = format!("{REASON} WHERE ended_at IS NOT NULL");
    assert_eq!(app.database.text(&reason).await.as_deref(), Some("token_reuse"));
}

/// Presents a token somewhere, and asserts that it is refused there.
async fn present(app: &TestApp, place: &str, token: &str) {
    let form = format!("token={token}");
    match place {
        "as a bearer token" => assert!(!app.accepts(token).await),
        "at a logout" => assert_eq!(app.log_out(token).await.status, 401),
        "at a revocation" => {
            let answer = app.call("POST", "/oauth/revoke").body(FORM, form).send().await;
            answer.assert(200, &json!({}));
        }
        "at an introspection" => {
            let ask = app.call("POST", "/oauth/introspect").api_key(DEMO_KEY);
            ask.body(FORM, form)
                .send()
                .await
                .assert(200, &json!({ "active": false }));
        }
        other => assert_eq!(app.refresh(token).await.status, 401, "{other}"),
    }
}

const PLACES: [&str; 5] = [
    "as a bearer token",
    "at a logout",
    "at a revocation",
    "at an introspection",
    "at a refresh",
];

/// Presents a spent token twice after its grace period. Returns its successor, and the actions that this recorded.
async fn reuse(app: &TestApp, place: &str) -> (String, Vec<String>) {
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(10 * SECOND);
    let mark = app.mark().await;
    for _ in 0..2 {
        present(app, place, &first).await;
    }
    let events = app.recorded(mark).await;
    let action = |event: &String| event.split(' ').nth(1).map(str::to_owned);
    (second, events.iter().filter_map(action).collect())
}

#[tokio::test]
async fn a_spent_token_ends_its_session_wherever_it_is_presented() {
    for place in PLACES {
        let app = TestApp::start().await;
        let (second, actions) = reuse(&app, place).await;
        assert_eq!(actions, ["token.reused", "session.ended"], "{place}");
        assert!(!app.accepts(&second).await, "{place}");
        let reason = app.database.text(REASON).await;
        assert_eq!(reason.as_deref(), Some("token_reuse"), "{place}");
    }
}

#[tokio::test]
async fn a_node_that_rejects_reuse_refuses_a_spent_token_wherever_it_is_presented() {
    for place in PLACES {
        let app = TestApp::with("[tokens]\non_reuse = \"reject\"").await;
        let (second, actions) = reuse(&app, place).await;
        assert_eq!(actions, ["token.reused"], "{place}");
        assert!(app.accepts(&second).await, "{place}");
    }
}

#[tokio::test]
async fn a_current_token_that_has_expired_is_no_spent_one() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.pass(HOUR + 5 * SECOND);
    for place in ["as a bearer token", "at a logout", "at an introspection"] {
        present(&app, place, &token).await;
    }
    assert!(app.accepts(&app.refreshed(&token).await).await);
}

#[tokio::test]
async fn a_spent_token_counts_as_stolen_long_after_it_expired() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(30 * HOUR);
    assert_eq!(app.refresh(&first).await.status, 401);
    assert_eq!(app.refresh(&second).await.status, 401, "the session is over");
    assert_eq!(app.database.text(REASON).await.as_deref(), Some("token_reuse"));
}

#[tokio::test]
async fn a_spent_token_counts_as_stolen_after_many_more_refreshes() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    let mut newest = first.clone();
    for _ in 0..12 {
        newest = app.refreshed(&newest).await;
        app.pass(60 * SECOND);
    }
    assert!(app.accepts(&newest).await);
    assert_eq!(app.refresh(&first).await.status, 401);
    assert!(!app.accepts(&newest).await);
}

#[tokio::test]
async fn a_node_that_rejects_reuse_leaves_the_session_alone() {
    let app = TestApp::with("[tokens]\non_reuse = \"reject\"").await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(10 * SECOND);
    for _ in 0..2 {
        let refused = json!({ "success": false, "message": "Token has expired and cannot be refreshed" });
        app.refresh(&first).await.assert(401, &refused);
    }
    assert!(!app.accepts(&first).await);
    assert!(app.accepts(&second).await);
    assert!(app.accepts(&app.refreshed(&second).await).await);
    assert_eq!(app.database.text(REASON).await, None);
}

#[tokio::test]
async fn a_session_that_ended_otherwise_keeps_its_reason() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    assert_eq!(app.log_out(&second).await.status, 200);
    app.pass(10 * SECOND);
    assert_eq!(app.refresh(&first).await.status, 401);
    assert_eq!(app.database.text(REASON).await.as_deref(), Some("logout"));
}
