//! `POST /account/v1/password`

use latchkey::model::Realm;
use serde_json::json;

use super::{BOTH, PASSWORD, change, contract_of, is_done, is_invalid, is_problem};
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::http::BAD_TOKEN;
use crate::support::login::{Login, Person, contracts_of};

const NEW: &str = "correct horse battery staple";

fn person(realm: Realm) -> &'static Person {
    match realm {
        Realm::Users => &ANA,
        Realm::Subscribers => &BEN,
    }
}

async fn log_in_with(app: &TestApp, realm: Realm, password: &str) -> u16 {
    let login = Login::of(contract_of(realm));
    let name = login.name_of(person(realm));
    login.of_name(app, name, password).send().await.status
}

#[tokio::test]
async fn the_new_password_is_the_one_to_log_in_with_and_every_other_session_ends() {
    let app = TestApp::start().await;
    for realm in BOTH {
        let person = person(realm);
        app.add(realm, person).await;
        let mut others = Vec::new();
        for contract in contracts_of(realm) {
            others.push(app.token_of(contract, person).await);
        }
        let token = app.token_of(contract_of(realm), person).await;
        is_done(&change(&app, &token, person.password, NEW).send().await);
        assert!(app.takes(realm, &token).await, "the one who asked stays");
        for other in &others {
            assert!(!app.takes(realm, other).await);
        }
        assert_eq!(log_in_with(&app, realm, person.password).await, 401);
        assert_eq!(log_in_with(&app, realm, NEW).await, 200);
    }
}

#[tokio::test]
async fn the_portal_cookies_of_other_sessions_end_with_them() {
    let app = TestApp::start().await;
    let (kept, ended) = (app.token("subscriber").await, app.token("subscriber").await);
    let mut cookies = Vec::new();
    for token in [&kept, &ended] {
        let answer = app.get("/mobile-auto-login").bearer(token).send().await;
        let set = answer.header("set-cookie").expect("a cookie").to_owned();
        cookies.push(set.split(';').next().unwrap_or_default().to_owned());
    }
    is_done(&change(&app, &kept, "kettle-otter-velvet", NEW).send().await);
    for (cookie, status) in cookies.iter().zip([200, 401]) {
        let answer = app.get("/portal").header("cookie", cookie).send().await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
}

#[tokio::test]
async fn a_wrong_current_password_changes_nothing() {
    let app = TestApp::start().await;
    for realm in BOTH {
        let person = person(realm);
        app.add(realm, person).await;
        let (token, other) = (
            app.token_of(contract_of(realm), person).await,
            app.token_of(contract_of(realm), person).await,
        );
        let answer = change(&app, &token, "somebody else's password", NEW).send().await;
        let said = ("wrong_password", "The current password is wrong.");
        is_problem(&answer, (403, "Forbidden"), said, &[]);
        assert!(app.takes(realm, &token).await && app.takes(realm, &other).await);
        assert_eq!(log_in_with(&app, realm, person.password).await, 200);
    }
}

#[tokio::test]
async fn an_account_without_a_password_has_none_to_change() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    let without = "UPDATE users SET password_hash = NULL WHERE username = 'admin'";
    app.database.execute(without).await;
    let answer = change(&app, &token, "your-password", NEW).send().await;
    assert_eq!(
        (answer.status, answer.text_at("/code")),
        (403, "wrong_password".to_owned())
    );
}

#[tokio::test]
async fn a_new_password_that_is_too_weak_is_refused_with_the_reason_and_changes_nothing() {
    let app = TestApp::start().await;
    let (token, other) = (app.token("staff").await, app.token("staff").await);
    for (new, reason) in [
        ("fourteen chars", "must have at least 15 characters"),
        (
            "iloveyou1234567",
            "is too easy to guess. This is similar to a commonly used password. Add another word or two. Uncommon \
             words are better",
        ),
        ("PolniyPizdec1102", "must not be a password that is known to be common"),
        (
            "I am ADMIN@example.com",
            "must not contain your own name, username, e-mail address or customer number",
        ),
        ("the key of latchkey", "must not contain the name of this service"),
    ] {
        let answer = change(&app, &token, "your-password", new).send().await;
        let sentence = format!("The new_password field {reason}.");
        is_invalid(&answer, &json!({ "new_password": [sentence] }));
    }
    assert!(app.accepts(&token).await && app.accepts(&other).await);
    assert_eq!(app.log_in("admin@example.com", "your-password").await.status, 200);
}

#[tokio::test]
async fn members_that_are_missing_or_wrong_are_all_listed() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    for (body, errors) in [
        (
            json!({}),
            json!({
                "current_password": ["The current_password field is required."],
                "new_password": ["The new_password field is required."],
            }),
        ),
        (
            json!({ "current_password": 1, "new_password": "" }),
            json!({
                "current_password": ["The current_password field must be a string."],
                "new_password": ["The new_password field is required."],
            }),
        ),
        (
            json!({ "current_password": "a", "new_password": "x".repeat(1025) }),
            json!({ "new_password": ["The new_password field must not be greater than 1024 bytes."] }),
        ),
    ] {
        is_invalid(&app.post(PASSWORD, body).bearer(&token).send().await, &errors);
    }
}

#[tokio::test]
async fn a_token_is_needed_and_a_refusal_says_nothing_of_the_password() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.log_out(&token).await;
    let answer = change(&app, &token, "your-password", NEW).send().await;
    let said = ("token_invalid", "The bearer token is not valid.");
    is_problem(&answer, (401, "Unauthorized"), said, &[BAD_TOKEN]);
    assert_eq!(app.log_in("admin@example.com", "your-password").await.status, 200);
}
