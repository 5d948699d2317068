//! Which tokens are accepted, and what they are good for.

use jsonwebtoken::Algorithm;
use latchkey::model::Realm;
use serde_json::{Value, json};

use super::key::Key;
use super::{Issuer, ME, REFRESH, with};
use crate::support::accounts::{ANA, BEN};
use crate::support::clock::{START, seconds};
use crate::support::login::Person;
use crate::support::{DEMO_KEY, TestApp, jwt};

const SESSIONS: &str = "/account/v1/sessions";

async fn sessions(app: &TestApp, token: &str) -> Vec<Value> {
    let answer = app.get(SESSIONS).bearer(token).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.at("/sessions").as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_token_of_every_kind_of_algorithm_is_accepted() {
    for algorithm in [
        Algorithm::HS256,
        Algorithm::HS384,
        Algorithm::HS512,
        Algorithm::RS256,
        Algorithm::PS512,
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::EdDSA,
    ] {
        let issuer = Issuer::of_staff(Key::of(algorithm), "issuer = \"old\"\naudience = \"app\"");
        let app = issuer.app().await;
        let token = issuer.token("admin");
        for _ in 0..2 {
            let answer = app.get(ME).bearer(&token).about(algorithm).send().await;
            assert_eq!(
                (answer.status, answer.text_at("/data/email").as_str()),
                (200, "admin@example.com")
            );
        }
        assert_eq!(app.adopted().await, (1, 1), "{algorithm:?}");
    }
}

#[tokio::test]
async fn the_account_is_found_as_the_configuration_says() {
    for (keys, claim, value) in [
        ("account = \"{name}\"", "name", json!("Admin")),
        ("account = \"adm{rest}\"", "rest", json!("in")),
        ("account = \"{/user/name}\"", "user", json!({ "name": "admin" })),
        (
            "account = \"{mail}\"\naccount_by = \"email\"",
            "mail",
            json!("ADMIN@example.com"),
        ),
    ] {
        let issuer = Issuer::of_staff(Key::secret(), keys);
        let app = issuer.app().await;
        let token = issuer.key.sign(&with(claim, value));
        assert!(app.users_take(&token).await, "{keys}");
    }
    let by_number = "account_by = \"customer_number\"";
    let issuer = Issuer::of("subscriber", Key::secret(), by_number);
    let app = issuer.app().await;
    app.add_subscriber(&BEN, |new| new.customer_id = "4711".to_owned())
        .await;
    let token = issuer.key.sign(&with("sub", json!(4711)));
    assert!(app.takes(Realm::Subscribers, &token).await);
    let second = Person {
        username: "second",
        ..BEN
    };
    app.add_subscriber(&second, |new| new.customer_id = "4711".to_owned())
        .await;
    let other = issuer.key.sign(&with("sub", json!("4711")));
    assert!(
        !app.takes(Realm::Subscribers, &other).await,
        "nobody can tell which of two it is"
    );
}

#[tokio::test]
async fn it_is_good_at_every_contract_of_its_realm_and_at_none_of_the_other() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    let token = issuer.token("admin");
    for path in [ME, "/v1/auth/user", SESSIONS] {
        assert_eq!(app.get(path).bearer(&token).send().await.status, 200, "{path}");
    }
    assert!(!app.takes(Realm::Subscribers, &token).await);
    // A subscriber of that name is somebody else.
    let namesake = Person {
        username: "admin",
        ..BEN
    };
    app.add_subscriber(&namesake, |_| ()).await;
    assert!(!app.takes(Realm::Subscribers, &token).await);
    assert_eq!(app.adopted().await, (1, 1));
}

#[tokio::test]
async fn its_session_is_listed_and_introspected_like_any_other() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    let token = issuer.token("admin");
    app.pass(seconds(10));
    let mark = app.mark().await;
    let first = app
        .get(ME)
        .bearer(&token)
        .from("192.0.2.7")
        .header("user-agent", "App 1")
        .send()
        .await;
    assert_eq!(first.status, 200);
    let listed = sessions(&app, &token).await;
    let session = &listed[0];
    assert_eq!(
        (&session["contract"], &session["user_agent"], &session["current"]),
        (&json!("staff"), &json!("App 1"), &json!(true)),
        "{listed:?}"
    );
    let id = session["id"].as_str().expect("an id");
    let recorded = app.recorded(mark).await;
    let [event] = recorded.as_slice() else {
        panic!("{recorded:?}");
    };
    assert!(
        event.starts_with(&format!(
            "10 session.adopted success users/1 users/1 sessions/{id} - staff 192.0.2.7"
        )),
        "{event}"
    );
    let form = "application/x-www-form-urlencoded";
    let asked = app.call("POST", "/oauth/introspect").api_key(DEMO_KEY);
    let told = asked.body(form, format!("token={token}")).send().await.json();
    assert_eq!(
        (
            &told["active"],
            &told["sid"],
            &told["iat"],
            &told["exp"],
            &told["username"]
        ),
        (
            &json!(true),
            &json!(id),
            &json!(START - 60),
            &json!(START + 3540),
            &json!("admin")
        )
    );
}

#[tokio::test]
async fn it_is_refreshed_into_one_of_ours_which_lives_on_while_the_old_one_is_spent() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    let token = issuer.token("admin");
    assert!(app.users_take(&token).await);
    let id = sessions(&app, &token).await[0]["id"].clone();
    assert_eq!(app.app.auth.legacy_tokens_alive("staff").await.expect("a count").0, 1);
    let (answer, ours) = app
        .call("POST", REFRESH)
        .bearer(&token)
        .send()
        .await
        .take_token("/data/token");
    assert_eq!(answer.status, 200);
    assert_eq!(jwt::claims(&ours)["sid"], id);
    assert!(jwt::header(&ours)["kid"].is_string());
    let alive = app.app.auth.legacy_tokens_alive("staff").await.expect("a count");
    assert_eq!(alive, (0, None));
    assert!(app.users_take(&token).await, "within its grace period");
    app.pass(seconds(3600));
    let (answer, ours) = app
        .call("POST", REFRESH)
        .bearer(&ours)
        .send()
        .await
        .take_token("/data/token");
    assert_eq!(answer.status, 200, "the session lasts as long as any other");
    assert!(app.users_take(&ours).await);
}

#[tokio::test]
async fn a_spent_one_that_is_presented_later_ends_its_session() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    let token = issuer.token("admin");
    let (_, ours) = app
        .call("POST", REFRESH)
        .bearer(&token)
        .send()
        .await
        .take_token("/data/token");
    app.pass(seconds(11));
    assert!(!app.users_take(&token).await);
    assert!(!app.users_take(&ours).await);
}

#[tokio::test]
async fn a_token_that_does_not_say_when_it_was_issued_is_as_old_as_its_session() {
    let issuer = Issuer::of(
        "netxd",
        Key::secret(),
        "account = \"{UserEmail}\"\naccount_by = \"email\"",
    );
    let app = issuer.app().await;
    app.add(Realm::Users, &ANA).await;
    let token = issuer
        .key
        .sign(&json!({ "UserEmail": ANA.email, "exp": START + 3600, "sub": "User" }));
    assert!(app.users_take(&token).await);
    let form = "application/x-www-form-urlencoded";
    let asked = app.call("POST", "/oauth/introspect").api_key(DEMO_KEY);
    let told = asked.body(form, format!("token={token}")).send().await.json();
    assert_eq!((&told["iat"], &told["username"]), (&json!(START), &json!("ana")));
}
