//! What arrives.

use latchkey::auth::Clock;
use latchkey::model::{Action, Realm};
use serde_json::json;
use standardwebhooks::Webhook;

use super::receiver::{Mode, Received};
use super::{ANA, BEN, Site, happen};
use crate::support::login::Login;

/// The signature of a message with this secret.
fn signature(site: &Site, message: &Received) -> String {
    let webhook = Webhook::new(site.secret.shown().expose()).expect("a secret");
    let timestamp = site.app.clock.now().seconds();
    let signed = webhook.sign(message.header("webhook-id"), timestamp, message.text.as_bytes());
    signed.expect("a signature")
}

#[tokio::test]
async fn an_event_arrives_whole_and_signed() {
    let mut site = Site::start().await;
    let login = Login::of("staff");
    let answer = login.of_person(&site.app, login.anybody()).known().send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let number = site.app.mark().await;
    assert_eq!(site.deliver().await, 1);
    let [message] = &site.receiver.received()[..] else {
        panic!("{:?}", site.receiver.ids());
    };
    let session = message.body()["data"]["subject"].clone();
    assert!(
        session.as_str().is_some_and(|text| text.starts_with("sessions/")),
        "{session}"
    );
    let expected = json!({
        "type": "login.succeeded",
        "timestamp": "2026-01-01T00:00:00Z",
        "data": {
            "id": number, "actor": "users/1", "action": "login.succeeded", "result": "success",
            "account": "users/1", "subject": session, "detail": null, "contract": "staff",
            "network": "2001:db8:1:2::/64", "request_id": "request-7",
        },
    });
    assert_eq!(message.text, expected.to_string());
    assert_eq!(message.header("webhook-id"), format!("evt_{number}"));
    assert_eq!(message.header("webhook-timestamp"), "1767225600");
    assert_eq!(message.header("webhook-signature"), signature(&site, message));
    assert_eq!(message.header("content-type"), "application/json");
    assert_eq!(message.header("user-agent"), "Latchkey/0.1.0");
    assert_eq!(site.deliver().await, 0, "once is enough");
}

#[tokio::test]
async fn an_endpoint_gets_nothing_from_before_it_was_added_nor_of_other_actions() {
    let mut site = Site::with("", &[Action::AccountAdded, Action::AccountDisabled]).await;
    let mut expected = Vec::new();
    for action in [Action::AccountAdded, Action::AccountEnabled, Action::AccountDisabled] {
        let id = happen(&site.app, action, Some(ANA)).await;
        if action != Action::AccountEnabled {
            expected.push(id);
        }
    }
    happen(&site.app, Action::LoginFailed, None).await;
    assert_eq!(site.deliver().await, 2);
    assert_eq!(site.receiver.ids(), expected);
    assert_eq!(
        site.webhook().await.progress.position,
        site.app.mark().await,
        "the rest is passed over"
    );
    assert_eq!(site.deliver().await, 0);
}

#[tokio::test]
async fn events_of_an_account_arrive_one_after_the_other_and_those_of_others_meanwhile() {
    let mut site = Site::start().await;
    let mut anas = Vec::new();
    for _ in 0..3 {
        anas.push(happen(&site.app, Action::PasswordChanged, Some(ANA)).await);
    }
    let bens = happen(&site.app, Action::PasswordChanged, Some(BEN)).await;
    site.receiver.answer(Mode::WaitFor(ANA.to_string()));
    let receiver = &site.receiver;
    let (taken, ()) = tokio::join!(site.dispatcher.run_once(), async {
        receiver.wait_for(2).await;
        let mut first = receiver.ids();
        first.sort_unstable();
        assert_eq!(
            first,
            [anas[0].clone(), bens.clone()],
            "Ana's others wait for her first"
        );
        receiver.answer(Mode::Status(200));
    });
    assert_eq!(taken.expect("a database"), 4);
    let of_ana = |message: &Received| message.account() == ANA.to_string();
    let received = site.receiver.received();
    let order: Vec<&str> = received
        .iter()
        .filter(|message| of_ana(message))
        .map(|message| message.header("webhook-id"))
        .collect();
    assert_eq!(order, anas);
}

#[tokio::test]
async fn more_events_than_a_batch_arrive_each_once_and_in_order() {
    let mut site = Site::start().await;
    let mut expected = Vec::new();
    for _ in 0..230 {
        expected.push(happen(&site.app, Action::TokenRefreshed, Some(ANA)).await);
    }
    assert_eq!(site.deliver().await, 230);
    assert_eq!(site.receiver.ids(), expected);
}

#[tokio::test]
async fn what_a_use_case_rolls_back_is_not_sent_and_what_it_commits_is() {
    let mut site = Site::start().await;
    let app = &site.app;
    // The second of the same name violates a uniqueness rule.
    let person = &crate::support::accounts::ANA;
    app.add(Realm::Users, person).await;
    let again = latchkey::model::NewUser {
        username: latchkey::model::Username::parse(Realm::Users, person.username).expect("a username"),
        email: latchkey::model::EmailAddress::parse(person.email).expect("an address"),
        ..crate::support::rows::user("other")
    };
    let refused = app.app.auth.add_account::<latchkey::model::User>(&again).await;
    refused.expect_err("the name is taken");
    site.deliver().await;
    let types: Vec<_> = site
        .receiver
        .received()
        .iter()
        .map(|message| message.body()["type"].clone())
        .collect();
    assert_eq!(types, ["account.added"]);
}
