//! Refreshing: each token is exchanged for the next one of the same session, and works for ten seconds more.

use serde_json::json;

use super::{DAY, HOUR, MILLISECOND, SECOND};
use crate::support::TestApp;
use crate::support::admin::text;
use crate::support::tokens::{claim, claims};

/// So that a spent token that is presented does not end its session.
const REJECT: &str = "[tokens]\non_reuse = \"reject\"";

#[tokio::test]
async fn a_refresh_gives_the_next_token_of_the_same_session() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    app.pass(60 * SECOND);
    let second = app.refreshed(&first).await;
    assert_ne!(first, second);
    assert_ne!(claim(&first, "jti"), claim(&second, "jti"));
    for same in ["iss", "sub", "aud", "sid"] {
        assert_eq!(claims(&first)[same], claims(&second)[same], "{same}");
    }
    for later in ["iat", "nbf", "exp"] {
        let seconds = |token: &str| claims(token)[later].as_i64().expect("a number");
        assert_eq!(seconds(&first) + 60, seconds(&second), "{later}");
    }
    assert!(app.accepts(&second).await);
    assert_eq!(app.database.count("sessions").await, 1);
}

#[tokio::test]
async fn a_spent_token_works_for_ten_seconds_and_no_longer() {
    let app = TestApp::with(REJECT).await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(10 * SECOND - MILLISECOND);
    assert!(app.accepts(&first).await && app.accepts(&second).await);
    app.pass(MILLISECOND);
    assert!(!app.accepts(&first).await);
    assert!(app.accepts(&second).await);
}

#[tokio::test]
async fn a_token_that_was_never_refreshed_is_not_bound_by_the_ten_seconds() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.pass(HOUR - SECOND);
    assert!(app.accepts(&token).await);
}

#[tokio::test]
async fn each_token_of_several_quick_refreshes_has_ten_seconds_of_its_own() {
    let app = TestApp::with(REJECT).await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(4 * SECOND);
    let third = app.refreshed(&second).await;
    app.pass(6 * SECOND - MILLISECOND);
    for token in [&first, &second, &third] {
        assert!(app.accepts(token).await);
    }
    app.pass(MILLISECOND);
    assert!(!app.accepts(&first).await, "ten seconds after it was spent");
    assert!(app.accepts(&second).await && app.accepts(&third).await);
    app.pass(4 * SECOND);
    assert!(!app.accepts(&second).await, "ten seconds after it was spent");
    assert!(app.accepts(&third).await);
}

#[tokio::test]
async fn a_repeated_refresh_gets_the_same_token_identifier() {
    let app = TestApp::with(REJECT).await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(9 * SECOND);
    let again = app.refreshed(&first).await;
    assert_eq!(claim(&second, "jti"), claim(&again, "jti"));
    assert!(app.accepts(&second).await && app.accepts(&again).await);
    assert_eq!(app.session_of(&first).await.spent.len(), 1, "one exchange");

    // The repetition did not give the spent token more time.
    app.pass(SECOND);
    assert!(!app.accepts(&first).await);
    assert!(app.accepts(&second).await && app.accepts(&again).await);
}

#[tokio::test]
async fn a_repeated_refresh_of_the_token_before_the_last_gets_the_newest_one() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    app.pass(SECOND);
    let third = app.refreshed(&second).await;
    app.pass(SECOND);
    for spent in [&first, &second] {
        assert_eq!(claim(&app.refreshed(spent).await, "jti"), claim(&third, "jti"));
    }
    assert_eq!(app.session_of(&first).await.spent.len(), 2);
}

#[tokio::test]
async fn another_node_gives_a_repeated_refresh_the_same_token_identifier() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    let again = node.refreshed(&first).await;
    assert_eq!(claim(&second, "jti"), claim(&again, "jti"));
    assert!(app.accepts(&again).await && node.accepts(&second).await);
}

#[tokio::test]
async fn a_token_that_has_expired_can_be_refreshed_until_the_session_ends() {
    let app = TestApp::start().await;
    let first = app.token("staff").await;
    app.pass(7 * DAY - SECOND);
    assert!(!app.accepts(&first).await, "it expired days ago");
    let second = app.refreshed(&first).await;
    assert!(app.accepts(&second).await);
    app.pass(SECOND);
    for token in [&first, &second] {
        assert!(!app.accepts(token).await);
        let refused = json!({ "success": false, "message": "Token has expired and cannot be refreshed" });
        let answer = app.refresh(token).await;
        answer.assert(401, &refused);
        answer.has_headers(&[crate::support::http::BAD_TOKEN]);
    }
}

