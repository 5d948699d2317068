//! Mode `migrate`: the old backend is asked about accounts that have no password here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use latchkey::auth::Clock;
use latchkey::model::{Changed, Context, FoldedName, NewUser, Terms, User, UserId, UserStatus};
use poem::http::StatusCode;
use poem::web::Json;
use poem::{IntoResponse, Response};
use serde_json::{Value, json};

use super::old_backend::{Answered, Asked, OldBackend};
use super::{LOGIN, taking_over};
use crate::support::TestApp;
use crate::support::http::{Answer, LATER};
use crate::support::login::Person;

const MIGRATE: &str = "mode = \"migrate\"";
const LOGOUT: &str = "/api/v1/auth/logout";
const ME: &str = "/api/v1/auth/me";
/// Somebody whom only the old backend knows.
const NAME: &str = "Old.Hand@example.com";
const PASSWORD: &str = "pw";

fn user() -> Value {
    json!({ "id": 7, "name": "Old Hand", "email": NAME, "role": "reseller" })
}

fn status(status: StatusCode) -> Response {
    status.into_response()
}

/// A page of the staff contract as a stranger would answer it, for one user.
fn staff(asked: &Asked) -> Answered {
    let body = || serde_json::from_str::<Value>(&asked.text).unwrap_or_default();
    let is_theirs = asked
        .headers
        .get("authorization")
        .is_some_and(|value| value == "Bearer their-token");
    match asked.uri.path() {
        LOGIN if body() == json!({ "email": NAME, "password": PASSWORD }) => Json(json!({
            "success": true, "message": "Login successful", "extra": [],
            "data": { "user": user(), "token": "their-token", "token_type": "bearer", "expires_in": 3600 },
        }))
        .into(),
        LOGIN => status(StatusCode::UNAUTHORIZED).into(),
        ME if is_theirs => Json(json!({
            "success": true,
            "data": { "id": 7, "name": "Old Hand", "email": NAME, "phone": "123", "role": "reseller", "isp_id": 3,
                "branch_id": null, "permissions": ["packages.view"] },
        }))
        .into(),
        LOGOUT if is_theirs => Json(json!({ "success": true, "message": "Successfully logged out" })).into(),
        _ => status(StatusCode::IM_A_TEAPOT).into(),
    }
}

/// Adds a user without a password.
async fn imported(app: &TestApp, username: &'static str, email: &'static str) -> UserId {
    let person = Person {
        username,
        email,
        password: "is taken away below",
    };
    let more = |new: &mut NewUser| {
        new.name = "Imported".to_owned();
        new.password_hash = None;
    };
    app.add_user(&person, more).await
}

async fn log_in(app: &TestApp, name: &str, password: &str) -> Answer {
    app.post(LOGIN, json!({ "email": name, "password": password }))
        .send()
        .await
}

fn paths(old: &OldBackend) -> Vec<String> {
    old.asked().iter().map(|asked| asked.uri.path().to_owned()).collect()
}

/// Waits until the old session is ended, which no answer waits for.
async fn ended(old: &OldBackend) {
    while !paths(old).iter().any(|path| path == LOGOUT) {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn an_account_is_added_at_its_first_login_and_the_old_backend_is_never_asked_again() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, MIGRATE).await;
    let mark = app.mark().await;
    let (answer, token) = log_in(&app, NAME, PASSWORD).await.take_token("/data/token");
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.text_at("/data/user/email"), NAME);
    ended(&old).await;
    assert_eq!(paths(&old), [LOGIN, ME, LOGOUT]);
    let asked = &old.asked()[0];
    let length = asked
        .headers
        .get("content-length")
        .map(|length| length.as_bytes().to_vec());
    assert_eq!(
        length,
        Some(asked.text.len().to_string().into_bytes()),
        "it is not sent in chunks"
    );
    let actions = app.actions(mark).await;
    assert_eq!(actions, ["account.added", "account.migrated", "login.succeeded"]);
    let me: Value = app.get(ME).bearer(&token).send().await.json();
    let data = &me["data"];
    let expected = json!({
        "id": data["id"], "name": "Old Hand", "email": NAME, "phone": "123", "role": "reseller", "isp_id": 3,
        "branch_id": null, "permissions": ["packages.view"],
    });
    assert_eq!(data, &expected);

    assert_eq!(log_in(&app, NAME, PASSWORD).await.status, 200);
    assert_eq!(log_in(&app, NAME, "wrong").await.status, 401);
    assert_eq!(paths(&old).len(), 3, "it has a password here now");
}

