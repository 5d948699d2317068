//! Our own API for every logged-in account, through whichever contract.

mod errors;
mod password;
mod sessions;

use latchkey::model::Realm;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::http::{Answer, Call, Sent};

const PASSWORD: &str = "/account/v1/password";
const SESSIONS: &str = "/account/v1/sessions";

const BOTH: [Realm; 2] = [Realm::Users, Realm::Subscribers];

/// A contract that this realm logs in through.
fn contract_of(realm: Realm) -> &'static str {
    match realm {
        Realm::Users => "staff",
        Realm::Subscribers => "subscriber",
    }
}

/// A change of password.
fn change<'a>(app: &'a TestApp, token: &str, current: &str, new: &str) -> Call<'a> {
    let body = json!({ "current_password": current, "new_password": new });
    app.post(PASSWORD, body).bearer(token)
}

/// The one thing to say of a success that has nothing to say.
#[track_caller]
fn is_done(answer: &Answer) {
    assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    answer.has_headers(&[]);
}

/// The whole answer of a problem, with the name of its request.
#[track_caller]
fn is_problem(answer: &Answer, (status, title): (u16, &str), (code, detail): (&str, &str), headers: &[Sent]) {
    let body = json!({
        "type": format!("/problems/{code}"), "title": title, "status": status, "detail": detail, "code": code,
        "request_id": answer.header("x-request-id"),
    });
    is_problem_of(answer, status, &body, headers);
}

/// The whole answer of a body with bad members.
#[track_caller]
fn is_invalid(answer: &Answer, errors: &Value) {
    let body = json!({
        "type": "/problems/invalid_fields", "title": "Unprocessable Entity", "status": 422, "detail": "The request is not valid.",
        "code": "invalid_fields", "request_id": answer.header("x-request-id"), "errors": errors,
    });
    is_problem_of(answer, 422, &body, &[]);
}

#[track_caller]
fn is_problem_of(answer: &Answer, status: u16, body: &Value, headers: &[Sent]) {
    assert_eq!((answer.status, &answer.text), (status, &body.to_string()), "{answer:?}");
    assert!(
        answer.header("x-request-id").is_some_and(|id| id.len() == 32),
        "{answer:?}"
    );
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{answer:?}"
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    answer.has_headers(headers);
}
