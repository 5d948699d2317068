//! Which tokens are not accepted. None of them opens a session.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use latchkey::model::Realm;
use serde_json::{Value, json};

use super::key::Key;
use super::{Issuer, ME, SECRET, claims, with};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::clock::{START, seconds};
use crate::support::http::BAD_TOKEN;
use crate::support::jwt::forgeries;
use crate::support::login::Login;

async fn is_refused(app: &TestApp, token: &str, about: &str) {
    let answer = app.get(ME).bearer(token).about(about).send().await;
    assert_eq!(answer.status, 401, "{answer:?}");
    answer.has_headers(&[BAD_TOKEN]);
}

#[tokio::test]
async fn claims_that_are_wrong_missing_or_of_another_time_are_refused() {
    let issuer = Issuer::of_staff(Key::secret(), "issuer = \"old\"\naudience = \"app\"");
    let app = issuer.app().await;
    for (claim, value) in [
        ("iss", json!("other")),
        ("iss", json!("Old")),
        ("iss", json!(["old"])),
        ("iss", Value::Null),
        ("aud", json!("other")),
        ("aud", json!([])),
        ("aud", Value::Null),
        ("exp", json!(START - 10)),
        ("exp", json!("9999999999")),
        ("exp", Value::Null),
        ("nbf", json!(START + 60)),
        ("nbf", json!("soon")),
        ("iat", json!(START + 60)),
        ("iat", json!(true)),
        ("sub", json!("nobody")),
        ("sub", json!("")),
        ("sub", json!(["admin"])),
        ("sub", Value::Null),
    ] {
        let token = issuer.key.sign(&with(claim, value.clone()));
        is_refused(&app, &token, &format!("{claim} {value}")).await;
    }
    assert_eq!(app.adopted().await, (0, 0));
    assert!(
        app.users_take(&issuer.token("admin")).await,
        "all that is right is accepted"
    );
}

#[tokio::test]
async fn forged_tokens_and_those_without_an_algorithm_are_refused() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    let genuine = issuer.token("admin");
    // Two of them are lists, which are no token at all.
    for (what, token) in forgeries(&genuine) {
        let answer = app.get(ME).bearer(&token).about(what).send().await;
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    assert_eq!(app.adopted().await, (0, 0));
}

#[tokio::test]
async fn a_token_cannot_choose_its_algorithm_nor_make_a_secret_of_a_public_key() {
    let issuer = Issuer::of_staff(Key::of(Algorithm::RS256), "");
    let app = issuer.app().await;
    let pem = issuer.key.file();
    let trimmed = String::from_utf8(pem.clone()).expect("a text").trim().to_owned();
    for (what, secret) in [
        ("the file", pem.as_slice()),
        ("the file without its line end", trimmed.as_bytes()),
        ("the document", issuer.key.public()),
        ("the document as text", STANDARD.encode(issuer.key.public()).as_bytes()),
    ] {
        for algorithm in [Algorithm::HS256, Algorithm::HS512] {
            let token = Key::of_bytes(algorithm, secret).sign(&claims("admin"));
            is_refused(&app, &token, what).await;
        }
    }
    // The same key, another algorithm.
    for algorithm in [Algorithm::RS384, Algorithm::PS256] {
        is_refused(&app, &Key::of(algorithm).sign(&claims("admin")), "another algorithm").await;
    }
    assert!(app.users_take(&issuer.token("admin")).await);

    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    for algorithm in [Algorithm::HS384, Algorithm::HS512, Algorithm::RS256, Algorithm::ES256] {
        is_refused(&app, &Key::of(algorithm).sign(&claims("admin")), "another algorithm").await;
    }
    assert_eq!(app.adopted().await, (0, 0));
}

#[tokio::test]
async fn a_key_that_the_token_brings_along_is_not_used() {
    let issuer = Issuer::of_staff(Key::of(Algorithm::ES256), "");
    let app = issuer.app().await;
    let thief = Key::of(Algorithm::ES256);
    let token = thief.sign(&claims("admin"));
    let header = json!({ "alg": "ES256", "typ": "JWT", "jwk": thief.jwk(json!({})), "jku": "https://evil.example" });
    let rest = token.split_once('.').expect("a token").1;
    let with_key = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()));
    is_refused(&app, &with_key, "jwk").await;
    is_refused(&app, &token, "another key").await;
    assert_eq!(app.adopted().await, (0, 0));
}

