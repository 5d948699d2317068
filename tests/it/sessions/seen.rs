//! `seen_at`: kept to within five minutes, because a write for every request would cost more than the request.

use latchkey::model::Timestamp;

use super::{MILLISECOND, MINUTE, SECOND};
use crate::support::TestApp;
use crate::support::rows::start;

async fn seen(app: &TestApp, token: &str) -> Timestamp {
    app.session_of(token).await.seen_at
}

#[tokio::test]
async fn a_use_is_noted_at_most_every_five_minutes() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    assert_eq!(seen(&app, &token).await, start());
    app.pass(5 * MINUTE - MILLISECOND);
    assert!(app.accepts(&token).await);
    assert_eq!(seen(&app, &token).await, start(), "too early");
    app.pass(MILLISECOND);
    assert!(app.accepts(&token).await);
    assert_eq!(seen(&app, &token).await, start().plus(5 * MINUTE));
    app.pass(4 * MINUTE);
    assert!(app.accepts(&token).await);
    assert_eq!(seen(&app, &token).await, start().plus(5 * MINUTE), "too early again");
    app.pass(MINUTE);
    assert!(app.accepts(&token).await);
    assert_eq!(seen(&app, &token).await, start().plus(10 * MINUTE));
}

#[tokio::test]
async fn a_refused_token_is_no_use_of_its_session() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(10 * MINUTE);
    assert!(!app.accepts(&first).await);
    assert_eq!(seen(&app, &second).await, start());
}

#[tokio::test]
async fn a_refresh_is_a_use() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.pass(SECOND);
    app.refreshed(&token).await;
    assert_eq!(seen(&app, &token).await, start().plus(SECOND));
}

#[tokio::test]
async fn a_clock_that_steps_back_does_not_set_it_back() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.pass(10 * MINUTE);
    assert!(app.accepts(&token).await);
    app.clock.step_back(9 * MINUTE);
    assert!(app.accepts(&token).await);
    assert_eq!(seen(&app, &token).await, start().plus(10 * MINUTE));
}