#[tokio::test]
async fn an_account_that_came_without_a_password_gets_it_and_keeps_what_it_has() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, MIGRATE).await;
    imported(&app, "hand", NAME).await;
    let mark = app.mark().await;
    let answer = log_in(&app, NAME, PASSWORD).await;
    assert_eq!(
        (answer.status, answer.text_at("/data/user/name").as_str()),
        (200, "Imported")
    );
    assert_eq!(app.actions(mark).await, ["account.migrated", "login.succeeded"]);
    assert_eq!(log_in(&app, NAME, PASSWORD).await.status, 200);
    assert_eq!(paths(&old).iter().filter(|path| *path == LOGIN).count(), 1);
}

#[tokio::test]
async fn a_password_that_is_wrong_there_is_refused_counted_and_recorded_like_any_other() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, MIGRATE).await;
    let mark = app.mark().await;
    let refused = json!({ "success": false, "message": "Invalid credentials" });
    for _ in 0..10 {
        log_in(&app, NAME, "wrong").await.is(401, &refused, &[]);
    }
    let locked = log_in(&app, NAME, PASSWORD).await;
    assert_eq!(locked.status, 429, "the limit holds before the old backend is asked");
    assert_eq!(paths(&old), vec![LOGIN; 10]);
    let actions = app.actions(mark).await;
    let failed = actions.iter().filter(|action| *action == "login.failed").count();
    assert_eq!(failed, 10, "{actions:?}");
}

#[tokio::test]
async fn while_it_is_away_a_login_is_a_503_and_counts_as_nothing() {
    let is_up = Arc::new(AtomicBool::new(false));
    let up = is_up.clone();
    let old = OldBackend::start(move |asked| match up.load(Ordering::SeqCst) {
        true => staff(asked),
        false => "<html>maintenance</html>".into(),
    })
    .await;
    let app = taking_over(&old, MIGRATE).await;
    let unavailable = json!({ "success": false, "message": "Service unavailable" });
    for _ in 0..11 {
        log_in(&app, NAME, PASSWORD).await.is(503, &unavailable, &[LATER]);
    }
    let known = log_in(&app, "admin@example.com", "your-password").await;
    assert_eq!(known.status, 200, "whoever has a password here does not notice");
    is_up.store(true, Ordering::SeqCst);
    assert_eq!(log_in(&app, NAME, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_account_that_is_disabled_there_is_answered_so_and_not_added() {
    let old = OldBackend::start(|_| StatusCode::FORBIDDEN).await;
    let app = taking_over(&old, MIGRATE).await;
    assert_eq!(log_in(&app, NAME, PASSWORD).await.status, 403);
    let found = app.app.auth.find_account::<User>(&FoldedName::of("u7")).await;
    assert!(found.expect("a database").is_none());
}

#[tokio::test]
async fn an_account_that_was_disabled_or_deleted_here_is_not_revived() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, MIGRATE).await;
    let id = imported(&app, "hand", NAME).await;
    let (name, context) = (FoldedName::of("hand"), Context::operator());
    let disabled = app
        .store
        .set_user_status(&name, UserStatus::Disabled, app.clock.now(), &context)
        .await;
    assert_eq!(disabled.expect("a database"), Some(id));
    assert_eq!(log_in(&app, NAME, PASSWORD).await.status, 401);
    let terms = Terms {
        revision: None,
        keeps_administrator: true,
        detail: None,
        now: app.clock.now(),
        context: &context,
    };
    let deleted = app.store.delete_account(id.reference(), &terms).await;
    assert_eq!(deleted.expect("a database"), Changed::Done);
    assert_eq!(log_in(&app, NAME, PASSWORD).await.status, 401);
    assert_eq!(paths(&old), [""; 0], "it was not even asked");
}

#[tokio::test]
async fn an_account_whose_names_are_those_of_two_here_is_refused_and_reported() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, MIGRATE).await;
    // Logins of this contract are by e-mail address; the account of the old backend becomes `u7`.
    imported(&app, "u7", "somebody@example.com").await;
    let mark = app.mark().await;
    assert_eq!(log_in(&app, NAME, PASSWORD).await.status, 401);
    let recorded = app.recorded(mark).await;
    assert_eq!(recorded.len(), 1, "{recorded:?}");
    assert!(
        recorded[0].starts_with("0 login.failed failure system - - two accounts staff"),
        "{recorded:?}"
    );
}

