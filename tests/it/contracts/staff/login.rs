//! `POST /api/v1/auth/login`

use serde_json::json;

use super::says;
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::login::Login;

const LOGIN: &str = "/api/v1/auth/login";

#[tokio::test]
async fn a_login_returns_the_user_in_short_and_a_token_for_an_hour() {
    let app = TestApp::start().await;
    let body = json!({"email": "admin@example.com", "password": "your-password"});
    let (answer, token) = app.post(LOGIN, body).send().await.take_token("/data/token");
    let expected = json!({
        "success": true,
        "message": "Login successful",
        "data": {
            "user": {"id": 1, "name": "Admin User", "email": "admin@example.com", "role": "admin"},
            "token": "TOKEN",
            "token_type": "bearer",
            "expires_in": 3600,
        },
    });
    answer.is(200, &expected, &[]);
    let answer = app.get("/api/v1/auth/me").bearer(&token).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn the_role_is_the_first_of_the_users_roles() {
    for (roles, shown) in [
        (&["reseller", "staff"][..], "reseller"),
        (&["staff"], "staff"),
        (&["night shift"], "night shift"),
        (&[], ""),
    ] {
        let app = TestApp::start().await;
        app.add_user(&ANA, |new| {
            new.roles = roles.iter().map(|role| (*role).to_owned()).collect()
        })
        .await;
        let answer = Login::of("staff").of_person(&app, &ANA).send().await;
        assert_eq!(answer.at("/data/user/role"), shown);
    }
}

#[tokio::test]
async fn what_is_no_email_address_is_refused_as_such() {
    let app = TestApp::start().await;
    for email in [
        "admin",
        "admin@",
        "@example.com",
        "admin@example@com",
        "admin example.com",
        "admin@exa mple.com",
        "Admin User <admin@example.com>",
    ] {
        let mut expected = says("Validation failed");
        expected["errors"] = json!({"email": ["The email field must be a valid email address."]});
        let body = json!({"email": email, "password": "your-password"});
        let answer = app.post(LOGIN, body).about(email).send().await;
        answer.is(422, &expected, &[]);
    }
}

#[tokio::test]
async fn an_address_that_nobody_has_is_as_good_as_a_wrong_password() {
    let app = TestApp::start().await;
    for (email, password) in [
        ("nobody@example.com", "your-password"),
        ("o'neill+tag@mail.example.co.uk", "your-password"),
        ("admin@example.com", "my-password"),
    ] {
        let answer = app
            .post(LOGIN, json!({"email": email, "password": password}))
            .send()
            .await;
        answer.is(401, &says("Invalid credentials"), &[]);
    }
}
