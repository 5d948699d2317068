//! Rotation: the next key signs, the one before it verifies until its last token has ended, and is then gone.

use std::time::Duration;

use latchkey::auth::Begin;
use latchkey::model::SigningKey;

use super::is_refused;
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::tokens::Forged;

const MILLISECOND: Duration = Duration::from_millis(1);
/// The longest session of any contract, and the hour on top of it.
const VERIFIES: Duration = Duration::from_secs(90 * 24 * 60 * 60 + 60 * 60);

fn alg_and_kid(token: &str) -> (String, String) {
    let header = jsonwebtoken::decode_header(token).expect("a header");
    (format!("{:?}", header.alg), header.kid.expect("a kid"))
}

fn kid(token: &str) -> String {
    alg_and_kid(token).1
}

async fn keys(app: &TestApp) -> Vec<SigningKey> {
    app.app.auth.signing_keys().await.expect("the keys can be read")
}

async fn rotate(app: &TestApp, begin: Begin) -> SigningKey {
    app.app.auth.rotate_signing_key(begin).await.expect("a key")
}

async fn maintain(app: &TestApp) {
    app.app.auth.maintain_signing_keys().await.expect("maintenance");
}

/// A token of today that says what a genuine one says, signed by this key.
async fn signed_by(app: &TestApp, key: &SigningKey) -> String {
    Forged::like(&app.token("staff").await, key.expose())
        .header_member("kid", key.id.to_string())
        .sign()
}

#[tokio::test]
async fn the_new_key_signs_and_the_old_one_verifies_until_its_last_token_has_ended_and_is_deleted() {
    let app = TestApp::start().await;
    let old = app.signing_key().await;
    let new = rotate(&app, Begin::AtOnce).await;
    assert_ne!(old.id, new.id);
    assert_eq!(kid(&app.token("staff").await), new.id.to_string());

    app.pass(VERIFIES - MILLISECOND);
    maintain(&app).await;
    assert!(app.accepts(&signed_by(&app, &old).await).await, "until the very end");
    assert!(keys(&app).await.iter().any(|key| key.id == old.id));

    let token = signed_by(&app, &old).await;
    app.pass(MILLISECOND);
    assert!(is_refused(&app, &token).await, "before anybody has deleted it");
    maintain(&app).await;
    assert!(keys(&app).await.iter().all(|key| key.id != old.id), "it is gone");
    app.pass(seconds(1));
    assert!(is_refused(&app, &signed_by(&app, &old).await).await, "deleted");
    assert!(app.accepts(&app.token("staff").await).await, "the new one goes on");
}

#[tokio::test]
async fn a_session_outlives_the_rotation_through_the_old_keys_last_token() {
    let app = TestApp::start().await;
    rotate(&app, Begin::WhenKnown).await;
    app.pass(seconds(119));
    let token = app.token("subscriber").await;
    assert_eq!(kid(&token), keys(&app).await[1].id.to_string(), "signed by the old key");

    // The token has expired long ago, its session has not.
    app.pass(days(89));
    maintain(&app).await;
    let refreshed = app.refresh_subscriber(&token).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
}

#[tokio::test]
async fn a_new_key_waits_until_every_node_knows_it() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let old = kid(&app.token("staff").await);
    let new = rotate(&app, Begin::WhenKnown).await;
    app.pass(seconds(30));
    maintain(&node).await;
    for node in [&app, &node] {
        assert_eq!(kid(&node.token("staff").await), old);
    }
    app.pass(seconds(90));
    for node in [&app, &node] {
        assert_eq!(kid(&node.token("staff").await), new.id.to_string(), "without a look");
    }
}

#[tokio::test]
async fn the_next_key_is_made_when_the_newest_is_as_old_as_configured() {
    let app = TestApp::with("[tokens]\nrotate_every = \"7d\"\n").await;
    let node = app.another_node_with("[tokens]\nrotate_every = \"7d\"\n", 4).await;
    app.pass(days(7) - MILLISECOND);
    maintain(&app).await;
    assert_eq!(keys(&app).await.len(), 1);
    app.pass(MILLISECOND);
    for node in [&app, &node, &app] {
        maintain(node).await;
        assert_eq!(keys(&app).await.len(), 2, "one of them makes one key");
    }
    let all = keys(&app).await;
    assert_eq!((all[0].generation, all[1].generation), (2, 1));
    assert_eq!(all[0].signs_from, all[0].created_at.plus(seconds(120)));
    assert_eq!(all[0].verifies_until, None);
    assert_eq!(all[1].verifies_until, Some(all[0].signs_from.plus(VERIFIES)));
    assert!(node.accepts(&app.token("staff").await).await);
}

#[tokio::test]
async fn another_algorithm_in_the_configuration_leads_to_a_key_of_it_at_the_next_start() {
    let app = TestApp::start().await;
    let mut tokens = vec![app.token("staff").await];
    for (count, algorithm) in (2..).zip(["ES256", "EdDSA", "RS256", "HS256"]) {
        let toml = format!("[tokens]\nalgorithm = \"{algorithm}\"\n");
        let node = app.another_node_with(&toml, 4).await;
        assert_eq!(keys(&node).await.len(), count, "{algorithm}");
        let token = node.token("staff").await;
        assert_eq!(alg_and_kid(&token).0, algorithm);
        tokens.push(token);
        let again = app.another_node_with(&toml, 4).await;
        assert_eq!(
            keys(&again).await.len(),
            count,
            "{algorithm}: a second start makes no other"
        );
        for token in &tokens {
            assert!(again.accepts(token).await, "{algorithm}: {:?}", alg_and_kid(token));
        }
        app.pass(seconds(1));
        assert!(
            app.accepts(tokens.last().expect("a token")).await,
            "the node from before"
        );
    }
}

#[tokio::test]
async fn a_clock_that_went_back_still_signs() {
    let app = TestApp::start().await;
    app.clock.step_back(days(1));
    let node = app.another_node().await;
    assert_eq!(keys(&node).await.len(), 1);
    assert_eq!(kid(&node.token("staff").await), app.signing_key().await.id.to_string());
}

#[tokio::test]
async fn nodes_whose_keys_are_known_ask_no_database_for_them() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.database.execute("ALTER TABLE signing_keys RENAME TO mislaid").await;
    app.pass(seconds(100));
    assert!(app.accepts(&token).await);
    assert!(app.accepts(&app.token("staff").await).await);
    assert_eq!(app.get("/.well-known/jwks.json").send().await.status, 200);
}

#[tokio::test]
async fn a_key_that_an_operator_deletes_verifies_nothing_after_the_next_look() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    rotate(&app, Begin::AtOnce).await;
    app.database
        .execute("DELETE FROM signing_keys WHERE generation = 1")
        .await;
    maintain(&app).await;
    app.pass(seconds(1));
    assert!(is_refused(&app, &token).await);
    assert!(app.accepts(&app.token("staff").await).await);
}
