//! `GET`, `DELETE /account/v1/sessions` and `DELETE /account/v1/sessions/{id}`

use latchkey::model::Realm;
use serde_json::{Value, json};

use super::{BOTH, SESSIONS, contract_of, is_done, is_problem};
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::http::{Answer, BAD_TOKEN};
use crate::support::jwt::claims;
use crate::support::login::{Login, contracts_of};

async fn list(app: &TestApp, token: &str) -> Vec<Value> {
    let answer = app.get(SESSIONS).bearer(token).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.at("/sessions").as_array().expect("a list").clone()
}

fn id_of(token: &str) -> String {
    claims(token)["sid"].as_str().expect("a text").to_owned()
}

async fn end(app: &TestApp, token: &str, id: &str) -> Answer {
    app.call("DELETE", &format!("{SESSIONS}/{id}"))
        .bearer(token)
        .send()
        .await
}

#[track_caller]
fn is_unknown(answer: &Answer) {
    is_problem(
        answer,
        (404, "Not Found"),
        ("not_found", "There is no such thing."),
        &[],
    );
}

#[tokio::test]
async fn the_list_says_everything_about_each_session_and_which_one_is_this() {
    let app = TestApp::start().await;
    let login = Login::of("netxd");
    let first = login
        .of_person(&app, login.anybody())
        .from("192.0.2.7")
        .header("user-agent", "Console 1.0")
        .send()
        .await;
    let (_, first) = first.take_token(login.token);
    app.pass(seconds(60));
    let second = app.token("staff").await;
    app.pass(seconds(600));
    assert!(app.accepts(&second).await);
    app.flush().await;
    let answer = app.get(SESSIONS).bearer(&second).send().await;
    let sessions = json!({ "sessions": [
        {
            "id": id_of(&second), "current": true, "contract": "staff", "device": null, "address": "127.0.0.1",
            "user_agent": null, "created_at": "2026-01-01T00:01:00Z", "last_seen_at": "2026-01-01T00:11:00Z",
            "expires_at": "2026-01-08T00:01:00Z",
        },
        {
            "id": id_of(&first), "current": false, "contract": "netxd", "device": "917038", "address": "192.0.2.7",
            "user_agent": "Console 1.0", "created_at": "2026-01-01T00:00:00Z",
            "last_seen_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-01T02:00:00Z",
        },
    ]});
    answer.is(200, &sessions, &[]);
}

#[tokio::test]
async fn a_token_of_any_contract_sees_the_sessions_of_all_of_them_and_of_nobody_else() {
    let app = TestApp::start().await;
    for realm in BOTH {
        let mut tokens = Vec::new();
        for contract in contracts_of(realm) {
            tokens.push(app.token(contract).await);
            app.pass(seconds(1));
        }
        let ids: Vec<String> = tokens.iter().rev().map(|token| id_of(token)).collect();
        for token in &tokens {
            let listed = list(&app, token).await;
            let listed_ids: Vec<_> = listed.iter().map(|one| one["id"].as_str().expect("a text")).collect();
            assert_eq!(listed_ids, ids, "the newest comes first");
            let current: Vec<_> = listed.iter().filter(|one| one["current"] == true).collect();
            assert_eq!(current.len(), 1);
            assert_eq!(current[0]["id"], id_of(token));
        }
    }
}

#[tokio::test]
async fn sessions_that_are_over_are_not_listed_and_no_more_than_100_are() {
    let app = TestApp::start().await;
    let (over, kept) = (app.token("staff").await, app.token("staff").await);
    app.log_out(&over).await;
    assert_eq!(list(&app, &kept).await.len(), 1);
    for _ in 0..101 {
        app.token("staff").await;
    }
    assert_eq!(list(&app, &kept).await.len(), 100);
    app.pass(days(8));
    let newest = app.token("staff").await;
    assert_eq!(list(&app, &newest).await.len(), 1);
}

#[tokio::test]
async fn a_session_is_ended_from_another_one() {
    let app = TestApp::start().await;
    for realm in BOTH {
        let contract = contract_of(realm);
        let (mine, other) = (app.token(contract).await, app.token(contract).await);
        is_done(&end(&app, &mine, &id_of(&other)).await);
        assert!(app.takes(realm, &mine).await);
        assert!(!app.takes(realm, &other).await);
        is_unknown(&end(&app, &mine, &id_of(&other)).await);
    }
}

#[tokio::test]
async fn ending_the_current_session_is_a_log_out() {
    let app = TestApp::start().await;
    let (token, other) = (app.token("staff").await, app.token("staff").await);
    is_done(&end(&app, &token, &id_of(&token)).await);
    assert!(!app.accepts(&token).await && app.accepts(&other).await);
    let said = ("token_invalid", "The bearer token is not valid.");
    is_problem(
        &end(&app, &token, &id_of(&token)).await,
        (401, "Unauthorized"),
        said,
        &[BAD_TOKEN],
    );
    let reasons = "SELECT ended_reason FROM sessions WHERE ended_reason IS NOT NULL";
    assert_eq!(app.database.text(reasons).await.as_deref(), Some("logout"));
}

#[tokio::test]
async fn a_session_of_somebody_else_is_as_unknown_as_one_that_never_was() {
    let app = TestApp::start().await;
    let (mine, theirs) = (app.token("staff").await, app.token("subscriber").await);
    for id in [
        id_of(&theirs).as_str(),
        "00000000-0000-4000-8000-000000000000",
        &id_of(&mine).to_uppercase(),
        &id_of(&mine).replace('-', ""),
        "x",
        "1",
        "%20",
        "%2f",
        "{id}",
    ] {
        is_unknown(&end(&app, &mine, id).await);
    }
    assert!(app.accepts(&mine).await);
    assert!(app.accepts_subscriber(&theirs).await);
}

#[tokio::test]
async fn all_other_sessions_end_at_once_and_this_one_stays() {
    let app = TestApp::start().await;
    for realm in BOTH {
        let mut others = Vec::new();
        for contract in contracts_of(realm) {
            others.push(app.token(contract).await);
        }
        let token = app.token(contract_of(realm)).await;
        is_done(&app.call("DELETE", SESSIONS).bearer(&token).send().await);
        assert!(app.takes(realm, &token).await);
        for other in &others {
            assert!(!app.takes(realm, other).await);
        }
        // There is nothing left to end, and that is as good.
        is_done(&app.call("DELETE", SESSIONS).bearer(&token).send().await);
    }
    let user = app.token("staff").await;
    let subscriber = app.token("subscriber").await;
    is_done(&app.call("DELETE", SESSIONS).bearer(&user).send().await);
    assert!(app.takes(Realm::Subscribers, &subscriber).await, "another account's");
}
