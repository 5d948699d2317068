//! API keys that were refused, and what they may not do.

use std::time::Duration;

use latchkey::model::{Permissions, Realm};
use serde_json::json;

use super::account;
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::audit::{NETWORK, REQUEST};
use crate::support::login::{Login, SUBSCRIBER};

const USER: &str = "/v1/auth/user";

#[tokio::test]
async fn what_a_key_may_not_do_is_recorded_once_with_what_it_lacks_and_then_counted() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let whose = account(Realm::Users, ana.0);
    let key = app.add_key(ana, Permissions::from_bits(0), |_| ()).await;
    let named = format!("api_keys/{}", key.id.0);
    let token = app.token_of("management", &ANA).await;
    let mark = app.mark().await;
    let calls = [
        app.get(USER),
        app.post(USER, json!({"user": {}})),
        app.get(USER).bearer(&token),
    ];
    for call in calls {
        let answer = call.api_key(key.key.expose()).known().send().await;
        assert_eq!(answer.status, 403, "{answer:?}");
    }
    let line = |actor: &str, lacks: &str| {
        format!("0 permission.refused refused {actor} {whose} {named} {lacks} management {NETWORK} {REQUEST}")
    };
    let mut expected = vec![line(&named, "read"), line(&named, "write")];
    assert_eq!(app.recorded(mark).await, expected);
    for pass in [299, 1] {
        app.pass(Duration::from_secs(pass));
        flush(&app).await;
    }
    // The third call, which had a token of the owner too.
    expected.push(format!(
        "300 permission.refused refused system {whose} {named} read, 1_more - {NETWORK} -"
    ));
    assert_eq!(app.recorded(mark).await, expected);
    let answer = app.get(USER).api_key(key.key.expose()).known().send().await;
    assert_eq!(answer.status, 403, "{answer:?}");
    assert_eq!(app.recorded(mark).await.len(), 4, "the next one is recorded at once");
}

/// What the periodic job does, on two nodes.
async fn flush(app: &TestApp) {
    for node in [app, &app.another_node().await] {
        while node.app.auth.flush_refusals().await.expect("a database") {}
    }
}

#[tokio::test]
async fn many_refusals_add_one_event_and_one_row() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let key = app.add_key(ana, Permissions::from_bits(0), |_| ()).await;
    let mark = app.mark().await;
    for _ in 0..200 {
        let answer = app.get(USER).api_key(key.key.expose()).send().await;
        assert_eq!(answer.status, 403, "{answer:?}");
    }
    assert_eq!(app.actions(mark).await, ["permission.refused"]);
    assert_eq!(app.database.count("refusals").await, 1);
    app.pass(Duration::from_secs(300));
    flush(&app).await;
    let recorded = app.recorded(mark).await;
    assert!(recorded[1].contains(" read, 199_more "), "{recorded:?}");
    assert_eq!((recorded.len(), app.database.count("refusals").await), (2, 0));
}

#[tokio::test]
async fn guesses_at_keys_are_one_event_of_their_network_and_use_up_its_limit() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let key = app.add_key(ana, Permissions::READ, |_| ()).await;
    let mark = app.mark().await;
    for number in 0..99 {
        let call = app.get(USER).from("203.0.113.9").api_key(&format!("api_{number:060}"));
        assert_eq!(call.send().await.status, 401);
    }
    let login = Login::of("staff");
    assert_eq!(login.of_person(&app, &ANA).from("203.0.113.9").send().await.status, 200);
    let elsewhere = app.get(USER).from("203.0.113.10").api_key("api_another");
    assert_eq!(elsewhere.send().await.status, 401);
    app.get(USER)
        .from("203.0.113.9")
        .api_key("api_one_too_many")
        .send()
        .await;
    let subscriber = Login::of("subscriber");
    let answer = subscriber.of_person(&app, &SUBSCRIBER).from("203.0.113.9").send().await;
    assert_eq!(answer.status, 429, "{answer:?}");
    let rows = "SELECT CAST(more AS TEXT) FROM refusals WHERE network LIKE '203.0.113.9%'";
    assert_eq!(app.database.text(rows).await.as_deref(), Some("99"));
    app.get(USER)
        .from("203.0.113.9")
        .api_key("api_after_the_limit")
        .send()
        .await;
    assert_eq!(
        app.database.text(rows).await.as_deref(),
        Some("99"),
        "nothing is written any more"
    );
    let good = app.get(USER).from("203.0.113.9").api_key(key.key.expose()).send().await;
    assert_eq!(good.status, 200, "a good key is not held up");
    let actions = app.actions(mark).await;
    let refused = actions.iter().filter(|action| *action == "api_key.refused").count();
    assert_eq!(refused, 2, "one for each network: {actions:?}");
}

#[tokio::test]
async fn a_key_that_works_no_more_is_recorded_every_five_minutes() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let whose = account(Realm::Users, ana.0);
    let key = app.add_key(ana, Permissions::READ, |_| ()).await;
    let named = format!("api_keys/{}", key.id.0);
    app.app.auth.revoke_api_key(key.id).await.expect("a database");
    let mark = app.mark().await;
    for pass in [0, 1, 298, 1] {
        app.pass(Duration::from_secs(pass));
        let answer = app.get(USER).api_key(key.key.expose()).known().send().await;
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    let line = |at| format!("{at} api_key.refused refused {named} {whose} {named} - management {NETWORK} {REQUEST}");
    assert_eq!(app.recorded(mark).await, [line(0), line(300)]);
}

#[tokio::test]
async fn a_key_that_expired_or_whose_owner_is_disabled_works_no_more_either() {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let soon = app.store.user(ana).await.expect("a query").expect("a user").created_at;
    let expired = app
        .add_key(ana, Permissions::READ, |new| new.expires_at = Some(soon))
        .await;
    let orphan = app.add_key(ana, Permissions::READ, |_| ()).await;
    app.disable(Realm::Users, &ANA).await;
    let mark = app.mark().await;
    for key in [&expired, &orphan] {
        let answer = app.get(USER).api_key(key.key.expose()).send().await;
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    assert_eq!(app.actions(mark).await, ["api_key.refused", "api_key.refused"]);
}
