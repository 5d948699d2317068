//! `POST /oauth/revoke`

use latchkey::model::Realm;
use serde_json::json;

use super::{FORM, REVOKE, is_active, is_error, with_token};
use crate::support::clock::{days, seconds};
use crate::support::http::Answer;
use crate::support::jwt::forgeries;
use crate::support::login::LOGINS;
use crate::support::{DEMO_KEY, TestApp};

async fn revoke(app: &TestApp, token: &str) -> Answer {
    with_token(app, REVOKE, token).send().await
}

#[track_caller]
fn is_revoked(answer: &Answer) {
    answer.is(200, &json!({}), &[]);
}

#[tokio::test]
async fn whoever_holds_a_token_of_any_contract_may_end_its_session_and_no_other() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        if login.contract == "netxd" {
            // One session a device.
            app.pass(seconds(1));
        }
        let other = app.token("staff").await;
        let token = app.token(login.contract).await;
        is_revoked(&revoke(&app, &token).await);
        assert!(!app.takes(login.realm(), &token).await && !is_active(&app, &token).await);
        assert!(app.takes(Realm::Users, &other).await);
        is_revoked(&revoke(&app, &token).await);
    }
    let reasons = "SELECT DISTINCT ended_reason FROM sessions WHERE ended_reason IS NOT NULL";
    assert_eq!(app.database.text(reasons).await.as_deref(), Some("logout"));
}

#[tokio::test]
async fn a_token_that_has_expired_but_could_be_refreshed_ends_its_session_too() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.pass(days(1));
    is_revoked(&revoke(&app, &token).await);
    assert_eq!(app.refresh(&token).await.status, 401);
}

#[tokio::test]
async fn every_token_of_the_session_ends() {
    let app = TestApp::start().await;
    let spent = app.token("staff").await;
    let current = app.refreshed(&spent).await;
    is_revoked(&revoke(&app, &spent).await);
    assert!(!app.accepts(&spent).await && !app.accepts(&current).await);
    assert_eq!(app.refresh(&current).await.status, 401);
}

#[tokio::test]
async fn what_is_no_good_token_is_as_good_as_revoked_and_nothing_ends() {
    let app = TestApp::start().await;
    let good = app.token("staff").await;
    for (_, forged) in forgeries(&good) {
        is_revoked(&revoke(&app, &forged).await);
    }
    for nonsense in ["x", "a.b.c", "%20"] {
        is_revoked(&revoke(&app, nonsense).await);
    }
    assert!(app.accepts(&good).await);
    app.pass(days(100));
    is_revoked(&revoke(&app, &good).await);
    let ended = app.database.count("sessions WHERE ended_at IS NOT NULL").await;
    assert_eq!(ended, 0, "nothing is left to end of a session that is over");
}

#[tokio::test]
async fn a_token_that_was_spent_long_ago_ends_its_session_as_reuse_does() {
    for (login, realm) in [("staff", Realm::Users), ("subscriber", Realm::Subscribers)] {
        let app = TestApp::start().await;
        let spent = app.token(login).await;
        app.pass(seconds(1));
        let answer = match realm {
            Realm::Users => app.refresh(&spent).await,
            Realm::Subscribers => app.refresh_subscriber(&spent).await,
        };
        let current = answer.at("/data/token").as_str().expect("a token").to_owned();
        app.pass(seconds(60));
        assert!(app.takes(realm, &current).await);
        is_revoked(&revoke(&app, &spent).await);
        assert!(!app.takes(realm, &current).await, "{login}");
        let reason = app.database.text("SELECT ended_reason FROM sessions").await;
        assert_eq!(reason.as_deref(), Some("token_reuse"), "it is no log-out of its owner");
    }
}

#[tokio::test]
async fn an_api_key_cannot_be_revoked_whether_there_is_such_a_key_or_not() {
    let app = TestApp::start().await;
    for key in [DEMO_KEY, "api_nothing"] {
        let said = ("unsupported_token_type", "API keys cannot be revoked here.");
        is_error(&revoke(&app, key).await, 400, said, &[]);
    }
    assert_eq!(app.get("/v1/auth/user").api_key(DEMO_KEY).send().await.status, 200);
}

#[tokio::test]
async fn a_request_without_a_token_is_told_so() {
    let app = TestApp::start().await;
    for body in ["", "token=", "token_type_hint=refresh_token"] {
        let answer = app.call("POST", REVOKE).body(FORM, body).send().await;
        is_error(
            &answer,
            400,
            ("invalid_request", "The parameter token is missing."),
            &[],
        );
    }
}
