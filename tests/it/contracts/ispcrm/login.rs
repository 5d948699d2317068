//! `POST /api/v1/subscriber/Login`

use latchkey::model::{Realm, Username};
use serde_json::json;

use crate::support::TestApp;
use crate::support::accounts::BEN;
use crate::support::http::Answer;
use crate::support::login::Login;

const LOGIN: &str = "/api/v1/subscriber/Login";

#[tokio::test]
async fn a_login_returns_a_token_and_the_subscriber_in_short() {
    let app = TestApp::start().await;
    let id = app
        .add_subscriber(&BEN, |new| {
            new.customer_id = "00012345".to_owned();
            new.phone = Some("01712345678".to_owned());
            new.package_name = Some("10MB Package".to_owned());
        })
        .await;
    let body = json!({"username": "ben", "password": "ben's password"});
    let (answer, token) = app.post(LOGIN, body).send().await.take_token("/token");
    let expected = json!({
        "message": "Login successful",
        "token": "TOKEN",
        "subscriber": {
            "id": id.0,
            "customer_id": "00012345",
            "username": "ben",
            "firstname": "Ben",
            "lastname": "Okri",
        },
    });
    answer.is(200, &expected, &[]);
    assert!(app.takes(Realm::Subscribers, &token).await);
}

#[tokio::test]
async fn names_that_are_not_known_are_empty_texts() {
    let app = TestApp::start().await;
    app.add_subscriber(&BEN, |new| {
        new.firstname = String::new();
        new.lastname = String::new();
    })
    .await;
    let answer = Login::of("ispcrm").of_person(&app, &BEN).send().await;
    assert_eq!(answer.at("/subscriber/firstname"), "");
    assert_eq!(answer.at("/subscriber/lastname"), "");
}

#[tokio::test]
async fn the_username_is_shown_as_its_owner_wrote_it() {
    let app = TestApp::start().await;
    app.add_subscriber(&BEN, |new| {
        new.username = Username::parse(Realm::Subscribers, "Ben.OKRI").expect("a name")
    })
    .await;
    let answer = Login::of("ispcrm").of_name(&app, "ben.okri", BEN.password).send().await;
    assert_eq!(answer.at("/subscriber/username"), "Ben.OKRI");
}

#[tokio::test]
async fn the_capital_letter_makes_it_another_operation() {
    let app = TestApp::start().await;
    let body = json!({"username": "subscriber1", "password": "kettle-otter-velvet"});
    let with_capital = app.post("/api/v1/subscriber/Login", body.clone()).send().await;
    let without = app.post("/api/v1/subscriber/login", body).send().await;
    let members = |answer: &Answer| {
        let body = answer.json();
        let members = body.as_object().expect("an object").keys().cloned();
        members.collect::<Vec<_>>()
    };
    assert_eq!(members(&with_capital), ["message", "token", "subscriber"]);
    assert_eq!(members(&without), ["success", "message", "data"]);
}
