//! What every operation of the account says when it cannot do what was asked.

use serde_json::json;

use super::{PASSWORD, SESSIONS, is_done, is_problem};
use crate::support::http::{Answer, BAD_TOKEN, Call, LATER, NO_TOKEN};
use crate::support::jwt::forgeries;
use crate::support::{DEMO_KEY, TestApp};

/// Some session's.
const ONE: &str = "/account/v1/sessions/00000000-0000-4000-8000-000000000000";

const OPERATIONS: [(&str, &str); 4] = [
    ("POST", PASSWORD),
    ("GET", SESSIONS),
    ("DELETE", SESSIONS),
    ("DELETE", ONE),
];

fn call<'a>(app: &'a TestApp, (method, path): (&str, &str)) -> Call<'a> {
    let call = app.call(method, path);
    if method == "POST" {
        let body = json!({ "current_password": "your-password", "new_password": "correct horse battery staple" });
        return call.json(&body);
    }
    call
}

#[tokio::test]
async fn no_token_and_a_bad_one_are_told_apart() {
    let app = TestApp::start().await;
    for operation in OPERATIONS {
        let title = (401, "Unauthorized");
        for answer in [
            call(&app, operation).send().await,
            call(&app, operation).api_key(DEMO_KEY).send().await,
        ] {
            is_problem(
                &answer,
                title,
                ("token_missing", "A bearer token is needed."),
                &[NO_TOKEN],
            );
        }
        let good = app.token("staff").await;
        let mut bad: Vec<String> = forgeries(&good).into_iter().map(|(_, forged)| forged).collect();
        bad.extend([DEMO_KEY.to_owned(), "x".to_owned()]);
        for token in bad {
            let answer = call(&app, operation).bearer(&token).send().await;
            let said = ("token_invalid", "The bearer token is not valid.");
            is_problem(&answer, title, said, &[BAD_TOKEN]);
        }
    }
}

#[tokio::test]
async fn other_methods_and_other_paths_are_refused() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    for (path, allow) in [(PASSWORD, "POST"), (SESSIONS, "GET, HEAD, DELETE"), (ONE, "DELETE")] {
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            if allow.split(", ").any(|allowed| allowed == method) {
                continue;
            }
            let answer = app.call(method, path).bearer(&token).send().await;
            let said = ("method_not_allowed", "There is something here, for other methods.");
            is_problem(&answer, (405, "Method Not Allowed"), said, &[("allow", allow)]);
        }
    }
    for path in [
        "/account/v1/".to_owned(),
        format!("{ONE}/more"),
        format!("{SESSIONS}//"),
        format!("{PASSWORD}/1"),
        "/account/v1/Sessions".to_owned(),
    ] {
        for method in ["GET", "POST", "DELETE"] {
            let answer = app.call(method, &path).bearer(&token).send().await;
            let said = ("not_found", "There is no such thing.");
            is_problem(&answer, (404, "Not Found"), said, &[]);
        }
    }
    let head = app.call("HEAD", SESSIONS).bearer(&token).send().await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    let twice =
        r#"{"current_password":"your-password","new_password":"correct horse battery staple","new_password":"x"}"#;
    let large = " ".repeat(64 * 1024 + 1);
    let malformed = ("malformed_body", "The body is not one well-formed JSON text.");
    for (content_type, body, status, said) in [
        ("application/json", "{", (400, "Bad Request"), malformed),
        ("application/json", twice, (400, "Bad Request"), malformed),
        (
            "application/json",
            &large,
            (413, "Payload Too Large"),
            ("body_too_large", "The body is larger than 64 KiB."),
        ),
        (
            "application/x-www-form-urlencoded",
            "current_password=your-password",
            (415, "Unsupported Media Type"),
            (
                "unsupported_media_type",
                "The body's content type must be application/json.",
            ),
        ),
    ] {
        let call = app.call("POST", PASSWORD).bearer(&token);
        is_problem(
            &call.body(content_type, body.to_owned()).send().await,
            status,
            said,
            &[],
        );
    }
    assert_eq!(app.log_in("admin@example.com", "your-password").await.status, 200);
}

#[tokio::test]
async fn a_problem_has_the_name_that_the_client_gave_its_request() {
    let app = TestApp::start().await;
    let answer = app.get(SESSIONS).header("x-request-id", "mine.1").send().await;
    assert_eq!(answer.text_at("/request_id"), "mine.1");
    assert_eq!(answer.header("x-request-id"), Some("mine.1"));
}

async fn all(app: &TestApp, token: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    for operation in OPERATIONS {
        answers.push(call(app, operation).bearer(token).send().await);
    }
    answers
}

#[tokio::test]
async fn a_database_that_is_away_or_broken_is_a_problem_that_says_nothing_of_it() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.break_sessions().await;
    for answer in all(&app, &token).await {
        let said = ("internal_error", "The server failed.");
        is_problem(&answer, (500, "Internal Server Error"), said, &[]);
    }
    app.lose_database().await;
    for answer in all(&app, &token).await {
        let said = ("unavailable", "The server cannot do this at the moment.");
        is_problem(&answer, (503, "Service Unavailable"), said, &[LATER]);
    }
}

#[tokio::test]
async fn a_user_and_a_subscriber_of_the_same_number_are_two() {
    let app = TestApp::start().await;
    // Both have the number 1.
    let (user, subscriber) = (
        app.token("staff").await,
        app.token_of("subscriber", &SUBSCRIBER_123).await,
    );
    is_done(&app.call("DELETE", SESSIONS).bearer(&user).send().await);
    assert!(app.accepts_subscriber(&subscriber).await);
}

const SUBSCRIBER_123: crate::support::login::Person = crate::support::login::Person {
    username: "subscriber123",
    email: "",
    password: "password123",
};
