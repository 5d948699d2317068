//! A signing secret that the operator provides in a file, because other services verify tokens with it.

use std::path::PathBuf;

use latchkey::auth::{Begin, SigningKeyError};

use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::key_file::write_key_file;
use crate::support::tokens::Forged;

const FIRST: &str = "Zm9yZXN0IHJpdmVyIHN0b25lIGNsb3VkIDEyMzQ1";
const SECOND: &str = "b2NlYW4gbW91bnRhaW4gdmFsbGV5IHdpbmQgOTg3NjU";

struct Secret(tempfile::TempDir);

impl Secret {
    fn new(text: &str) -> Self {
        let secret = Self(tempfile::tempdir().expect("a temporary folder"));
        secret.replace(text);
        secret
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("secret")
    }

    fn replace(&self, text: &str) {
        write_key_file(self.path(), format!("{text}\n")).expect("a file");
    }

    fn toml(&self) -> String {
        format!("[tokens]\nsecret_file = \"{}\"\n", self.path().display())
    }
}

fn kid(token: &str) -> String {
    let header = jsonwebtoken::decode_header(token).expect("a header");
    header.kid.expect("a kid")
}

/// Whether the genuine token, signed again with this secret, is the very same.
fn is_signed_with(token: &str, secret: &str) -> bool {
    let text = token.rsplit_once('.').expect("three parts").0;
    Forged::like(token, secret.as_bytes()).sign_text(text) == token
}

#[tokio::test]
async fn every_node_gives_the_secret_the_same_key_id() {
    let secret = Secret::new(FIRST);
    let app = TestApp::with(&secret.toml()).await;
    let token = app.token("staff").await;
    assert!(is_signed_with(&token, FIRST), "{token}");
    assert!(!kid(&token).contains(FIRST));
    let node = app.another_node_with(&secret.toml(), 4).await;
    assert_eq!(kid(&node.token("staff").await), kid(&token));
    assert_eq!(app.database.count("signing_keys").await, 1);

    let elsewhere = TestApp::with(&secret.toml()).await;
    assert_eq!(kid(&elsewhere.token("staff").await), kid(&token));
}

#[tokio::test]
async fn another_secret_in_the_file_is_a_rotation_at_the_next_start_and_so_is_the_first_one_again() {
    let secret = Secret::new(FIRST);
    let app = TestApp::with(&secret.toml()).await;
    let mut tokens = vec![app.token("staff").await];
    for (text, rows) in [(SECOND, 2), (FIRST, 2), (SECOND, 2)] {
        secret.replace(text);
        let node = app.another_node_with(&secret.toml(), 4).await;
        let token = node.token("staff").await;
        assert!(is_signed_with(&token, text));
        tokens.push(token);
        assert_eq!(app.database.count("signing_keys").await, rows);
        for token in &tokens {
            assert!(node.accepts(token).await);
        }
    }
}

#[tokio::test]
async fn a_secret_replaces_generated_keys_and_generated_keys_replace_it() {
    let app = TestApp::start().await;
    let before = app.token("staff").await;
    let secret = Secret::new(FIRST);
    let node = app.another_node_with(&secret.toml(), 4).await;
    let external = node.token("staff").await;
    assert!(is_signed_with(&external, FIRST));
    assert!(node.accepts(&before).await);

    let after = app.another_node().await;
    let token = after.token("staff").await;
    assert!(!is_signed_with(&token, FIRST));
    assert_ne!(kid(&token), kid(&before), "a key of its own, not the old one");
    for token in [&before, &external] {
        assert!(after.accepts(token).await);
    }
}

#[tokio::test]
async fn a_secret_is_rotated_only_by_changing_its_file() {
    let secret = Secret::new(FIRST);
    let app = TestApp::with(&secret.toml()).await;
    let refused = app.app.auth.rotate_signing_key(Begin::AtOnce).await;
    assert!(matches!(refused, Err(SigningKeyError::ExternalSecret)), "{refused:?}");
    app.pass(days(1000));
    app.app.auth.maintain_signing_keys().await.expect("maintenance");
    app.pass(seconds(300));
    assert_eq!(app.database.count("signing_keys").await, 1);
    assert!(is_signed_with(&app.token("staff").await, FIRST));
}
