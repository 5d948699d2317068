//! What operators and the server itself do.

use latchkey::model::{ApiKeyId, Permissions, Realm, SubscriberStatus};

use super::account;
use crate::support::TestApp;
use crate::support::accounts::{ANA, BEN};
use crate::support::audit::session;
use crate::support::login::Person;

const BOTH: [(Realm, &str, &Person); 2] = [(Realm::Users, "staff", &ANA), (Realm::Subscribers, "subscriber", &BEN)];

/// The line of something that an operator did.
fn by_operator(what: &str, whose: &str, subject: &str, detail: &str) -> String {
    format!("0 {what} success operator {whose} {subject} {detail} - - -")
}

/// Adds this person, and says how the record writes them.
async fn add(app: &TestApp, realm: Realm, person: &Person) -> String {
    let id = match realm {
        Realm::Users => app.add_user(person, |_| ()).await.0,
        Realm::Subscribers => app.add_subscriber(person, |_| ()).await.0,
    };
    account(realm, id)
}

#[tokio::test]
async fn adding_an_account_is_recorded() {
    for (realm, _, person) in BOTH {
        let app = TestApp::start().await;
        let mark = app.mark().await;
        let whose = add(&app, realm, person).await;
        let expected = by_operator("account.added", &whose, "-", "-");
        assert_eq!(app.recorded(mark).await, [expected]);
    }
}

#[tokio::test]
async fn disabling_is_recorded_once_with_every_session_that_it_ends() {
    for (realm, contract, person) in BOTH {
        let app = TestApp::start().await;
        let whose = add(&app, realm, person).await;
        let tokens = [
            app.token_of(contract, person).await,
            app.token_of(contract, person).await,
        ];
        let mark = app.mark().await;
        app.disable(realm, person).await;
        app.disable(realm, person).await;
        let mut recorded = app.recorded(mark).await;
        assert_eq!(recorded.remove(0), by_operator("account.disabled", &whose, "-", "-"));
        recorded.sort_unstable();
        let mut expected =
            tokens.map(|token| by_operator("session.ended", &whose, &session(&token), "account_disabled"));
        expected.sort_unstable();
        assert_eq!(recorded, expected);

        let mark = app.mark().await;
        app.enable(realm, person).await;
        app.enable(realm, person).await;
        let expected = by_operator("account.enabled", &whose, "-", "-");
        assert_eq!(app.recorded(mark).await, [expected]);
    }
}

#[tokio::test]
async fn any_other_status_is_recorded_by_its_name() {
    let app = TestApp::start().await;
    let mark = app.mark().await;
    for status in [SubscriberStatus::Expired, SubscriberStatus::Pending] {
        app.set_subscriber_status("subscriber1", status).await;
    }
    let line = |word| by_operator("account.changed", "subscribers/2", "-", word);
    assert_eq!(app.recorded(mark).await, [line("expired"), line("pending")]);
}

#[tokio::test]
async fn setting_a_password_is_recorded_with_every_session_that_it_ends() {
    for (realm, contract, person) in BOTH {
        let app = TestApp::start().await;
        let whose = add(&app, realm, person).await;
        let token = app.token_of(contract, person).await;
        let mark = app.mark().await;
        app.set_password(realm, person, "new").await;
        app.set_password(realm, person, "newer").await;
        let changed = by_operator("password.changed", &whose, "-", "-");
        let ended = by_operator("session.ended", &whose, &session(&token), "password_changed");
        assert_eq!(app.recorded(mark).await, [changed.clone(), ended, changed]);
    }
}

#[tokio::test]
async fn making_and_revoking_an_api_key_is_recorded_once() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let whose = account(Realm::Users, ana.0);
    let mark = app.mark().await;
    let made = app.add_key(ana, Permissions::READ, |_| ()).await;
    for first in [true, false] {
        let revoked = app.app.auth.revoke_api_key(made.id).await;
        assert_eq!(revoked.expect("a database"), first);
    }
    let revoked = app.app.auth.revoke_api_key(ApiKeyId(99)).await;
    assert!(!revoked.expect("a database"));
    let key = format!("api_keys/{}", made.id.0);
    let expected = [
        by_operator("api_key.created", &whose, &key, "-"),
        by_operator("api_key.revoked", &whose, &key, "-"),
    ];
    assert_eq!(app.recorded(mark).await, expected);
}

#[tokio::test]
async fn the_first_signing_key_is_recorded_once_however_many_nodes_there_are() {
    let app = TestApp::start().await;
    app.another_node().await;
    let key = app.signing_key().await.id;
    let made: Vec<String> = app.recorded(0).await;
    let made: Vec<&String> = made
        .iter()
        .filter(|line| line.contains("key.created success system"))
        .collect();
    let expected = format!("0 key.created success system - signing_keys/{key} - - - -");
    assert_eq!(made, [&expected]);
}
