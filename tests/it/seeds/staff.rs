//! ZalUltra, "Auth - User".

use serde_json::Value;

use super::recordings::{CHALLENGE, Step, lines};
use super::{Printed, is_printed};
use crate::support::TestApp;
use crate::support::clock::days;
use crate::support::http::Sent;

/// The page's own address is hidden from us.
const ADDRESS: (&str, &str) = ("[email protected]", "admin@example.com");

const ACCEPT: Sent = ("Accept", "application/json");
const AUTHORIZATION: Sent = ("Authorization", "Bearer your-auth-token");

const LOGIN: Printed = Printed {
    method: "POST",
    path: "/api/v1/auth/login",
    headers: &[("Content-Type", "application/json"), ACCEPT],
    body: r#"{
    "email": "[email protected]",
    "password": "your-password"
}"#,
};

const LOGGED_IN: &str = r#"{
    "success": true,
    "message": "Login successful",
    "data": {
        "user": {
            "id": 1,
            "name": "Admin User",
            "email": "admin@example.com",
            "role": "admin"
        },
        "token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
        "token_type": "bearer",
        "expires_in": 3600
    }
}"#;

const INVALID_CREDENTIALS: &str = r#"{
    "success": false,
    "message": "Invalid credentials"
}"#;

const INVALID_FIELDS: &str = r#"{
    "success": false,
    "message": "Validation failed",
    "errors": {
        "email": ["The email field is required."],
        "password": ["The password field is required."]
    }
}"#;

const LOGOUT: Printed = Printed {
    method: "POST",
    path: "/api/v1/auth/logout",
    headers: &[ACCEPT, AUTHORIZATION],
    body: "",
};

const LOGGED_OUT: &str = r#"{
    "success": true,
    "message": "Successfully logged out"
}"#;

const UNAUTHENTICATED: &str = r#"{
    "success": false,
    "message": "Unauthenticated"
}"#;

const ME: Printed = Printed {
    method: "GET",
    path: "/api/v1/auth/me",
    ..LOGOUT
};

const MYSELF: &str = r#"{
    "success": true,
    "data": {
        "id": 1,
        "name": "Admin User",
        "email": "admin@example.com",
        "phone": "01712345678",
        "role": "admin",
        "isp_id": 1,
        "branch_id": 1,
        "permissions": ["subscribers.view", "subscribers.create", "packages.view"]
    }
}"#;

const REFRESH: Printed = Printed {
    path: "/api/v1/auth/refresh",
    ..LOGOUT
};

const REFRESHED: &str = r#"{
    "success": true,
    "data": {
        "token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
        "token_type": "bearer",
        "expires_in": 3600
    }
}"#;

const EXPIRED: &str = r#"{
    "success": false,
    "message": "Token has expired and cannot be refreshed"
}"#;

/// The page as a recording.
pub(super) fn recording() -> Vec<Value> {
    let at = |number| ("your-auth-token", number);
    lines(vec![
        Step::new(LOGIN, 200, LOGGED_IN)
            .with(&[ADDRESS])
            .set("/data/token", "{{jwt:1}}"),
        Step::new(LOGIN, 401, INVALID_CREDENTIALS).with(&[ADDRESS, ("your-password", "my-password")]),
        Step::new(Printed { body: "{}", ..LOGIN }, 422, INVALID_FIELDS),
        Step::new(ME, 200, MYSELF).with(&[at("{{jwt:1}}")]),
        Step::new(REFRESH, 200, REFRESHED)
            .with(&[at("{{jwt:1}}")])
            .set("/data/token", "{{jwt:2}}"),
        Step::new(LOGOUT, 200, LOGGED_OUT).with(&[at("{{jwt:2}}")]),
        Step::new(ME, 401, UNAUTHENTICATED)
            .with(&[at("{{jwt:2}}")])
            .headers(CHALLENGE),
        Step::new(LOGOUT, 401, UNAUTHENTICATED).headers(CHALLENGE),
    ])
}

#[tokio::test]
async fn the_printed_requests_of_staff_get_the_printed_answers() {
    let app = TestApp::start().await;
    let answer = LOGIN.send(&app, &[ADDRESS]).await;
    is_printed(&answer, 200, LOGGED_IN, &["/data/token"]);
    let token = answer.text_at("/data/token");
    let answer = ME.send(&app, &[("your-auth-token", &token)]).await;
    is_printed(&answer, 200, MYSELF, &[]);
    let answer = REFRESH.send(&app, &[("your-auth-token", &token)]).await;
    is_printed(&answer, 200, REFRESHED, &["/data/token"]);
    let token = answer.text_at("/data/token");
    let answer = LOGOUT.send(&app, &[("your-auth-token", &token)]).await;
    is_printed(&answer, 200, LOGGED_OUT, &[]);
}

#[tokio::test]
async fn the_printed_errors_of_staff_are_answered_as_printed() {
    let app = TestApp::start().await;
    let answer = LOGIN.send(&app, &[ADDRESS, ("your-password", "my-password")]).await;
    is_printed(&answer, 401, INVALID_CREDENTIALS, &[]);
    let nothing = Printed { body: "{}", ..LOGIN };
    is_printed(&nothing.send(&app, &[]).await, 422, INVALID_FIELDS, &[]);
    for request in [LOGOUT, ME] {
        is_printed(&request.send(&app, &[]).await, 401, UNAUTHENTICATED, &[]);
    }
    let token = LOGIN.send(&app, &[ADDRESS]).await.text_at("/data/token");
    app.pass(days(7));
    let answer = REFRESH.send(&app, &[("your-auth-token", &token)]).await;
    is_printed(&answer, 401, EXPIRED, &[]);
}
