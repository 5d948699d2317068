//! `POST /v1/auth/login`

use serde_json::json;

use super::{LOGIN, USER, says};
use crate::support::http::{BAD_TOKEN, NO_TOKEN};
use crate::support::login::Login;
use crate::support::{DEMO_KEY, TestApp};

/// The login that the page prints, with the demonstration account.
const BODY: &str = r#"{"username":"admin","password":"your-password"}"#;

#[tokio::test]
async fn a_login_returns_a_token_for_half_an_hour() {
    let app = TestApp::start().await;
    let call = app.call("POST", LOGIN).api_key(DEMO_KEY).header("accept", "text/plain");
    let answer = call.body("application/json-patch+json", BODY).send().await;
    let (answer, token) = answer.take_token("/token");
    let expected = json!({
        "success": true,
        "code": 0,
        "message": "Login successful",
        "token": "TOKEN",
        "expiresIn": 1800,
    });
    answer.is(200, &expected, &[]);
    let answer = app.get(USER).bearer(&token).send().await;
    assert_eq!(answer.at("/user/userName"), "admin");
}

#[tokio::test]
async fn every_content_type_of_json_will_do() {
    let app = TestApp::start().await;
    for content_type in [
        "application/json-patch+json",
        "application/json-patch+json; charset=utf-8",
        "application/json",
        "application/json; charset=utf-8",
        "text/json",
        "Text/JSON;charset=UTF-8",
        "application/vnd.api+json",
        "application/merge-patch+JSON",
        "application/problem+json; charset=utf-8",
        "text/x+json",
    ] {
        let call = app.call("POST", LOGIN).api_key(DEMO_KEY).about(content_type);
        let answer = call.body(content_type, BODY).send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    for content_type in ["application/json+patch", "text/json5", "application/+json"] {
        let call = app.call("POST", LOGIN).api_key(DEMO_KEY).about(content_type);
        let answer = call.body(content_type, BODY).send().await;
        answer.is(415, &says(1002, "Unsupported media type"), &[]);
    }
}

#[tokio::test]
async fn a_body_is_a_plain_object_and_no_patch() {
    let app = TestApp::start().await;
    let patch = r#"[{"op":"add","path":"/username","value":"admin"}]"#;
    let call = app.call("POST", LOGIN).api_key(DEMO_KEY);
    let answer = call.body("application/json-patch+json", patch).send().await;
    assert_eq!((answer.status, answer.at("/code")), (422, json!(1003)), "{answer:?}");
}

#[tokio::test]
async fn a_login_wants_an_api_key_or_a_token_before_it_looks_at_anything_else() {
    let app = TestApp::start().await;
    for body in [BODY, "{", r#"{"username":"admin","password":"wrong"}"#] {
        let answer = app.call("POST", LOGIN).body("application/json", body).send().await;
        answer.is(401, &says(1201, "Invalid API key"), &[NO_TOKEN]);
        let call = app.call("POST", LOGIN).api_key("api_000000000000000000000000");
        let answer = call.body("application/json", body).send().await;
        answer.is(401, &says(1201, "Invalid API key"), &[]);
        let call = app.call("POST", LOGIN).bearer("nonsense");
        let answer = call.body("application/json", body).send().await;
        answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
    }
}

#[tokio::test]
async fn a_token_of_any_user_will_do_instead_of_a_key() {
    let app = TestApp::start().await;
    for contract in ["staff", "management", "netxd"] {
        let token = app.token(contract).await;
        let call = app.call("POST", LOGIN).bearer(&token);
        let answer = call.body("application/json", BODY).send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let call = app.call("POST", LOGIN).bearer(&app.token("subscriber").await);
    let answer = call.body("application/json", BODY).send().await;
    answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
}

#[tokio::test]
async fn an_operator_can_open_the_login_to_callers_without_credential() {
    let app = TestApp::with("[contracts.management]\nlogin_requires_credential = false").await;
    let login = || app.call("POST", LOGIN).body("application/json", BODY);
    let answer = login().send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let answer = login().api_key(DEMO_KEY).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn even_an_open_login_does_not_overlook_a_bad_credential() {
    let app = TestApp::with("[contracts.management]\nlogin_requires_credential = false").await;
    let login = || app.call("POST", LOGIN).body("application/json", BODY);
    let answer = login().api_key("api_000000000000000000000000").send().await;
    answer.is(401, &says(1201, "Invalid API key"), &[]);
    let answer = login().bearer("nonsense").send().await;
    answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
    let answer = login().bearer("nonsense").api_key(DEMO_KEY).send().await;
    answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
}

#[tokio::test]
async fn an_open_login_opens_nothing_else() {
    let app = TestApp::with("[contracts.management]\nlogin_requires_credential = false").await;
    for (method, path) in [("GET", USER), ("POST", USER), ("POST", super::LOGOUT)] {
        let answer = app.call(method, path).send().await;
        answer.is(401, &says(1200, "Unauthenticated"), &[NO_TOKEN]);
    }
    let answer = Login::of("management").of_name(&app, "admin", "wrong").send().await;
    answer.is(401, &says(1100, "Invalid username or password"), &[]);
}
