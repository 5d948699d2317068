//! How long tokens and sessions last: each contract's own time, and never beyond the session's end.

use std::time::Duration;

use serde_json::json;

use super::{DAY, HOUR, MILLISECOND, MINUTE, SECOND};
use crate::support::TestApp;
use crate::support::admin::text;
use crate::support::tokens::claims;

fn lifetime(token: &str) -> Duration {
    let seconds = |name: &str| claims(token)[name].as_u64().expect("a number");
    Duration::from_secs(seconds("exp") - seconds("iat"))
}

#[tokio::test]
async fn every_contract_has_its_own_lifetimes() {
    let app = TestApp::start().await;
    for (contract, token_lives, session_lives) in [
        ("ispcrm", 30 * DAY, 30 * DAY),
        ("staff", HOUR, 7 * DAY),
        ("subscriber", 30 * DAY, 90 * DAY),
        ("management", 30 * MINUTE, 30 * MINUTE),
        ("netxd", 2 * HOUR, 2 * HOUR),
    ] {
        let token = app.token(contract).await;
        assert_eq!(lifetime(&token), token_lives, "{contract}: token");
        let session = app.session_of(&token).await;
        assert_eq!(session.contract, contract);
        assert_eq!(
            session.expires_at,
            session.created_at.plus(session_lives),
            "{contract}: session"
        );
    }
}

#[tokio::test]
async fn the_end_of_the_session_bounds_the_token_and_what_is_said_of_it() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    for (passes, expires_in) in [
        (6 * DAY + 23 * HOUR, 3_600),
        (SECOND, 3_599),
        (29 * MINUTE + 59 * SECOND, 1_800),
        (30 * MINUTE - SECOND, 1),
    ] {
        app.pass(passes);
        // Within the ten seconds, or by the next token of the line: it is the same session either way.
        let answer = app.refresh(&app.newest_token(&first).await).await;
        assert_eq!((answer.status, answer.at("/data/expires_in")), (200, json!(expires_in)));
        let token = text(&answer, "/data/token");
        assert_eq!(lifetime(&token), Duration::from_secs(expires_in));
    }
}

#[tokio::test]
async fn a_session_without_refresh_is_as_long_as_its_token_and_no_longer() {
    let app = TestApp::start().await;
    let token = app.token("management").await;
    app.pass(30 * MINUTE - MILLISECOND);
    let answer = app.refresh(&token).await;
    assert_eq!(answer.status, 200, "any contract of the realm refreshes it");
    assert_eq!(answer.at("/data/expires_in"), json!(1), "until the session ends");
    app.pass(MILLISECOND);
    assert!(!app.accepts(&token).await);
    assert!(!app.accepts(&text(&answer, "/data/token")).await);
    assert_eq!(app.refresh(&token).await.status, 401);
}

#[tokio::test]
async fn a_refresh_does_not_move_the_end_of_the_session() {
    let app = TestApp::start().await;
    let mut token = app.token("staff").await;
    let end = app.session_of(&token).await.expires_at;
    for _ in 0..6 {
        app.pass(DAY);
        token = app.refreshed(&token).await;
        assert_eq!(app.session_of(&token).await.expires_at, end);
    }
    app.pass(DAY);
    assert_eq!(app.refresh(&token).await.status, 401);
}

#[tokio::test]
async fn expiry_is_a_whole_second_that_is_never_later_than_it_should_be() {
    let app = TestApp::start().await;
    app.pass(Duration::from_millis(999));
    let answer = app.log_in("admin@example.com", "your-password").await;
    let (token, expires_in) = (text(&answer, "/data/token"), answer.at("/data/expires_in"));
    assert_eq!(expires_in, json!(3_600));
    assert_eq!(lifetime(&token), HOUR);
    assert!(app.accepts(&token).await, "`nbf` is not in the future");
}
