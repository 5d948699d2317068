//! ISPCRM, "Login and Logout".

use serde_json::Value;

use super::recordings::{CHALLENGE, Step, lines};
use super::{Printed, is_printed};
use crate::support::TestApp;

const LOGIN: Printed = Printed {
    method: "POST",
    path: "/api/v1/subscriber/Login",
    headers: &[("Content-Type", "application/json")],
    body: r#"{
"username": "subscriber123",
"password": "password123"
}"#,
};

const LOGGED_IN: &str = r#"{
"message": "Login successful",
"token": "eyJhbGciOiJIUzI1...",
"subscriber": {
"id": 1,
"customer_id": "12345",
"username": "subscriber123",
"firstname": "John",
"lastname": "Doe"
}
}"#;

const LOGOUT: Printed = Printed {
    method: "POST",
    path: "/api/v1/subscriber/Logout",
    headers: &[("Authorization", "Bearer YOURAPITOKENHERE")],
    body: "",
};

const LOGGED_OUT: &str = r#"{
"message": "Logout successful"
}"#;

const UNAUTHORIZED: &str = r#"{
"message": "Invalid credentials"
}"#;

/// The page as a recording.
pub(super) fn recording() -> Vec<Value> {
    lines(vec![
        Step::new(LOGIN, 200, LOGGED_IN).set("/token", "{{jwt:1}}"),
        Step::new(LOGIN, 401, UNAUTHORIZED).with(&[("password123", "password124")]),
        Step::new(LOGOUT, 200, LOGGED_OUT).with(&[("YOURAPITOKENHERE", "{{jwt:1}}")]),
        Step::new(LOGOUT, 401, UNAUTHORIZED).headers(CHALLENGE),
    ])
}

#[tokio::test]
async fn the_printed_requests_of_ispcrm_get_the_printed_answers() {
    let app = TestApp::start().await;
    let answer = LOGIN.send(&app, &[]).await;
    is_printed(&answer, 200, LOGGED_IN, &["/token", "/subscriber/id"]);
    let token = answer.text_at("/token");
    let answer = LOGOUT.send(&app, &[("YOURAPITOKENHERE", &token)]).await;
    is_printed(&answer, 200, LOGGED_OUT, &[]);
}

#[tokio::test]
async fn the_printed_errors_of_ispcrm_are_answered_as_printed() {
    let app = TestApp::start().await;
    let answer = LOGIN.send(&app, &[("password123", "password124")]).await;
    is_printed(&answer, 401, UNAUTHORIZED, &[]);
    let answer = LOGIN.send(&app, &[("subscriber123", "subscriber124")]).await;
    is_printed(&answer, 401, UNAUTHORIZED, &[]);
    let answer = LOGOUT.send(&app, &[]).await;
    is_printed(&answer, 401, UNAUTHORIZED, &[]);
}
