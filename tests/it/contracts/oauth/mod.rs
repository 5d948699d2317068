//! What the services behind ask about tokens.

mod clients;
mod introspect;
mod jwks;
mod metadata;
mod revoke;

use serde_json::json;

use crate::support::http::{Answer, Call, Sent};
use crate::support::{DEMO_KEY, TestApp};

const INTROSPECT: &str = "/oauth/introspect";
const REVOKE: &str = "/oauth/revoke";
const FORM: &str = "application/x-www-form-urlencoded";

/// How a client is told to authenticate.
const CHALLENGE: Sent = ("www-authenticate", "Basic realm=\"latchkey\", Bearer");

/// A form with this token, for this operation.
fn with_token<'a>(app: &'a TestApp, path: &str, token: &str) -> Call<'a> {
    app.call("POST", path).body(FORM, format!("token={token}"))
}

/// Asks about a token with the demonstration key.
async fn introspect(app: &TestApp, token: &str) -> Answer {
    with_token(app, INTROSPECT, token).api_key(DEMO_KEY).send().await
}

/// Whether a token is good.
async fn is_active(app: &TestApp, token: &str) -> bool {
    let answer = introspect(app, token).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let active = answer.at("/active") == true;
    if !active {
        answer.is(200, &json!({ "active": false }), &[]);
    }
    active
}

/// The whole answer of an error.
#[track_caller]
fn is_error(answer: &Answer, status: u16, (error, description): (&str, &str), headers: &[Sent]) {
    let body = json!({ "error": error, "error_description": description });
    answer.is(status, &body, headers);
}
