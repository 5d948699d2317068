//! `POST /api/v1/subscriber/login`

use latchkey::model::{EmailAddress, Timestamp};
use serde_json::json;

use super::says;
use crate::support::TestApp;
use crate::support::accounts::BEN;
use crate::support::clock::START;
use crate::support::login::Login;

const LOGIN: &str = "/api/v1/subscriber/login";

#[tokio::test]
async fn a_login_returns_the_subscriber_as_the_app_shows_them_and_a_token_for_30_days() {
    let app = TestApp::start().await;
    let id = app
        .add_subscriber(&BEN, |new| {
            new.email = Some(EmailAddress::parse("Ben@Example.com").expect("an address"));
            new.phone = Some("01712345678".to_owned());
            new.package_name = Some("10MB Package".to_owned());
            new.expiration_date = Some(Timestamp::from_millis(START * 1000 + 86_399_999));
        })
        .await;
    let body = json!({"username": "ben", "password": "ben's password"});
    let (answer, token) = app.post(LOGIN, body).send().await.take_token("/data/token");
    let expected = json!({
        "success": true,
        "message": "Login successful",
        "data": {
            "subscriber": {
                "id": id.0,
                "username": "ben",
                "fullname": "Ben Okri",
                "email": "Ben@Example.com",
                "phone": "01712345678",
                "package_name": "10MB Package",
                "expiration_date": "2026-01-01 23:59:59",
                "status": "active",
            },
            "token": "TOKEN",
            "token_type": "bearer",
            "expires_in": 2_592_000,
        },
    });
    answer.is(200, &expected, &[]);
    let answer = app
        .call("POST", "/api/v1/subscriber/logout")
        .bearer(&token)
        .send()
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn what_is_not_set_is_null() {
    let app = TestApp::start().await;
    let id = app.add_subscriber(&BEN, |new| new.lastname = String::new()).await;
    let answer = Login::of("subscriber").of_person(&app, &BEN).send().await;
    let expected = json!({
        "id": id.0,
        "username": "ben",
        "fullname": "Ben",
        "email": null,
        "phone": null,
        "package_name": null,
        "expiration_date": null,
        "status": "active",
    });
    assert_eq!(answer.at("/data/subscriber"), expected);
}

#[tokio::test]
async fn every_status_but_disabled_may_log_in() {
    let app = TestApp::start().await;
    let id = app.add_subscriber(&BEN, |_| ()).await.0;
    let login = Login::of("subscriber");
    for status in ["active", "inactive", "pending", "expired"] {
        let change = format!("UPDATE subscribers SET status = '{status}' WHERE id = {id}");
        app.database.execute(&change).await;
        let answer = login.of_person(&app, &BEN).send().await;
        assert_eq!(answer.at("/data/subscriber/status"), status);
    }
    let change = format!("UPDATE subscribers SET status = 'disabled' WHERE id = {id}");
    app.database.execute(&change).await;
    let answer = login.of_person(&app, &BEN).send().await;
    answer.is(403, &says("Your account is disabled. Please contact support."), &[]);
}

#[tokio::test]
async fn a_subscriber_whose_package_has_run_out_logs_in_to_renew_it() {
    let app = TestApp::start().await;
    app.add_subscriber(&BEN, |new| new.expiration_date = Some(Timestamp::from_seconds(0)))
        .await;
    for contract in ["ispcrm", "subscriber"] {
        let answer = Login::of(contract).of_person(&app, &BEN).send().await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let answer = Login::of("subscriber").of_person(&app, &BEN).send().await;
    assert_eq!(answer.at("/data/subscriber/expiration_date"), "1970-01-01 00:00:00");
}

#[tokio::test]
async fn the_disabled_demonstration_account_is_told_so_after_the_right_password_only() {
    let app = TestApp::start().await;
    let disabled = says("Your account is disabled. Please contact support.");
    let body = |password: &str| json!({"username": "subscriber2", "password": password});
    let answer = app.post(LOGIN, body("kettle-otter-velvet")).send().await;
    answer.is(403, &disabled, &[]);
    let answer = app.post(LOGIN, body("password123")).send().await;
    answer.is(401, &says("Invalid username or password"), &[]);
}
