//! API keys that were refused, and what they may not do.

use std::time::Duration;

use latchkey::model::{Permissions, Realm};
use serde_json::json;

use super::account;
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::audit::{NETWORK, REQUEST};

const USER: &str = "/v1/auth/user";

#[tokio::test]
async fn what_a_key_may_not_do_is_recorded_each_time_with_what_it_lacks() {
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
    let expected = [line(&named, "read"), line(&named, "write"), line(&whose, "read")];
    assert_eq!(app.recorded(mark).await, expected);
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
