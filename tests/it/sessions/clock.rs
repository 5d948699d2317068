//! A clock that is stepped back makes nothing good again that was refused.

use super::{DAY, HOUR, MINUTE, SECOND};
use crate::support::TestApp;
use crate::support::admin::ADMIN_ACCOUNT;

#[tokio::test]
async fn a_token_that_was_refused_as_expired_stays_refused() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.pass(HOUR + 5 * SECOND);
    assert!(!app.accepts(&token).await);
    app.clock.step_back(30 * MINUTE);
    assert!(!app.accepts(&token).await);
    let restarted = app.another_node().await;
    assert!(!restarted.accepts(&token).await);
    // Its session lives, and the next token of it is good.
    assert!(app.accepts(&app.refreshed(&token).await).await);
}

#[tokio::test]
async fn a_spent_token_that_was_refused_stays_refused() {
    let app = TestApp::with("[tokens]\non_reuse = \"reject\"").await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(10 * SECOND);
    assert!(!app.accepts(&first).await);
    app.clock.step_back(9 * SECOND);
    assert!(!app.accepts(&first).await);
    assert!(app.accepts(&second).await);
}

#[tokio::test]
async fn a_session_that_a_spent_token_ended_stays_over() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(10 * SECOND);
    assert!(!app.accepts(&first).await);
    app.clock.step_back(9 * SECOND);
    for token in [&first, &second] {
        assert_eq!(app.refresh(token).await.status, 401);
        assert!(!app.accepts(token).await);
    }
}

#[tokio::test]
async fn a_session_that_was_found_to_be_over_stays_over() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.pass(7 * DAY);
    assert_eq!(app.refresh(&token).await.status, 401);
    app.clock.step_back(DAY);
    assert_eq!(app.refresh(&token).await.status, 401);
    assert!(app.open_sessions(ADMIN_ACCOUNT).await.is_empty());
}

#[tokio::test]
async fn a_portal_cookie_whose_session_was_found_to_be_over_stays_worthless() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    let answer = app.get("/mobile-auto-login").bearer(&token).send().await;
    let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
    let cookie = cookie.split(';').next().unwrap_or_default();
    app.pass(90 * DAY);
    assert_eq!(app.get("/portal").header("cookie", cookie).send().await.status, 401);
    app.clock.step_back(DAY);
    assert_eq!(app.get("/portal").header("cookie", cookie).send().await.status, 401);
}

#[tokio::test]
async fn an_expired_token_is_noted_once_however_often_it_comes() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.pass(2 * HOUR);
    assert!(!app.accepts(&token).await);
    let refused = "SELECT CAST(refused_at AS TEXT) FROM sessions";
    let first = app.database.text(refused).await;
    app.pass(HOUR);
    assert!(!app.accepts(&token).await);
    assert_eq!(app.database.text(refused).await, first);
}
