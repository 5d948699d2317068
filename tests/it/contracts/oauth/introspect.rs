//! `POST /oauth/introspect`

use latchkey::model::{AccountRef, Realm};
use serde_json::json;

use super::{FORM, INTROSPECT, REVOKE, introspect, is_active, is_error, with_token};
use crate::support::clock::{START, days, seconds};
use crate::support::http::{Answer, Call, LATER};
use crate::support::jwt::{claims, forgeries};
use crate::support::login::LOGINS;
use crate::support::{DEMO_KEY, TestApp};

#[tokio::test]
async fn a_good_token_of_any_contract_is_told_in_full() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        app.pass(seconds(1));
        let token = app.token(login.contract).await;
        let said = claims(&token);
        let (sub, aud) = match login.realm() {
            Realm::Users => ("1", "users"),
            Realm::Subscribers => ("2", "subscribers"),
        };
        // One contract prescribes another name for the token's identifier, and other issuers and subjects.
        let id = said.get("jti").or_else(|| said.get("id")).cloned();
        let answer = introspect(&app, &token).await;
        let jti = answer.text_at("/jti");
        if login.contract != "netxd" {
            assert_eq!(id, Some(jti.clone().into()));
        }
        let body = json!({
            "active": true, "sub": sub, "aud": aud, "username": login.anybody().username, "iss": "latchkey",
            "exp": said["exp"], "iat": said["iat"], "nbf": said["nbf"], "jti": jti, "sid": said["sid"],
            "client_id": login.contract, "token_type": "Bearer",
        });
        answer.is(200, &body, &[]);
        assert!(said["iat"].as_i64() > Some(START));
    }
}

#[tokio::test]
async fn anything_else_is_not_active_and_nothing_more_is_said() {
    let app = TestApp::start().await;
    let good = app.token("staff").await;
    let mut bad: Vec<String> = forgeries(&good).into_iter().map(|(_, forged)| forged).collect();
    bad.extend(["x", "a.b.c", DEMO_KEY, "%00", "%20", "null"].map(str::to_owned));
    for token in bad {
        assert!(!is_active(&app, &token).await, "{token}");
    }
    assert!(is_active(&app, &good).await);
    app.log_out(&good).await;
    assert!(!is_active(&app, &good).await, "its session is over");
}

#[tokio::test]
async fn a_spent_token_is_active_for_its_moment_of_grace_and_an_expired_one_never() {
    let app = TestApp::with("[tokens]\non_reuse = \"reject\"").await;
    let spent = app.token("staff").await;
    let current = app.refreshed(&spent).await;
    assert!(is_active(&app, &spent).await && is_active(&app, &current).await);
    app.pass(seconds(10));
    assert!(!is_active(&app, &spent).await && is_active(&app, &current).await);
    app.pass(seconds(60 * 60));
    assert!(!is_active(&app, &current).await);
}

#[tokio::test]
async fn asking_does_not_count_as_use() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    app.pass(days(1));
    assert!(is_active(&app, &token).await);
    let account = AccountRef {
        realm: Realm::Subscribers,
        id: 2,
    };
    let sessions = app.open_sessions(account).await;
    assert_eq!(sessions[0].seen_at, sessions[0].created_at);
}

fn form<'a>(app: &'a TestApp, content_type: &str, body: &str) -> Call<'a> {
    let call = app.call("POST", INTROSPECT).api_key(DEMO_KEY);
    call.body(content_type, body.to_owned()).about(body.to_owned())
}

#[tokio::test]
async fn a_form_that_two_parsers_could_read_differently_is_refused() {
    let app = TestApp::start().await;
    let malformed = ("invalid_request", "The body is not a form, or has a parameter twice.");
    for body in [
        "token=&token=a",
        "token=a&token",
        "token=a&t%6Fken=b",
        "token=a&token_type_hint=access_token&token_type_hint=access_token",
        "token=a&x=%FF%FE",
        "token=a&%FF=x",
        "token=a&x=%C0%AF",
        "token=a&x=%ED%A0%80",
        "token=a&x=%E2%82",
    ] {
        is_error(&form(&app, FORM, body).send().await, 400, malformed, &[]);
    }
}

