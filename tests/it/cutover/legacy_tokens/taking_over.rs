//! Which of the two answers a token of the old backend while a contract is taken over.

use latchkey::model::Realm;
use poem::http::StatusCode;
use serde_json::json;

use super::super::old_backend::OldBackend;
use super::super::upstream;
use super::{Issuer, LOGOUT, ME, with};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::clock::START;

/// What only the old backend answers.
const THERE: u16 = 418;

async fn taking_over(keys: &str) -> (OldBackend, Issuer, TestApp) {
    let old = OldBackend::start(|_| StatusCode::IM_A_TEAPOT).await;
    let issuer = Issuer::with_secret();
    let app = TestApp::with(&format!("{}{}", issuer.toml(), upstream(&old, keys))).await;
    (old, issuer, app)
}

async fn status(app: &TestApp, token: &str) -> u16 {
    app.get(ME).bearer(token).send().await.status
}

#[tokio::test]
async fn tokens_of_accounts_that_have_come_over_are_answered_here_and_all_others_there() {
    let (_old, issuer, app) = taking_over("mode = \"migrate\"").await;
    app.add_without_password(Realm::Users, &ANA).await;
    assert_eq!(status(&app, &issuer.token("admin")).await, 200);
    assert_eq!(
        status(&app, &issuer.token("nobody")).await,
        THERE,
        "it has not come over"
    );
    assert_eq!(
        status(&app, &issuer.token(ANA.username)).await,
        THERE,
        "it has no password here"
    );
    assert_eq!(status(&app, "their-token").await, THERE, "nobody here can read it");
    let expired = issuer.key.sign(&with("exp", json!(START - 10)));
    assert_eq!(
        status(&app, &expired).await,
        THERE,
        "it may be good for a refresh there"
    );
    assert_eq!(app.adopted().await, (1, 1));
}

#[tokio::test]
async fn what_was_ended_here_does_not_live_on_there() {
    let (old, issuer, app) = taking_over("mode = \"migrate\"").await;
    let token = issuer.token("admin");
    assert_eq!(app.call("POST", LOGOUT).bearer(&token).send().await.status, 200);
    assert_eq!(status(&app, &token).await, 401);
    let id = app.add_user(&ANA, |_| ()).await;
    app.delete(id).await;
    assert_eq!(status(&app, &issuer.token(ANA.username)).await, 401);
    assert_eq!(old.asked().len(), 0);
}

#[tokio::test]
async fn accounts_that_are_not_among_the_share_are_answered_there() {
    let (_old, issuer, app) = taking_over("mode = \"migrate\"\naccounts = [\"admin@example.com\"]").await;
    app.add(Realm::Users, &ANA).await;
    assert_eq!(status(&app, &issuer.token("admin")).await, 200);
    assert_eq!(status(&app, &issuer.token(ANA.username)).await, THERE);
}

#[tokio::test]
async fn in_mode_proxy_all_of_them_are_answered_there_and_in_mode_done_none() {
    for (keys, known, unknown) in [("mode = \"proxy\"", THERE, THERE), ("mode = \"done\"", 200, 401)] {
        let (_old, issuer, app) = taking_over(keys).await;
        let statuses = (
            status(&app, &issuer.token("admin")).await,
            status(&app, &issuer.token("nobody")).await,
        );
        assert_eq!(statuses, (known, unknown), "{keys}");
    }
}
