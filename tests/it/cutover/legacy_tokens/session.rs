//! The session of a token: made once, ended for good.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::Algorithm;
use latchkey::model::Realm;
use serde_json::json;

use super::key::Key;
use super::{Issuer, LOGOUT, ME, with};
use crate::support::TestApp;
use crate::support::clock::{START, days, seconds};
use crate::support::concurrently::{at_once, task};
use crate::support::login::ADMIN;

/// The order of P-256.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

#[tokio::test]
async fn twenty_first_requests_on_two_nodes_open_one_session() {
    let issuer = Issuer::with_secret();
    let app = Arc::new(issuer.app().await);
    let other = Arc::new(issuer.another_node(&app).await);
    let token = issuer.token("admin");
    let requests = (0..20).map(|number| {
        let (node, token) = (if number % 2 == 0 { app.clone() } else { other.clone() }, token.clone());
        task(async move { node.get(ME).bearer(&token).send().await.status })
    });
    assert_eq!(at_once(requests.collect()).await, [200; 20]);
    assert_eq!(app.adopted().await, (1, 1));
    assert_eq!(app.database.count("sessions").await, 1);
}

#[tokio::test]
async fn a_logout_ends_it_on_every_node_and_the_token_opens_no_other() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    let other = issuer.another_node(&app).await;
    let token = issuer.token("admin");
    assert!(other.users_take(&token).await);
    assert_eq!(app.call("POST", LOGOUT).bearer(&token).send().await.status, 200);
    assert!(!app.users_take(&token).await);
    assert!(!other.users_take(&token).await);
    // As if it had been deleted long ago.
    app.database.execute("DELETE FROM sessions").await;
    let fresh = issuer.another_node(&app).await;
    assert!(!fresh.users_take(&token).await);
    assert_eq!(app.adopted().await, (1, 1));
}

#[tokio::test]
async fn a_token_that_was_never_seen_is_ended_by_whatever_ends_all_sessions() {
    for (number, what) in ["logout everywhere", "a new password", "disabling", "an operator"]
        .into_iter()
        .enumerate()
    {
        let issuer = Issuer::with_secret();
        let app = issuer.app().await;
        let before = issuer.token("admin");
        match number {
            0 => {
                let ours = app.token("staff").await;
                let all = app.call("DELETE", "/account/v1/sessions").bearer(&ours).send().await;
                assert!(all.status < 300, "{all:?}");
            }
            1 => app.set_password(Realm::Users, &ADMIN, "another password").await,
            2 => {
                app.disable(Realm::Users, &ADMIN).await;
                app.enable(Realm::Users, &ADMIN).await;
            }
            _ => {
                let admin = latchkey::model::UserId(1).reference();
                app.app.auth.end_sessions_of(admin, None).await.expect("a database");
            }
        }
        assert!(!app.users_take(&before).await, "{what}");
        let undated = issuer.key.sign(&with("iat", serde_json::Value::Null));
        assert!(!app.users_take(&undated).await, "{what}: it may be as old");
        app.pass(seconds(10));
        let after = issuer.key.sign(&with("iat", json!(START + 5)));
        assert!(app.users_take(&after).await, "{what}: it is newer");
        assert_eq!(app.adopted().await, (1, 1), "{what}");
    }
}

#[tokio::test]
async fn one_that_was_seen_is_ended_like_any_other_session() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    let token = issuer.token("admin");
    assert!(app.users_take(&token).await);
    let ours = app.token("staff").await;
    let all = app.call("DELETE", "/account/v1/sessions").bearer(&ours).send().await;
    assert!(all.status < 300, "{all:?}");
    assert!(!app.users_take(&token).await);
    let alive = app.app.auth.legacy_tokens_alive("staff").await;
    assert_eq!(alive.expect("a count"), (0, None));
}

#[tokio::test]
async fn a_second_signature_of_the_same_token_is_the_same_token() {
    let issuer = Issuer::of_staff(Key::of(Algorithm::ES256), "");
    let app = issuer.app().await;
    let token = issuer.token("admin");
    let (signed, signature) = token.rsplit_once('.').expect("a token");
    let mut signature = URL_SAFE_NO_PAD.decode(signature).expect("base64");
    // Of `(r, s)`, `(r, n - s)` is as good a signature, and anybody can work it out.
    let mut borrow = 0;
    for at in (0..32).rev() {
        let difference = i16::from(ORDER[at]) - i16::from(signature[32 + at]) - borrow;
        borrow = i16::from(difference < 0);
        signature[32 + at] = u8::try_from(difference.rem_euclid(256)).expect("a byte");
    }
    let twin = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    assert_ne!(twin, token);
    assert!(app.users_take(&twin).await, "it is a good signature");
    assert_eq!(app.call("POST", LOGOUT).bearer(&token).send().await.status, 200);
    assert!(!app.users_take(&twin).await);
    assert_eq!(app.adopted().await, (1, 1));
}

#[tokio::test]
async fn an_account_has_no_more_sessions_of_them_than_of_logins() {
    let issuer = Issuer::with_secret();
    let app = TestApp::with(&format!("[sessions]\nmax_per_account = 2\n{}", issuer.toml())).await;
    for number in 0..3 {
        let token = issuer.key.sign(&with("jti", json!(number)));
        assert!(app.users_take(&token).await, "{number}");
        app.pass(seconds(1));
    }
    assert!(!app.users_take(&issuer.key.sign(&with("jti", json!(0)))).await);
    let alive = app.app.auth.legacy_tokens_alive("staff").await;
    assert_eq!(alive.expect("a count").0, 2);
}

#[tokio::test]
async fn expired_tokens_are_forgotten() {
    let issuer = Issuer::with_secret();
    let app = issuer.app().await;
    assert!(app.users_take(&issuer.token("admin")).await);
    assert!(!app.app.auth.sweep_legacy_tokens().await.expect("a batch"));
    assert_eq!(app.adopted().await, (1, 1));
    app.pass(days(1));
    assert!(!app.app.auth.sweep_legacy_tokens().await.expect("a batch"));
    assert_eq!(app.adopted().await, (0, 1));
}
