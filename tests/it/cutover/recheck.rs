//! Passwords that are changed at the old backend after their accounts have come over.

use std::sync::{Arc, Mutex};

use latchkey::auth::Clock;
use latchkey::model::{Context, FoldedName, User, UserStatus};
use poem::IntoResponse;
use poem::http::StatusCode;
use poem::web::Json;
use serde_json::{Value, json};

use super::old_backend::{Answered, Asked, OldBackend};
use super::{LOGIN, taking_over};
use crate::support::TestApp;
use crate::support::http::Answer;

const RECHECK: &str = "mode = \"migrate\"\nrecheck = true";
const ME: &str = "/api/v1/auth/me";
const NAME: &str = "old.hand@example.com";

/// The password that the old backend knows; `None` while it is away.
type Known = Arc<Mutex<Option<&'static str>>>;

fn staff(asked: &Asked, known: Option<&str>) -> Answered {
    let Some(password) = known else {
        return "<html>maintenance</html>".into();
    };
    let body: Value = serde_json::from_str(&asked.text).unwrap_or_default();
    let user = json!({ "id": 7, "name": "Old Hand", "email": NAME, "role": "reseller" });
    match asked.uri.path() {
        LOGIN if body["password"] == password => Json(json!({
            "success": true, "message": "Login successful",
            "data": { "user": user, "token": "their-token", "token_type": "bearer", "expires_in": 3600 },
        }))
        .into(),
        LOGIN => StatusCode::UNAUTHORIZED.into_response().into(),
        _ => Json(json!({ "success": true, "data": user })).into(),
    }
}

/// An old backend that knows a user with the password `first`, and a server that has taken the account over.
async fn come_over(keys: &str) -> (OldBackend, Known, TestApp) {
    let known: Known = Arc::new(Mutex::new(Some("first")));
    let shared = known.clone();
    let old = OldBackend::start(move |asked| staff(asked, *shared.lock().expect("no panic"))).await;
    let app = taking_over(&old, keys).await;
    assert_eq!(log_in(&app, "first").await.status, 200);
    (old, known, app)
}

async fn log_in(app: &TestApp, password: &str) -> Answer {
    app.post(LOGIN, json!({ "email": NAME, "password": password }))
        .send()
        .await
}

/// How many logins the old backend was asked about.
fn asked(old: &OldBackend) -> usize {
    old.asked().iter().filter(|one| one.uri.path() == LOGIN).count()
}

fn set(known: &Known, password: Option<&'static str>) {
    *known.lock().expect("no panic") = password;
}

#[tokio::test]
async fn a_password_that_was_changed_there_replaces_the_one_here_and_ends_all_sessions() {
    let (old, known, app) = come_over(RECHECK).await;
    let (_, token) = log_in(&app, "first").await.take_token("/data/token");
    assert_eq!(asked(&old), 1, "a password that is right here is sent nowhere");
    set(&known, Some("second"));
    let mark = app.mark().await;
    assert_eq!(log_in(&app, "second").await.status, 200);
    assert_eq!(asked(&old), 2);
    let recorded = app.recorded(mark).await;
    let changed = recorded.iter().find(|event| event.contains("password.changed"));
    assert!(
        changed.is_some_and(|event| event.contains("success system") && event.contains("old backend staff")),
        "{recorded:?}"
    );
    assert_eq!(app.get(ME).bearer(&token).send().await.status, 401);
    assert_eq!(log_in(&app, "second").await.status, 200);
    assert_eq!(asked(&old), 2, "it is here now");
    assert_eq!(log_in(&app, "first").await.status, 401);
    assert_eq!(asked(&old), 3);
}

#[tokio::test]
async fn without_the_setting_the_old_backend_is_not_asked_again() {
    let (old, known, app) = come_over("mode = \"migrate\"").await;
    set(&known, Some("second"));
    assert_eq!(log_in(&app, "second").await.status, 401);
    assert_eq!(asked(&old), 1);
}

#[tokio::test]
async fn what_it_does_not_confirm_is_a_wrong_password_that_counts() {
    let (old, known, app) = come_over(RECHECK).await;
    let refused = json!({ "success": false, "message": "Invalid credentials" });
    log_in(&app, "a guess").await.is(401, &refused, &[]);
    set(&known, None);
    for _ in 0..9 {
        log_in(&app, "a guess").await.is(401, &refused, &[]);
    }
    assert_eq!(asked(&old), 11);
    assert_eq!(log_in(&app, "a guess").await.status, 429);
    assert_eq!(asked(&old), 11, "the limit holds before it is asked");
}

#[tokio::test]
async fn an_account_whose_password_was_changed_here_or_that_is_disabled_is_not_asked_about() {
    for disables in [true, false] {
        let (old, known, app) = come_over(RECHECK).await;
        set(&known, Some("second"));
        let (name, context, now) = (FoldedName::of("u7"), Context::operator(), app.clock.now());
        let done = if disables {
            app.store
                .set_user_status(&name, UserStatus::Disabled, now, &context)
                .await
        } else {
            let other = app.app.auth.find_account::<User>(&FoldedName::of("admin")).await;
            let other = other.expect("a database").expect("the demonstration account");
            let hash = app
                .store
                .password_hash(other.id.reference())
                .await
                .expect("a database")
                .expect("a hash");
            app.store.set_user_password(&name, &hash, now, &context).await
        };
        assert!(done.expect("a database").is_some());
        assert_eq!(log_in(&app, "second").await.status, 401, "disables: {disables}");
        assert_eq!(asked(&old), 1, "disables: {disables}");
    }
}

#[tokio::test]
async fn an_account_that_the_old_backend_only_spells_alike_is_another_one() {
    let known: Known = Arc::new(Mutex::new(Some("first")));
    let shared = known.clone();
    let old = OldBackend::start(move |asked| {
        let password = *shared.lock().expect("no panic");
        // The name in capitals is somebody else's there.
        match asked.text.contains("OLD.HAND") {
            true => Json(json!({
                "success": true, "message": "Login successful",
                "data": {
                    "user": { "id": 9, "name": "Other", "email": NAME.to_uppercase(), "role": "reseller" },
                    "token": "another-token", "token_type": "bearer", "expires_in": 3600,
                },
            }))
            .into(),
            false => staff(asked, password),
        }
    })
    .await;
    let app = taking_over(&old, RECHECK).await;
    assert_eq!(log_in(&app, "first").await.status, 200);
    let typed = json!({ "email": NAME.to_uppercase(), "password": "of the other" });
    let refused = json!({ "success": false, "message": "Invalid credentials" });
    app.post(LOGIN, typed).send().await.is(401, &refused, &[]);
    assert_eq!(asked(&old), 2);
    assert_eq!(log_in(&app, "first").await.status, 200, "the password is as it was");
}

#[tokio::test]
async fn an_account_that_did_not_come_over_is_not_asked_about() {
    let (old, _, app) = come_over(RECHECK).await;
    let body = json!({ "email": "admin@example.com", "password": "first" });
    assert_eq!(app.post(LOGIN, body).send().await.status, 401);
    assert_eq!(asked(&old), 1);
}
