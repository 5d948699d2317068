//! Where messages are not sent. The tables of addresses are beside their rules, in `src/auth/webhooks/addresses.rs`.

use latchkey::model::Action;
use latchkey::webhooks::{self, Dispatcher, SendFailure};

use super::receiver::Receiver;
use super::{ANA, Site, add, happen};
use crate::support::{TEST_COST, TestApp};

#[tokio::test]
async fn a_name_that_leads_to_a_private_address_is_not_called() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let url = receiver.url().replace("http://127.0.0.1", "https://localhost");
    let (id, _) = add(&app, &url, &[]).await;
    happen(&app, Action::AccountAdded, Some(ANA)).await;
    let mut dispatcher = Dispatcher::new(app.app.auth.clone());
    assert_eq!(dispatcher.run_once().await.expect("a database"), 0);
    let webhook = app.app.auth.webhook(id).await.expect("an endpoint");
    let error = webhook.progress.failing.map(|failing| failing.error);
    assert_eq!(error.as_deref(), Some("address not allowed"));
    assert_eq!(receiver.ids(), [""; 0]);
}

#[tokio::test]
async fn a_name_that_leads_to_an_allowed_address_is_called() {
    let site = Site::start().await;
    let url = site.receiver.url().replace("127.0.0.1", "localhost");
    let tested = webhooks::test(&site.app.app.auth, &url).await.expect("a URL");
    assert_eq!(tested.outcome, Ok(204));
}

#[tokio::test]
async fn an_address_that_is_allowed_no_more_is_not_called() {
    let site = Site::start().await;
    let node = site.app.another_node_with("", TEST_COST).await;
    happen(&site.app, Action::AccountAdded, Some(ANA)).await;
    let mut dispatcher = Dispatcher::new(node.app.auth.clone());
    assert_eq!(dispatcher.run_once().await.expect("a database"), 0);
    assert_eq!(site.last_error().await.as_deref(), Some("address not allowed"));
    assert_eq!(site.receiver.ids(), [""; 0]);
}

#[tokio::test]
async fn a_test_says_in_our_words_why_a_message_was_not_taken() {
    let mut site = Site::start().await;
    let tested = async |site: &Site, url: &str| {
        let tested = webhooks::test(&site.app.app.auth, url).await;
        tested.expect("a URL").outcome
    };
    let (plain, encrypted) = (site.receiver.url(), site.receiver.url().replace("http:", "https:"));
    assert_eq!(tested(&site, &plain).await, Ok(204));
    assert_eq!(tested(&site, &encrypted).await, Err(SendFailure::Tls));
    // A label that is too long for any name, so that nobody is asked for it.
    let unknown = tested(&site, &format!("http://{}.invalid/", "a".repeat(64))).await;
    assert_eq!(unknown, Err(SendFailure::HostNotFound));
    site.receiver.kill().await;
    assert_eq!(tested(&site, &plain).await, Err(SendFailure::Refused));
}

#[tokio::test]
async fn a_test_is_signed_for_the_endpoint_of_its_url_and_leaves_no_event() {
    let site = Site::start().await;
    let mark = site.app.mark().await;
    let auth = &site.app.app.auth;
    let url = site.receiver.url();
    let known = webhooks::test(auth, &url).await.expect("a URL");
    assert!(known.new_secret.is_none(), "the endpoint's own");
    let unknown = webhooks::test(auth, &format!("{url}/other")).await.expect("a URL");
    assert!(unknown.new_secret.is_some(), "a new one");
    let received = site.receiver.received();
    let signed = |number: usize, secret: &latchkey::auth::SigningSecret| {
        let message = &received[number];
        let webhook = standardwebhooks::Webhook::new(secret.shown().expose()).expect("a secret");
        let timestamp = message.header("webhook-timestamp").parse().expect("a number");
        let signature = webhook.sign(message.header("webhook-id"), timestamp, message.text.as_bytes());
        signature.expect("a signature") == message.header("webhook-signature")
    };
    assert!(signed(0, &site.secret));
    assert!(signed(1, unknown.new_secret.as_ref().expect("a secret")));
    assert_eq!(received[0].body()["type"], "webhook.test");
    assert_ne!(received[0].header("webhook-id"), received[1].header("webhook-id"));
    assert_eq!(site.app.actions(mark).await, [""; 0]);
}
