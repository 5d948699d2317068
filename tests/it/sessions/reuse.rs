//! A spent token that comes back for a refresh is taken for stolen (RFC 9700 section 4.14.2).

use serde_json::json;

use super::{HOUR, SECOND};
use crate::support::TestApp;
use crate::support::admin::ADMIN_ACCOUNT;

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

#[tokio::test]
async fn a_spent_token_that_is_merely_shown_ends_nothing() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(10 * SECOND);
    assert!(!app.accepts(&first).await);
    assert_eq!(app.log_out(&first).await.status, 401, "nor can it log out");
    assert!(app.accepts(&second).await);
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