#[tokio::test]
async fn a_form_without_a_token_is_refused() {
    let app = TestApp::start().await;
    let missing = ("invalid_request", "The parameter token is missing.");
    let much = |character: &str| character.repeat(64 * 1024);
    for body in [
        "token=&token_type_hint=access_token".to_owned(),
        "token%5B%5D=a".to_owned(),
        "token[a]=a".to_owned(),
        "x=1;token=a".to_owned(),
        r#"{"token": "a"}"#.to_owned(),
        r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>"#.to_owned(),
        much("&"),
        much("="),
        much("%"),
        much("\0"),
    ] {
        is_error(&form(&app, FORM, &body).send().await, 400, missing, &[]);
    }
}

#[tokio::test]
async fn whatever_is_no_good_token_is_inactive_however_strange_its_form() {
    let app = TestApp::start().await;
    let good = app.token("staff").await;
    let unknown: String = (0..5_000).map(|number| format!("&m{number}=0")).collect();
    let mut bodies = vec![
        format!("token=x{unknown}"),
        "&&&token=x&&&".to_owned(),
        "token=x&__proto__[admin]=true".to_owned(),
        "token=x&token_type_hint=%F0%9F%A6%84".to_owned(),
        "token=x&token_type_hint=".to_owned(),
        "token=%zz%".to_owned(),
        "token=x%00".to_owned(),
        "token=x%0D%0Ax".to_owned(),
        "token=+".to_owned(),
        format!("token={}", "x".repeat(64 * 1024 - 6)),
        format!("token={}", ".".repeat(64 * 1024 - 6)),
    ];
    bodies.extend((1..good.len()).map(|end| format!("token={}", &good[..end])));
    for body in bodies {
        let answer = form(&app, FORM, &body).send().await;
        assert_eq!(
            (answer.status, answer.json()),
            (200, json!({ "active": false })),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn forms_are_read_as_strictly_as_json() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    let malformed = ("invalid_request", "The body is not a form, or has a parameter twice.");
    let missing = ("invalid_request", "The parameter token is missing.");
    let typed = (
        "invalid_request",
        "The body's content type must be application/x-www-form-urlencoded.",
    );
    let large = format!("token={}", "x".repeat(64 * 1024));
    for (content_type, body, status, said) in [
        (FORM, "token=a&token=b", 400, malformed),
        (FORM, "token=a&x=1&x=2", 400, malformed),
        (FORM, "token=%ff", 400, malformed),
        (FORM, "", 400, missing),
        (FORM, "token=", 400, missing),
        (FORM, "token", 400, missing),
        (FORM, "Token=a", 400, missing),
        (FORM, "token_type_hint=access_token", 400, missing),
        ("application/json", r#"{"token":"a"}"#, 415, typed),
        ("text/plain", "token=a", 415, typed),
        (
            FORM,
            large.as_str(),
            413,
            ("invalid_request", "The body is larger than 64 KiB."),
        ),
    ] {
        is_error(&form(&app, content_type, body).send().await, status, said, &[]);
    }
    for body in [
        format!("token={token}&token_type_hint=access_token"),
        format!("token_type_hint=nonsense&token={token}"),
        format!("token={token}&unknown=1"),
        format!("token={}", token.replace('.', "%2E").replace('_', "%5f")),
    ] {
        let answer = form(&app, "Application/X-WWW-Form-Urlencoded; charset=UTF-8", &body)
            .send()
            .await;
        assert_eq!((answer.status, answer.at("/active")), (200, json!(true)), "{answer:?}");
    }
}

#[tokio::test]
async fn other_methods_and_other_paths_are_refused() {
    let app = TestApp::start().await;
    for path in [INTROSPECT, REVOKE] {
        for method in ["GET", "PUT", "DELETE"] {
            let answer = app.call(method, path).api_key(DEMO_KEY).send().await;
            let said = ("invalid_request", "The path takes other methods.");
            is_error(&answer, 405, said, &[("allow", "POST")]);
        }
    }
    let answer = app.get("/oauth/nothing").send().await;
    is_error(&answer, 404, ("invalid_request", "There is nothing at this path."), &[]);
}

async fn both(app: &TestApp, token: &str) -> [Answer; 2] {
    let revoked = with_token(app, REVOKE, token).send().await;
    [introspect(app, token).await, revoked]
}

#[tokio::test]
async fn a_database_that_is_away_or_broken_is_no_verdict_on_a_token() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.break_sessions().await;
    for answer in both(&app, &token).await {
        is_error(&answer, 500, ("server_error", "The server failed."), &[]);
    }
    app.lose_database().await;
    for answer in both(&app, &token).await {
        let said = ("temporarily_unavailable", "The server cannot do this at the moment.");
        is_error(&answer, 503, said, &[LATER]);
    }
}
