//! What messages are signed with, now, during an overlap and at rest.

use latchkey::auth::{Clock, SigningSecret};
use latchkey::model::{Action, Context};
use standardwebhooks::Webhook;

use super::{ANA, Site, happen};
use crate::support::clock::seconds;
use crate::support::key_file::write_key_file;

/// Has a message sent, and returns whether each of the secrets has signed it; nothing else has.
async fn signed_by<const N: usize>(site: &mut Site, secrets: [&SigningSecret; N]) -> [bool; N] {
    let id = happen(&site.app, Action::AccountChanged, Some(ANA)).await;
    site.deliver().await;
    let received = site.receiver.received();
    let message = received.last().expect("a message");
    assert_eq!(message.header("webhook-id"), id);
    let signatures: Vec<&str> = message.header("webhook-signature").split(' ').collect();
    let timestamp = site.app.clock.now().seconds();
    let found = secrets.map(|secret| {
        let webhook = Webhook::new(secret.shown().expose()).expect("a secret");
        let signature = webhook.sign(&id, timestamp, message.text.as_bytes());
        signatures.contains(&signature.expect("a signature").as_str())
    });
    assert_eq!(
        signatures.len(),
        found.iter().filter(|found| **found).count(),
        "{signatures:?}"
    );
    found
}

async fn rotate(site: &Site, overlap: u64) -> SigningSecret {
    let auth = &site.app.app.auth;
    let rotated = auth
        .rotate_webhook_secret(site.id, seconds(overlap), &Context::operator())
        .await;
    rotated.expect("a secret")
}

#[tokio::test]
async fn two_secrets_sign_during_the_overlap_and_then_the_new_one_alone() {
    let mut site = Site::with("", &[Action::AccountChanged, Action::AccountAdded]).await;
    let old = site.secret.clone();
    let new = rotate(&site, 60).await;
    assert_eq!(signed_by(&mut site, [&new, &old]).await, [true, true]);
    site.app.pass(seconds(59));
    assert_eq!(signed_by(&mut site, [&new, &old]).await, [true, true]);
    site.app.pass(seconds(1));
    assert_eq!(signed_by(&mut site, [&new, &old]).await, [true, false]);
}

#[tokio::test]
async fn without_an_overlap_the_old_secret_ends_at_once() {
    let mut site = Site::with("", &[Action::AccountChanged, Action::AccountAdded]).await;
    let old = site.secret.clone();
    let second = rotate(&site, 60).await;
    let third = rotate(&site, 0).await;
    assert_eq!(
        signed_by(&mut site, [&third, &second, &old]).await,
        [true, false, false]
    );
}

#[tokio::test]
async fn of_three_secrets_the_oldest_signs_no_more() {
    let mut site = Site::with("", &[Action::AccountChanged, Action::AccountAdded]).await;
    let old = site.secret.clone();
    let second = rotate(&site, 60).await;
    let third = rotate(&site, 60).await;
    assert_eq!(signed_by(&mut site, [&third, &second, &old]).await, [true, true, false]);
}

/// How many of the stored secrets are encrypted.
async fn encrypted(site: &Site) -> u64 {
    let database = &site.app.database;
    database.count("webhook_endpoints WHERE sealed_by IS NOT NULL").await
        + database
            .count("webhook_endpoints WHERE previous_sealed_by IS NOT NULL")
            .await
}

#[tokio::test]
async fn secrets_are_encrypted_with_the_master_key_and_sign_as_before() {
    let mut site = Site::with("", &[Action::AccountChanged, Action::AccountAdded]).await;
    let old = site.secret.clone();
    let new = rotate(&site, 60).await;
    assert_eq!(encrypted(&site).await, 0);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("master");
    write_key_file(
        &file,
        "5f1d9c02b7e84a63f0c8d1e29b3a4756687f90a1b2c3d4e5f6071829304a5b6c",
    )
    .expect("a file");
    let toml = format!("{}\n[tokens]\nmaster_key_file = \"{}\"", super::LOCAL, file.display());
    let node = site.app.another_node_with(&toml, crate::support::TEST_COST).await;
    node.app.auth.prepare_webhook_secrets().await.expect("a master key");
    assert_eq!(encrypted(&site).await, 2);
    let hex = "SELECT CAST(COUNT(*) AS TEXT) FROM webhook_endpoints WHERE length(secret) = 32";
    assert_eq!(site.app.database.text(hex).await.as_deref(), Some("0"));

    // This node has no master key.
    happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    assert_eq!(site.deliver().await, 0);
    assert_eq!(site.last_error().await.as_deref(), Some("secret unreadable"));
    site.app.pass(seconds(6));
    site.dispatcher = latchkey::webhooks::Dispatcher::new(node.app.auth.clone());
    assert_eq!(signed_by(&mut site, [&new, &old]).await, [true, true]);
}
