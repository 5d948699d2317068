//! Signing keys at rest, encrypted with a master key.

use std::sync::Arc;

use latchkey::auth::{Begin, SigningKeyError, Unreadable};
use latchkey::model::{Context, KeyId, SigningKey};
use latchkey::store::Store;
use sea_orm::sea_query::Query;
use secrecy::SecretBox;
use uuid::Uuid;

use super::is_refused;
use crate::support::TestApp;
use crate::support::clock::days;
use crate::support::database::TestDatabase;
use crate::support::key_file::write_key_file;
use crate::support::rows::at;
use crate::support::tokens::Forged;

/// Two master keys, in files.
struct Masters(tempfile::TempDir);

impl Masters {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, key) in [("one", key(1)), ("two", key(2))] {
            let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            write_key_file(folder.path().join(name), text + "\n").expect("a file");
        }
        Self(folder)
    }

    /// The configuration with one of them.
    fn toml(&self, name: &str) -> String {
        format!(
            "[tokens]\nmaster_key_file = \"{}\"\n",
            self.0.path().join(name).display()
        )
    }
}

/// A master key with no visible pattern.
fn key(number: u8) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest([number]).into()
}

fn master(number: u8) -> latchkey::auth::MasterKey {
    latchkey::auth::MasterKey::new(SecretBox::new(Box::new(key(number))))
}

async fn rows(store: &Store) -> Vec<SigningKey> {
    store.signing_keys().await.expect("the keys can be read")
}

