//! Sessions whose time is over are deleted, and nothing else is.

use sea_orm::sea_query::Query;

use super::{DAY, HOUR, MILLISECOND, MINUTE};
use crate::support::TestApp;
use crate::support::rows::{start, uid};
use crate::support::tokens::session_id;

async fn sweep(app: &TestApp) -> bool {
    app.app.auth.sweep_sessions().await.expect("sessions can be swept")
}

#[tokio::test]
async fn only_sessions_that_expired_an_hour_ago_are_deleted() {
    let app = TestApp::start().await;
    let short = app.token("management").await;
    let long = app.token("staff").await;
    app.pass(30 * MINUTE + HOUR);
    assert!(!sweep(&app).await, "nothing is left to do");
    assert_eq!(app.database.count("sessions").await, 2, "its hour is not over");
    app.pass(MILLISECOND);
    sweep(&app).await;
    let left = app.store.session(session_id(&short)).await.expect("a query");
    assert!(left.is_none());
    assert_eq!(app.refresh(&long).await.status, 200, "the other one is untouched");
    assert!(!app.accepts(&short).await);
}

#[tokio::test]
async fn a_session_that_was_ended_stays_until_its_time_is_over() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    assert_eq!(app.log_out(&token).await.status, 200);
    app.pass(6 * DAY);
    sweep(&app).await;
    assert_eq!(app.database.count("sessions").await, 1, "it still says why it ended");
    app.pass(2 * DAY);
    sweep(&app).await;
    assert_eq!(app.database.count("sessions").await, 0);
}

#[tokio::test]
async fn portal_cookies_go_with_their_session() {
    let app = TestApp::start().await;
    let (short, long) = (app.token("ispcrm").await, app.token("subscriber").await);
    for token in [&short, &short, &long] {
        assert!(app.accepts_subscriber(token).await, "each look opens the portal");
    }
    assert_eq!(app.database.count("portal_cookies").await, 3);
    app.pass(31 * DAY);
    sweep(&app).await;
    assert_eq!(app.database.count("sessions").await, 1);
    assert_eq!(app.database.count("portal_cookies").await, 1);
}

#[tokio::test]
async fn a_sweep_takes_a_batch_and_says_whether_more_is_left() {
    let app = TestApp::start().await;
    let mut old = Query::insert();
    old.into_table("sessions").columns([
        "id",
        "population",
        "account_id",
        "contract",
        "address",
        "created_at",
        "seen_at",
        "expires_at",
        "token_id",
        "spent_tokens",
    ]);
    let long_ago = start().minus(2 * HOUR).millis();
    for number in 1..=140 {
        old.values_panic([
            uid(number).into(),
            "users".into(),
            1_i64.into(),
            "staff".into(),
            "192.0.2.1".into(),
            long_ago.into(),
            long_ago.into(),
            long_ago.into(),
            uid(number).into(),
            "".into(),
        ]);
    }
    app.database.run(&old).await;
    assert!(sweep(&app).await, "a whole batch was there to delete");
    assert_eq!(app.database.count("sessions").await, 40);
    assert!(!sweep(&app).await);
    assert_eq!(app.database.count("sessions").await, 0);
    assert!(!sweep(&app).await, "nothing to do is no error");
}
