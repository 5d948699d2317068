//! How often tokens may be refreshed: generously, but not without end.

use serde_json::json;

use super::{MINUTE, SECOND};
use crate::support::TestApp;
use crate::support::http::Answer;
use crate::support::tokens::claim;

/// Refreshes a token again and again, each time the newest, until that is refused. Returns the newest token, how many
/// refreshes there were, and the refusal.
async fn until_refused(app: &TestApp, first: String) -> (String, usize, Answer) {
    let mut newest = first;
    for number in 0..1000 {
        let answer = app.refresh(&newest).await;
        if answer.status != 200 {
            return (newest, number, answer);
        }
        newest = answer.at("/data/token").as_str().expect("a token").to_owned();
    }
    panic!("never refused");
}

fn assert_too_many(answer: &Answer, seconds: &'static str) {
    let said = json!({ "success": false, "message": "Too many attempts. Try again later." });
    answer.is(429, &said, &[("retry-after", seconds)]);
}

#[tokio::test]
async fn a_session_is_refreshed_sixty_times_in_five_minutes_and_then_told_when_to_come_again() {
    let app = TestApp::start().await;
    let mark = app.mark().await;
    let first = app.token("staff").await;
    let (newest, refreshes, refusal) = until_refused(&app, first).await;
    assert_eq!(refreshes, 60);
    assert_too_many(&refusal, "300");
    assert!(app.accepts(&newest).await, "the token stays valid");
    app.pass(5 * MINUTE - SECOND);
    assert_too_many(&app.refresh(&newest).await, "1");
    app.pass(SECOND);
    assert!(app.accepts(&app.refreshed(&newest).await).await);
    assert_eq!(
        app.recorded(mark).await.len(),
        62,
        "the login and 61 refreshes; refusals write nothing"
    );
}

#[tokio::test]
async fn refreshes_that_are_spread_out_are_never_too_many() {
    let app = TestApp::start().await;
    let mut newest = app.token("staff").await;
    for _ in 0..150 {
        newest = app.refreshed(&newest).await;
        app.pass(5 * SECOND);
    }
    assert!(app.accepts(&newest).await);
}

#[tokio::test]
async fn repeats_of_one_refresh_write_nothing_and_count_once() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    let mark = app.mark().await;
    for _ in 0..100 {
        assert_eq!(claim(&app.refreshed(&first).await, "jti"), claim(&second, "jti"));
    }
    assert_eq!(app.recorded(mark).await.len(), 0);
    let (_, refreshes, _) = until_refused(&app, second).await;
    assert_eq!(refreshes, 59);
}

#[tokio::test]
async fn all_sessions_of_an_account_share_a_limit_but_a_session_that_refreshes_seldom_passes() {
    let app = TestApp::with("[throttle]\naccount_refreshes = 100").await;
    let (one, two, three) = (
        app.token("staff").await,
        app.token("staff").await,
        app.token("staff").await,
    );
    let (_, of_one, _) = until_refused(&app, one).await;
    let (newest, of_two, refusal) = until_refused(&app, two).await;
    assert_eq!((of_one, of_two), (60, 40));
    assert_too_many(&refusal, "300");
    let (_, of_three, _) = until_refused(&app, three).await;
    assert_eq!(of_three, 8, "uncounted");
    let other = app.token("subscriber").await;
    assert_eq!(app.refresh_subscriber(&other).await.status, 200, "another account");
    app.pass(5 * MINUTE);
    assert!(app.accepts(&app.refreshed(&newest).await).await);
}

#[tokio::test]
async fn all_nodes_share_the_limits() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let mut newest = app.token("staff").await;
    for _ in 0..30 {
        newest = app.refreshed(&newest).await;
        newest = node.refreshed(&newest).await;
    }
    assert_too_many(&app.refresh(&newest).await, "300");
    assert_too_many(&node.refresh(&newest).await, "300");
}

#[tokio::test]
async fn an_operator_can_take_the_limits_away() {
    let app = TestApp::with("[throttle]\nsession_refreshes = 0\naccount_refreshes = 0").await;
    let mut newest = app.token("staff").await;
    for _ in 0..200 {
        newest = app.refreshed(&newest).await;
    }
    assert!(app.accepts(&newest).await);
}
