//! `/.well-known/jwks.json`: a service that verifies tokens elsewhere needs it and nothing else.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use latchkey::auth::Begin;
use serde_json::{Map, Value, json};

use super::is_refused;
use crate::support::TestApp;
use crate::support::clock::seconds;
use crate::support::tokens::{Forged, claims};

const PAGE: &str = "/.well-known/jwks.json";

/// The algorithms with a public key, and the members of one: what RFC 7518 section 6 and RFC 8037 section 2 call
/// public, with the lengths of the values in bytes.
const PUBLIC: [(Algorithm, &[(&str, usize)]); 3] = [
    (Algorithm::ES256, &[("x", 32), ("y", 32)]),
    (Algorithm::EdDSA, &[("x", 32)]),
    (Algorithm::RS256, &[("n", 384), ("e", 3)]),
];

async fn app_with(algorithm: Algorithm) -> TestApp {
    TestApp::with(&format!("[tokens]\nalgorithm = \"{algorithm:?}\"\n")).await
}

async fn published(app: &TestApp) -> Vec<Map<String, Value>> {
    let answer = app.get(PAGE).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_value(answer.at("/keys")).expect("a list of objects")
}

fn header(token: &str) -> Header {
    jsonwebtoken::decode_header(token).expect("a header")
}

#[tokio::test]
async fn a_secret_is_never_published() {
    let app = TestApp::start().await;
    app.app.auth.rotate_signing_key(Begin::AtOnce).await.expect("a key");
    let answer = app.get(PAGE).send().await;
    assert_eq!((answer.status, answer.text.as_str()), (200, "{\"keys\":[]}"));
    assert_eq!(answer.header("content-type"), Some("application/jwk-set+json"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
}

#[tokio::test]
async fn a_published_key_has_its_public_members_and_no_others() {
    for (algorithm, parts) in PUBLIC {
        let app = app_with(algorithm).await;
        let keys = published(&app).await;
        let [key] = keys.as_slice() else {
            panic!("{algorithm:?}: {keys:?}");
        };
        let (kty, curve) = match algorithm {
            Algorithm::ES256 => ("EC", Some("P-256")),
            Algorithm::EdDSA => ("OKP", Some("Ed25519")),
            _ => ("RSA", None),
        };
        let mut members = vec![
            ("kty", json!(kty)),
            ("use", json!("sig")),
            ("alg", json!(format!("{algorithm:?}"))),
            ("kid", json!(app.signing_key().await.id.to_string())),
        ];
        members.extend(curve.map(|curve| ("crv", json!(curve))));
        for (name, value) in &members {
            assert_eq!(key.get(*name), Some(value), "{algorithm:?}");
        }
        for (name, length) in parts {
            let bytes = URL_SAFE_NO_PAD.decode(key[*name].as_str().expect("a text"));
            assert_eq!(bytes.expect("base64url").len(), *length, "{algorithm:?}: {name}");
        }
        let known = members
            .iter()
            .map(|(name, _)| *name)
            .chain(parts.iter().map(|(name, _)| *name));
        assert_eq!(
            key.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            known.collect::<BTreeSet<_>>(),
            "{algorithm:?}"
        );
    }
}

#[tokio::test]
async fn a_token_verifies_with_the_published_key_alone() {
    for (algorithm, _) in PUBLIC {
        let app = app_with(algorithm).await;
        let token = app.token("staff").await;
        let header = header(&token);
        assert_eq!(header.alg, algorithm);
        let set: JwkSet = serde_json::from_str(&app.get(PAGE).send().await.text).expect("a JWK Set");
        let key = set.find(&header.kid.expect("a kid")).expect("the key is published");
        let key = DecodingKey::from_jwk(key).expect("a key");
        let mut validation = Validation::new(algorithm);
        validation.set_audience(&["users"]);
        // The clock of the test is not that of the machine.
        validation.validate_exp = false;
        let said = jsonwebtoken::decode::<Map<String, Value>>(&token, &key, &validation).expect("a good signature");
        assert_eq!(said.claims, claims(&token), "{algorithm:?}");
        assert!(app.accepts(&token).await, "{algorithm:?}");
    }
}

#[tokio::test]
async fn who_has_the_keys_already_is_told_so() {
    let app = app_with(Algorithm::EdDSA).await;
    let first = app.get(PAGE).send().await;
    let tag = first.header("etag").expect("a tag").to_owned();
    let again = app.get(PAGE).header("if-none-match", &tag).send().await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.header("cache-control"), Some("public, max-age=60"));

    app.app.auth.rotate_signing_key(Begin::WhenKnown).await.expect("a key");
    let changed = app.get(PAGE).header("if-none-match", &tag).send().await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), Some(tag.as_str()));
}