#[tokio::test]
async fn logins_of_one_account_are_asked_about_one_at_a_time_and_add_it_once() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, MIGRATE).await;
    let other = app
        .another_node_with(&super::upstream(&old, MIGRATE), crate::support::TEST_COST)
        .await;
    let mark = app.mark().await;
    let all = tokio::join!(
        log_in(&app, NAME, PASSWORD),
        log_in(&other, NAME, PASSWORD),
        log_in(&app, NAME, PASSWORD),
        log_in(&other, NAME, PASSWORD)
    );
    let statuses = [all.0.status, all.1.status, all.2.status, all.3.status];
    assert_eq!(statuses, [200; 4]);
    let actions = app.actions(mark).await;
    let count = |wanted: &str| actions.iter().filter(|action| *action == wanted).count();
    assert_eq!(
        (count("account.added"), count("login.succeeded")),
        (1, 4),
        "{actions:?}"
    );
}

#[tokio::test]
async fn accounts_that_are_not_taken_over_yet_and_sessions_from_there_are_answered_there() {
    let old = OldBackend::start(staff).await;
    let keys = format!("{MIGRATE}\naccounts = [\"admin@example.com\"]");
    let app = taking_over(&old, &keys).await;
    let there: Value = log_in(&app, NAME, PASSWORD).await.json();
    assert_eq!(there["data"]["token"], "their-token");
    let me = app.get(ME).bearer("their-token").send().await;
    assert_eq!((me.status, me.text_at("/data/name").as_str()), (200, "Old Hand"));
    assert_eq!(paths(&old), [LOGIN, ME]);

    let (here, token) = log_in(&app, "admin@example.com", "your-password")
        .await
        .take_token("/data/token");
    assert_eq!(here.status, 200);
    assert_eq!(app.get(ME).bearer(&token).send().await.status, 200);
    assert_eq!(app.get(ME).send().await.status, 401);
    assert_eq!(paths(&old).len(), 2, "neither was asked there");
}

#[tokio::test]
async fn no_way_to_write_the_path_of_a_login_leads_around_the_limits() {
    let old = OldBackend::start(staff).await;
    let app = taking_over(&old, MIGRATE).await;
    let body = json!({ "email": NAME, "password": "a guess" });
    for (path, expected) in [
        ("/api/v1/auth/login", 401),
        ("/api/v1/auth/login/", 401),
        ("/api/v1/auth/%6Cogin", 401),
        ("/api/v1/auth//login", 404),
        ("/api/v1/auth/login;a=b", 404),
        ("/api/v1/auth/LOGIN", 404),
        ("/api/v1/auth/login%2F", 404),
    ] {
        let before = old.asked().len();
        let answer = app.post(path, body.clone()).bearer("their-token").send().await;
        let asked = old.asked().len() - before;
        // What is a login is asked about once, within the limits.
        let expected = (expected, usize::from(expected == 401));
        assert_eq!((answer.status, asked), expected, "{path}");
    }
}