/// Why a node of this configuration does not start.
async fn refusal(app: &TestApp, toml: &str) -> Unreadable {
    match app.try_another_node(toml).await {
        Err(SigningKeyError::Unreadable { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn with_a_master_key_no_signing_key_is_stored_in_the_clear() {
    let masters = Masters::new();
    for algorithm in ["HS256", "ES256"] {
        let toml = masters.toml("one") + &format!("algorithm = \"{algorithm}\"\n");
        let app = TestApp::with(&toml).await;
        app.app.auth.rotate_signing_key(Begin::AtOnce).await.expect("a key");
        let token = app.token("staff").await;
        for row in rows(&app.store).await {
            assert_eq!(row.encrypted_with.as_deref(), Some(master(1).fingerprint()));
            assert_eq!(row.expose()[0], 1, "the form");
            let forged = Forged::like(&token, row.expose()).sign();
            assert!(is_refused(&app, &forged).await, "what is stored signs nothing");
        }
        let node = app.another_node_with(&toml, 4).await;
        assert!(node.accepts(&token).await);
    }
}

#[tokio::test]
async fn keys_in_the_clear_are_encrypted_at_the_next_start_and_nodes_that_know_them_go_on() {
    let masters = Masters::new();
    let app = TestApp::start().await;
    let plain = app.signing_key().await;
    let token = app.token("staff").await;
    let node = app.another_node_with(&masters.toml("one"), 4).await;
    let encrypted = app.signing_key().await;
    assert_eq!(
        (encrypted.id, encrypted.encrypted_with.as_deref()),
        (plain.id, Some(master(1).fingerprint()))
    );
    assert!(
        !encrypted
            .expose()
            .windows(8)
            .any(|part| plain.expose().windows(8).any(|other| part == other))
    );
    assert!(node.accepts(&token).await);

    app.app
        .auth
        .maintain_signing_keys()
        .await
        .expect("it reports and goes on");
    assert!(app.accepts(&token).await);
    assert!(node.accepts(&app.token("staff").await).await);

    app.pass(days(90));
    for (one, count) in [(&app, 1), (&node, 2)] {
        one.app.auth.maintain_signing_keys().await.expect("maintenance");
        assert_eq!(
            rows(&app.store).await.len(),
            count,
            "only who has the master key rotates"
        );
    }
    assert!(app.signing_key().await.encrypted_with.is_some());
}

#[tokio::test]
async fn encrypting_a_key_leaves_no_copy_in_the_clear_in_any_sqlite_file() {
    let masters = Masters::new();
    let app = TestApp::start_on(&TestDatabase::file(), Arc::default()).await;
    let url = app.database.url();
    let file = url.strip_prefix("sqlite://").expect("a file");
    let holds = |secret: &[u8]| {
        ["", "-wal"].iter().any(|end| {
            let bytes = std::fs::read(format!("{file}{end}")).unwrap_or_default();
            bytes.windows(secret.len()).any(|part| part == secret)
        })
    };
    app.app.auth.rotate_signing_key(Begin::AtOnce).await.expect("a key");
    let plain = rows(&app.store).await;
    assert!(
        plain
            .iter()
            .all(|row| row.encrypted_with.is_none() && holds(row.expose()))
    );
    // Into the file as well, and not only into its log.
    assert!(app.store.scrub().await.expect("a statement"));
    let _node = app.another_node_with(&masters.toml("one"), 4).await;
    for row in &plain {
        assert!(!holds(row.expose()), "{}", row.id);
    }
    for row in rows(&app.store).await {
        assert!(holds(row.expose()), "this would be found");
    }
}

#[tokio::test]
async fn a_node_without_the_right_master_key_does_not_start_and_says_why() {
    let masters = Masters::new();
    let app = TestApp::with(&masters.toml("one")).await;
    let (one, two) = (master(1).fingerprint().to_owned(), master(2).fingerprint().to_owned());
    assert_ne!(one, two);
    assert_eq!(refusal(&app, "").await, Unreadable::NoMasterKey(one.clone()));
    let other = Unreadable::OtherMasterKey {
        encrypted_with: one,
        given: two,
    };
    assert_eq!(refusal(&app, &masters.toml("two")).await, other);
    assert_eq!(rows(&app.store).await.len(), 1, "and has made no key");
}

#[tokio::test]
async fn what_is_encrypted_belongs_to_its_row() {
    let masters = Masters::new();
    let toml = masters.toml("one");
    for change in ["material", "algorithm", "one byte", "the form", "too short"] {
        let app = TestApp::with(&toml).await;
        app.app.auth.rotate_signing_key(Begin::AtOnce).await.expect("a key");
        let all = rows(&app.store).await;
        let mut bytes = all[0].expose().to_vec();
        let mut algorithm = all[0].algorithm.clone();
        match change {
            "material" => bytes = all[1].expose().to_vec(),
            "algorithm" => algorithm = "ES256".to_owned(),
            "one byte" => bytes[20] ^= 1,
            "the form" => bytes[0] = 2,
            _ => bytes.truncate(9),
        }
        let mut update = Query::update();
        update
            .table("signing_keys")
            .value("secret", bytes)
            .value("algorithm", algorithm)
            .and_where(sea_orm::sea_query::ExprTrait::eq(
                sea_orm::sea_query::Expr::col("generation"),
                2,
            ));
        app.database.run(&update).await;
        assert_eq!(refusal(&app, &toml).await, Unreadable::Damaged, "{change}");
    }
}

#[tokio::test]
async fn keys_are_put_under_another_master_key_and_back_into_the_clear() {
    let masters = Masters::new();
    let app = TestApp::with(&masters.toml("one")).await;
    let token = app.token("staff").await;
    let first = app.signing_key().await;

    // What `latchkey key reencrypt` does, of a process that has started nothing.
    let other = app.unprepared_node(&masters.toml("two"));
    let wrong = other.auth.reencrypt_signing_keys(Some(&master(2))).await;
    assert!(wrong.is_err(), "{wrong:?}");
    let done = other.auth.reencrypt_signing_keys(Some(&master(1))).await;
    assert_eq!(done.expect("it is done"), 1);
    let again = other.auth.reencrypt_signing_keys(Some(&master(1))).await;
    assert_eq!(again.expect("nothing to do"), 0);
    let second = app.signing_key().await;
    assert_eq!(second.encrypted_with.as_deref(), Some(master(2).fingerprint()));
    assert_ne!(first.expose()[1..13], second.expose()[1..13], "another nonce");
    assert!(
        app.another_node_with(&masters.toml("two"), 4)
            .await
            .accepts(&token)
            .await
    );

    let clear = app.unprepared_node("");
    let done = clear.auth.reencrypt_signing_keys(Some(&master(2))).await;
    assert_eq!(done.expect("it is done"), 1);
    assert_eq!(app.signing_key().await.encrypted_with, None);
    assert!(app.another_node().await.accepts(&token).await);
}

#[tokio::test]
async fn a_key_that_a_node_without_the_master_key_makes_is_encrypted_by_one_that_has_it() {
    let masters = Masters::new();
    let app = TestApp::start().await;
    let late = app.another_node().await;
    let node = app.another_node_with(&masters.toml("one"), 4).await;
    // As that node would, had it not noticed yet.
    let plain = SigningKey::new(KeyId(Uuid::from_u128(9)), "HS256".to_owned(), vec![9; 32], at(0));
    assert!(
        app.store
            .add_signing_key(&plain, 1, at(9), &Context::system())
            .await
            .expect("a statement")
    );
    late.app.auth.maintain_signing_keys().await.expect("maintenance");
    node.app.auth.maintain_signing_keys().await.expect("maintenance");
    let encrypted = rows(&app.store).await;
    assert!(
        encrypted.iter().all(|row| row.encrypted_with.is_some()),
        "{encrypted:?}"
    );
    let token = late.token("staff").await;
    assert!(node.accepts(&token).await);
}
