//! Tokens, as every contract that prescribes no other writes them.

use latchkey::model::Realm;
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::clock::{START, seconds};
use crate::support::jwt::{claims, header};
use crate::support::login::{LOGINS, Login};

/// The logins whose product prescribes no claims.
fn standard() -> impl Iterator<Item = &'static Login> {
    LOGINS.iter().filter(|login| login.contract != "netxd")
}

fn names(object: &Value) -> Vec<&str> {
    let members = object.as_object().expect("an object");
    members.keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_header_names_type_algorithm_and_key_and_nothing_else() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let header = header(&app.token(login.contract).await);
        assert_eq!(names(&header), ["typ", "alg", "kid"], "{}", login.contract);
        assert_eq!((&header["typ"], &header["alg"]), (&json!("JWT"), &json!("HS256")));
    }
}

#[tokio::test]
async fn the_claims_are_the_registered_ones_and_the_session() {
    let app = TestApp::start().await;
    for login in standard() {
        let claims = claims(&app.token(login.contract).await);
        let expected = ["iss", "sub", "aud", "iat", "nbf", "exp", "jti", "sid"];
        assert_eq!(names(&claims), expected, "{}", login.contract);
        assert_eq!(claims["iss"], "latchkey");
        assert_eq!(claims["aud"], login.realm().as_str());
        assert_eq!((&claims["iat"], &claims["nbf"]), (&json!(START), &json!(START)));
    }
}

#[tokio::test]
async fn the_subject_is_the_number_of_the_account() {
    let app = TestApp::start().await;
    for (contract, pointer) in [
        ("ispcrm", "/subscriber/id"),
        ("staff", "/data/user/id"),
        ("subscriber", "/data/subscriber/id"),
    ] {
        let login = Login::of(contract);
        let answer = login.of_person(&app, login.anybody()).send().await;
        let claims = claims(&answer.text_at(login.token));
        assert_eq!(claims["sub"], answer.at(pointer).to_string(), "{contract}");
    }
}

#[tokio::test]
async fn the_issuer_is_the_configured_one_and_tokens_of_another_are_refused() {
    let app = TestApp::with("[tokens]\nissuer = \"https://login.example.com\"").await;
    for login in standard() {
        let claims = claims(&app.token(login.contract).await);
        assert_eq!(claims["iss"], "https://login.example.com", "{}", login.contract);
    }
    // The same database and key, but this node believes in the default issuer.
    let other_node = app.another_node().await;
    let token = app.token("staff").await;
    assert!(app.takes(Realm::Users, &token).await);
    assert!(!other_node.takes(Realm::Users, &token).await);
}

#[tokio::test]
async fn two_tokens_are_never_alike() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let (one, other) = (app.token(login.contract).await, app.token(login.contract).await);
        let (one, other) = (claims(&one), claims(&other));
        let id = if login.contract == "netxd" { "Jti" } else { "jti" };
        for claim in [id, "sid"] {
            assert_ne!(one[claim], other[claim], "{} {claim}", login.contract);
        }
    }
}

#[tokio::test]
async fn a_token_from_the_future_is_refused_unless_clocks_may_differ_by_so_much() {
    let app = TestApp::start().await;
    app.pass(seconds(60));
    for login in &LOGINS {
        let token = app.token(login.contract).await;
        for (back, refused) in [(5, false), (1, true)] {
            app.clock.step_back(seconds(back));
            let answer = app.look(login.realm(), &token).await;
            assert_eq!(answer.status == 401, refused, "{answer:?}");
        }
        app.pass(seconds(6));
    }
}
