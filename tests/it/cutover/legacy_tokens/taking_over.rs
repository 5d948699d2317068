//! Which of the two answers a token of the old backend while a contract is taken over.

use latchkey::model::Realm;
use poem::http::StatusCode;
use poem::web::Json;
use poem::{IntoResponse, Response};
use serde_json::json;

use super::super::old_backend::OldBackend;
use super::super::{LOGIN, upstream};
use super::key::Key;
use super::{Issuer, LOGOUT, ME, claims, with};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::clock::START;
use crate::support::http::Answer;

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

/// An old backend that knows one user, by a number that means nothing here.
async fn with_number(number: &'static str) -> OldBackend {
    OldBackend::start(move |asked| -> Response {
        let user = json!({ "id": 7, "name": "Old Hand", "email": "hand@example.com", "role": "staff" });
        match asked.uri.path() {
            LOGIN => Json(json!({
                "success": true, "message": "Login successful",
                "data": { "user": user, "token": Key::secret().sign(&claims(number)), "token_type": "bearer" },
            }))
            .into_response(),
            ME => Json(json!({ "success": true, "data": user })).into_response(),
            _ => StatusCode::IM_A_TEAPOT.into(),
        }
    })
    .await
}

async fn log_in(app: &TestApp) -> Answer {
    let body = json!({ "email": "hand@example.com", "password": "pw" });
    app.post(LOGIN, body).send().await
}

#[tokio::test]
async fn an_account_is_found_by_what_stood_in_the_token_of_the_login_that_took_it_over() {
    let old = with_number("4711").await;
    let issuer = Issuer::of_staff(Key::secret(), "account_by = \"takeover\"");
    let toml = format!("{}{}", issuer.toml(), upstream(&old, "mode = \"migrate\""));
    let app = TestApp::with(&toml).await;
    let other_phone = issuer
        .key
        .sign(&json!({ "sub": 4711, "iat": START - 5, "exp": START + 3600 }));
    assert_ne!(status(&app, &other_phone).await, 401, "it is the old backend's");
    assert_eq!(app.adopted().await, (0, 0));
    assert_eq!(log_in(&app).await.status, 200);
    let answer = app.get(ME).bearer(&other_phone).send().await;
    assert_eq!(
        (answer.status, answer.text_at("/data/email").as_str()),
        (200, "hand@example.com")
    );
    assert_eq!(app.adopted().await, (1, 1));
    assert_eq!(
        status(&app, &issuer.token("4712")).await,
        200,
        "the old backend answers as for anybody"
    );
    assert_eq!(app.adopted().await, (1, 1), "that is nobody here");
}