#[tokio::test]
async fn what_never_was_a_token_of_ours_is_not_told_that_it_expired() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    let forged = app.forge(&token).await;
    let unauthenticated = json!({ "success": false, "message": "Unauthenticated" });
    for wrong in [
        "word".to_owned(),
        forged.clone().claim("aud", "subscribers").sign(),
        forged.clone().without("exp").sign(),
        forged.clone().shifted("nbf", 6).sign(),
        forged.header_member("typ", "at+jwt").sign(),
        app.token("subscriber").await,
    ] {
        app.refresh(&wrong).await.assert(401, &unauthenticated);
    }
    assert!(app.accepts(&token).await, "the session is untouched");
}

#[tokio::test]
async fn a_refresh_keeps_the_claims_of_the_contract_that_was_logged_in_through() {
    let app = TestApp::start().await;
    let first = app.token("netxd").await;
    let second = app.refreshed(&first).await;
    let names = |token: &str| claims(token).keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    assert_ne!(claim(&first, "Jti"), claim(&second, "Jti"));
    assert_eq!(claim(&second, "iss"), "jwt-auth");
    assert!(app.accepts(&second).await);
}

#[tokio::test]
async fn subscribers_refresh_by_the_same_rules() {
    let app = TestApp::start().await;
    let first = app.token("subscriber").await;
    let answer = app.refresh_subscriber(&first).await;
    assert_eq!((answer.status, answer.at("/data/expires_in")), (200, json!(2_592_000)));
    let second = text(&answer, "/data/token");
    let again = text(&app.refresh_subscriber(&first).await, "/data/token");
    assert_eq!(claim(&second, "jti"), claim(&again, "jti"));
    app.pass(10 * SECOND);
    assert!(app.accepts_subscriber(&second).await);
    assert_eq!(app.refresh_subscriber(&first).await.status, 401);
    assert!(!app.accepts_subscriber(&second).await, "that was taken for theft");
}

#[tokio::test]
async fn an_operator_decides_how_long_a_spent_token_works() {
    for (grace, seconds) in [("5m", 300), ("11s", 11)] {
        let app = TestApp::with(&format!("[sessions]\nrefresh_grace = \"{grace}\"")).await;
        let first = app.token("staff").await;
        let second = app.refreshed(&first).await;
        app.pass(seconds * SECOND - MILLISECOND);
        assert!(app.accepts(&first).await);
        assert_eq!(claim(&app.refreshed(&first).await, "jti"), claim(&second, "jti"));
        app.pass(MILLISECOND);
        assert_eq!(app.refresh(&first).await.status, 401, "{grace}");
        assert!(!app.accepts(&second).await, "then it is reuse");
    }
}

#[tokio::test]
async fn without_a_grace_period_a_spent_token_works_no_more() {
    let app = TestApp::with("[sessions]\nrefresh_grace = \"0s\"").await;
    let first = app.token("staff").await;
    let second = app.refreshed(&first).await;
    assert!(app.accepts(&second).await && !app.accepts(&first).await);
}

#[tokio::test]
async fn every_token_of_many_quick_refreshes_has_its_ten_seconds() {
    let app = TestApp::with(REJECT).await;
    let mut tokens = vec![app.token("staff").await];
    for _ in 0..40 {
        tokens.push(app.refreshed(&tokens[tokens.len() - 1]).await);
    }
    app.pass(10 * SECOND - MILLISECOND);
    for token in &tokens {
        assert!(app.accepts(token).await);
    }
    app.pass(MILLISECOND);
    for (number, token) in tokens.iter().enumerate() {
        assert_eq!(app.accepts(token).await, number == 40, "token {number}");
    }
}

#[tokio::test]
async fn every_token_of_as_many_refreshes_as_are_allowed_has_a_grace_of_five_minutes() {
    let app = TestApp::with(&format!("{REJECT}\n[sessions]\nrefresh_grace = \"5m\"")).await;
    let mut tokens = vec![app.token("staff").await];
    for _ in 0..60 {
        tokens.push(app.refreshed(&tokens[tokens.len() - 1]).await);
    }
    app.pass(300 * SECOND - MILLISECOND);
    for token in &tokens {
        assert!(app.accepts(token).await);
    }
}
