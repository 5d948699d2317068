//! ZalUltra, "Auth - Subscriber".

use serde_json::Value;

use super::recordings::{CHALLENGE, Step, lines};
use super::{Printed, is_printed};
use crate::support::TestApp;
use crate::support::clock::days;
use crate::support::http::Sent;

const ACCEPT: Sent = ("Accept", "application/json");
const AUTHORIZATION: Sent = ("Authorization", "Bearer subscriber-token");

const LOGIN: Printed = Printed {
    method: "POST",
    path: "/api/v1/subscriber/login",
    headers: &[("Content-Type", "application/json"), ACCEPT],
    body: r#"{
    "username": "subscriber1",
    "password": "kettle-otter-velvet"
}"#,
};

const LOGGED_IN: &str = r#"{
    "success": true,
    "message": "Login successful",
    "data": {
        "subscriber": {
            "id": 1,
            "username": "subscriber1",
            "fullname": "John Doe",
            "email": "[email protected]",
            "phone": "01712345678",
            "package_name": "10MB Package",
            "expiration_date": "2025-12-31 23:59:59",
            "status": "active"
        },
        "token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
        "token_type": "bearer",
        "expires_in": 2592000
    }
}"#;

const INVALID_CREDENTIALS: &str = r#"{
    "success": false,
    "message": "Invalid username or password"
}"#;

const DISABLED: &str = r#"{
    "success": false,
    "message": "Your account is disabled. Please contact support."
}"#;

const LOGOUT: Printed = Printed {
    method: "POST",
    path: "/api/v1/subscriber/logout",
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

const LOGOUT_ALL: Printed = Printed {
    path: "/api/v1/subscriber/logout-all",
    ..LOGOUT
};

const LOGGED_OUT_EVERYWHERE: &str = r#"{
    "success": true,
    "message": "Successfully logged out from all devices"
}"#;

const REFRESH: Printed = Printed {
    path: "/api/v1/subscriber/refresh-token",
    ..LOGOUT
};

const REFRESHED: &str = r#"{
    "success": true,
    "data": {
        "token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9...",
        "token_type": "bearer",
        "expires_in": 2592000
    }
}"#;

const EXPIRED: &str = r#"{
    "success": false,
    "message": "Token has expired and cannot be refreshed"
}"#;

const AUTO_LOGIN: Printed = Printed {
    method: "GET",
    path: "/mobile-auto-login",
    ..LOGOUT
};

/// The page as a recording.
pub(super) fn recording() -> Vec<Value> {
    let by = |token| [("subscriber-token", token)];
    let log_in = |token: &str| {
        Step::new(LOGIN, 200, LOGGED_IN)
            .set("/data/token", token)
            .set("/data/subscriber/id", 2)
            .set("/data/subscriber/email", "subscriber1@example.com")
            .set("/data/subscriber/expiration_date", "2099-12-31 23:59:59")
    };
    let portal: &[Sent] = &[("location", "/portal"), ("set-cookie", "latchkey_portal={{cookie:1}}")];
    lines(vec![
        log_in("{{jwt:1}}"),
        Step::new(LOGIN, 401, INVALID_CREDENTIALS).with(&[("kettle-otter-velvet", "my-password")]),
        Step::new(LOGIN, 403, DISABLED).with(&[("subscriber1", "subscriber2")]),
        Step::new(REFRESH, 200, REFRESHED)
            .with(&by("{{jwt:1}}"))
            .set("/data/token", "{{jwt:2}}"),
        Step::new(AUTO_LOGIN, 302, "").with(&by("{{jwt:2}}")).headers(portal),
        Step::new(LOGOUT, 200, LOGGED_OUT).with(&by("{{jwt:2}}")),
        log_in("{{jwt:3}}"),
        Step::new(LOGOUT_ALL, 200, LOGGED_OUT_EVERYWHERE).with(&by("{{jwt:3}}")),
        Step::new(AUTO_LOGIN, 401, UNAUTHENTICATED)
            .with(&by("{{jwt:3}}"))
            .headers(CHALLENGE),
        Step::new(LOGOUT, 401, UNAUTHENTICATED).headers(CHALLENGE),
    ])
}

#[tokio::test]
async fn the_printed_requests_of_subscriber_get_the_printed_answers() {
    let app = TestApp::start().await;
    let answer = LOGIN.send(&app, &[]).await;
    // The printed package has expired since the page was written.
    let expires = "/data/subscriber/expiration_date";
    let hidden = ["/data/token", "/data/subscriber/id", "/data/subscriber/email", expires];
    is_printed(&answer, 200, LOGGED_IN, &hidden);
    assert_eq!(answer.at(expires), "2099-12-31 23:59:59");
    let email = answer.text_at("/data/subscriber/email");
    assert!(email.contains('@'), "{email}");

    let token = answer.text_at("/data/token");
    let answer = REFRESH.send(&app, &[("subscriber-token", &token)]).await;
    is_printed(&answer, 200, REFRESHED, &["/data/token"]);
    let token = answer.text_at("/data/token");
    let answer = AUTO_LOGIN.send(&app, &[("subscriber-token", &token)]).await;
    assert_eq!(answer.status, 302, "redirects to the subscriber portal: {answer:?}");
    assert_eq!(answer.header("location"), Some("/portal"));
    assert!(
        answer.header("set-cookie").is_some(),
        "with an authenticated session: {answer:?}"
    );
    let answer = LOGOUT.send(&app, &[("subscriber-token", &token)]).await;
    is_printed(&answer, 200, LOGGED_OUT, &[]);

    let token = LOGIN.send(&app, &[]).await.text_at("/data/token");
    let answer = LOGOUT_ALL.send(&app, &[("subscriber-token", &token)]).await;
    is_printed(&answer, 200, LOGGED_OUT_EVERYWHERE, &[]);
}

#[tokio::test]
async fn the_printed_errors_of_subscriber_are_answered_as_printed() {
    let app = TestApp::start().await;
    let answer = LOGIN.send(&app, &[("kettle-otter-velvet", "my-password")]).await;
    is_printed(&answer, 401, INVALID_CREDENTIALS, &[]);
    let answer = LOGIN.send(&app, &[("subscriber1", "subscriber2")]).await;
    is_printed(&answer, 403, DISABLED, &[]);
    for request in [LOGOUT, LOGOUT_ALL, AUTO_LOGIN] {
        is_printed(&request.send(&app, &[]).await, 401, UNAUTHENTICATED, &[]);
    }
    let token = LOGIN.send(&app, &[]).await.text_at("/data/token");
    app.pass(days(90));
    let answer = REFRESH.send(&app, &[("subscriber-token", &token)]).await;
    is_printed(&answer, 401, EXPIRED, &[]);
}