#[tokio::test]
async fn accounts_that_are_disabled_or_were_deleted_get_no_session_and_nobody_inherits_one() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    let id = app.add_user(&ANA, |_| ()).await;
    app.disable(Realm::Users, &ANA).await;
    let token = issuer.token(ANA.username);
    is_refused(&app, &token, "disabled").await;
    app.enable(Realm::Users, &ANA).await;
    is_refused(&app, &token, "issued before it was disabled").await;
    app.delete(id).await;
    is_refused(&app, &token, "deleted").await;
    app.pass(seconds(60));
    app.add_user(&ANA, |_| ()).await;
    let newer = issuer
        .key
        .sign(&json!({ "sub": ANA.username, "iat": START + 30, "exp": START + 3600 }));
    is_refused(&app, &newer, "somebody else has the name").await;
    assert_eq!(app.adopted().await, (0, 0));
}

#[tokio::test]
async fn a_name_that_came_from_another_old_backend_is_another_name() {
    let issuer = Issuer::of_staff(Key::secret(), "");
    let app = issuer.app().await;
    let id = app.add_user(&ANA, |_| ()).await;
    let came_through = |contract: &str| format!("UPDATE users SET migrated_from = '{contract}' WHERE id = {}", id.0);
    app.database.execute(&came_through("netxd")).await;
    is_refused(&app, &issuer.token(ANA.username), "from netxd").await;
    app.database.execute(&came_through("staff")).await;
    assert!(app.users_take(&issuer.token(ANA.username)).await);
}

#[tokio::test]
async fn a_session_that_has_ended_does_not_begin_anew_when_the_day_is_put_off() {
    let issuer = Issuer::of_staff(Key::secret(), "accept_until = \"2026-01-01T00:30:00Z\"");
    let app = issuer.app().await;
    let token = issuer.key.sign(&with("exp", json!(START + 100_000)));
    assert!(app.users_take(&token).await);
    assert_eq!(app.call("POST", super::LOGOUT).bearer(&token).send().await.status, 200);
    app.pass(seconds(2 * 60 * 60));
    assert!(!app.app.auth.sweep_legacy_tokens().await.expect("a database"));
    let later = issuer.toml().replace("2026-01-01T00:30:00Z", "2027-01-01");
    let node = app.another_node_with(&later, crate::support::TEST_COST).await;
    is_refused(&node, &token, "it was logged out").await;
    assert_eq!(app.adopted().await, (1, 1));
}

#[tokio::test]
async fn after_the_day_that_is_set_none_is_accepted_and_none_is_refreshed() {
    let issuer = Issuer::of_staff(Key::secret(), "accept_until = \"2026-01-01T00:30:00Z\"");
    let app = issuer.app().await;
    let token = issuer.key.sign(&with("exp", json!(START + 100_000_000)));
    assert!(app.users_take(&token).await);
    let alive = app.app.auth.legacy_tokens_alive("staff").await.expect("a count");
    assert_eq!((alive.0, alive.1.map(|at| at.seconds())), (1, Some(START + 1800)));
    app.pass(seconds(1800));
    assert!(!app.users_take(&token).await);
    let refreshed = app.call("POST", super::REFRESH).bearer(&token).send().await;
    assert_eq!(refreshed.status, 401, "{refreshed:?}");
    is_refused(&app, &issuer.key.sign(&with("jti", json!("2"))), "never seen").await;
    assert_eq!(app.adopted().await, (1, 1));
}

#[tokio::test]
async fn its_key_signs_nothing_and_is_published_nowhere() {
    let issuer = Issuer::of_staff(Key::of(Algorithm::ES256), "");
    let app = TestApp::with(&format!("[tokens]\nalgorithm = \"ES256\"\n{}", issuer.toml())).await;
    let old = issuer.key.jwk(json!({}));
    let published = app.get("/.well-known/jwks.json").send().await.at("/keys");
    let keys = published.as_array().expect("a list");
    assert_eq!(keys.len(), 1);
    assert_ne!(keys[0]["x"], old["x"]);
    let token = app.token("staff").await;
    let ours = crate::support::jwt::header(&token);
    assert_eq!(ours["kid"], keys[0]["kid"]);
    // A token in our shape that only the old backend has signed is one of its, and says nothing that it accepts.
    let forged = issuer
        .key
        .sign_as(ours["kid"].as_str(), &crate::support::jwt::claims(&token));
    is_refused(&app, &forged, "in our shape").await;
}

#[tokio::test]
async fn without_an_issuer_nothing_of_an_old_backend_is_accepted() {
    let app = TestApp::start().await;
    is_refused(&app, &Key::secret().sign(&claims("admin")), "no issuer").await;
    assert_eq!(SECRET.len(), 32);
    let login = Login::of("staff");
    assert_eq!(login.of_person(&app, login.anybody()).send().await.status, 200);
}