#[tokio::test]
async fn a_new_key_is_published_for_longer_than_the_answer_is_kept_before_it_signs() {
    let app = app_with(Algorithm::ES256).await;
    let old = header(&app.token("staff").await).kid;
    let new = app
        .app
        .auth
        .rotate_signing_key(Begin::WhenKnown)
        .await
        .expect("a key")
        .id;
    let kids: Vec<_> = published(&app).await.iter().map(|key| key["kid"].clone()).collect();
    assert_eq!(kids, [json!(new.to_string()), json!(old)], "the newest first");
    app.pass(seconds(119));
    assert_eq!(header(&app.token("staff").await).kid, old);
    app.pass(seconds(1));
    assert_eq!(header(&app.token("staff").await).kid, Some(new.to_string()));
    assert_eq!(published(&app).await.len(), 2, "the old one still verifies");
}

/// RFC 8725 section 2.1: what everybody knows must not pass for a secret.
#[tokio::test]
async fn a_public_key_is_no_secret_to_sign_with() {
    for (algorithm, parts) in PUBLIC {
        let app = app_with(algorithm).await;
        let token = app.token("staff").await;
        let key = published(&app).await.remove(0);
        let mut guesses = vec![json!(key).to_string().into_bytes(), Vec::new()];
        for (name, _) in parts {
            let text = key[*name].as_str().expect("a text");
            guesses.push(text.as_bytes().to_vec());
            guesses.push(URL_SAFE_NO_PAD.decode(text).expect("base64url"));
        }
        for guess in guesses {
            for alg in ["HS256".to_owned(), format!("{algorithm:?}")] {
                let forged = Forged::like(&token, &guess).header_member("alg", alg.as_str()).sign();
                assert!(is_refused(&app, &forged).await, "{algorithm:?} as {alg}");
            }
        }
        assert!(
            app.accepts(&token).await,
            "{algorithm:?}: the genuine token, afterwards"
        );
    }
}

#[tokio::test]
async fn a_key_verifies_its_own_algorithm_and_no_other_of_its_family() {
    let app = app_with(Algorithm::RS256).await;
    let token = app.token("staff").await;
    let stored = app.signing_key().await;
    // What stands before the key in its PKCS#8 document has this length.
    let key = EncodingKey::from_rsa_der(&stored.expose()[26..]);
    let sign = |algorithm| {
        let mut header = Header::new(algorithm);
        header.kid = Some(stored.id.to_string());
        jsonwebtoken::encode(&header, &claims(&token), &key).expect("a token")
    };
    assert!(app.accepts(&sign(Algorithm::RS256)).await, "an honest token by hand");
    for algorithm in [Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS512] {
        assert!(is_refused(&app, &sign(algorithm)).await, "{algorithm:?}");
    }
}

#[tokio::test]
async fn a_stored_key_pair_is_made_anew_for_every_key() {
    let app = app_with(Algorithm::EdDSA).await;
    let first = published(&app).await.remove(0);
    app.app.auth.rotate_signing_key(Begin::AtOnce).await.expect("a key");
    let second = published(&app).await.remove(0);
    assert_ne!(first["x"], second["x"]);
    let jwk: Jwk = serde_json::from_value(Value::Object(second)).expect("a key");
    assert!(DecodingKey::from_jwk(&jwk).is_ok());
}
