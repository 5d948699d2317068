//! Deleting, restoring and purging accounts.

use std::time::Duration;

use latchkey::model::{Realm, Subscriber, User};
use serde_json::json;

use super::accounts::{PASSWORD, a_subscriber, a_user};
use super::caller::person;
use super::requests::{Place, added};
use super::{SUBSCRIBERS, USERS, is_done, is_problem};
use crate::support::TestApp;
use crate::support::login::Login;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn a_deleted_user_is_gone_everywhere_and_the_names_are_free() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let answer = app.post(USERS, a_user()).bearer(&operator.token).send().await;
    let path = answer.header("location").expect("a location").to_owned();
    let owner = latchkey::model::UserId(answer.at("/id").as_i64().expect("a number"));
    let key = app.key_with(owner, latchkey::model::Permissions::READ).await;
    let login = Login::of("staff")
        .of_name(&app, "ana@example.com", PASSWORD)
        .send()
        .await;
    let (_, token) = login.take_token("/data/token");
    is_done(&app.call("DELETE", &path).bearer(&operator.token).send().await);
    assert!(!app.accepts(&token).await);
    let with_key = app.get("/v1/auth/user").api_key(&key).send().await;
    assert_eq!(with_key.status, 401, "{with_key:?}");
    let refused = Login::of("staff")
        .of_name(&app, "ana@example.com", PASSWORD)
        .send()
        .await;
    assert_eq!(refused.status, 401, "{refused:?}");
    let gone = app.call("DELETE", &path).bearer(&operator.token).send().await;
    is_problem(&gone, 404, "not_found", "There is no such thing.");
    let seen = app.get(&path).bearer(&operator.token).send().await;
    assert!(
        seen.at("/deleted_at").is_string() && seen.at("/status") == "disabled",
        "{seen:?}"
    );
    let mut with_another_address = a_user();
    with_another_address["email"] = "another@example.com".into();
    let successor = app
        .post(USERS, with_another_address)
        .bearer(&operator.token)
        .send()
        .await;
    assert_eq!(successor.status, 201, "{successor:?}");
    let restored = app
        .call("POST", &format!("{path}/restore"))
        .bearer(&operator.token)
        .send()
        .await;
    is_problem(&restored, 409, "username_taken", "Another account has this username.");
}

#[tokio::test]
async fn a_deleted_account_is_restored_disabled_under_its_names() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    for (folder, body, contract, name) in [
        (USERS, a_user(), "management", "ana"),
        (SUBSCRIBERS, a_subscriber(), "subscriber", "ben"),
    ] {
        let answer = app.post(folder, body).bearer(&operator.token).send().await;
        let path = answer.header("location").expect("a location").to_owned();
        is_done(&app.call("DELETE", &path).bearer(&operator.token).send().await);
        let restore = format!("{path}/restore");
        let restored = app.call("POST", &restore).bearer(&operator.token).send().await;
        assert_eq!(restored.status, 200, "{restored:?}");
        assert_eq!(
            (restored.at("/status"), restored.at("/deleted_at")),
            (json!("disabled"), json!(null))
        );
        let again = app.call("POST", &restore).bearer(&operator.token).send().await;
        is_problem(&again, 404, "not_found", "There is no such thing.");
        let enable = app.call("PATCH", &path).json(&json!({ "status": "active" }));
        assert_eq!(enable.bearer(&operator.token).send().await.status, 200);
        let login = Login::of(contract).of_name(&app, name, PASSWORD).send().await;
        assert_eq!(login.status, 200, "{login:?}");
    }
}

#[tokio::test]
async fn a_deleted_account_is_purged_after_its_time_and_not_before() {
    let app = TestApp::with("[accounts]\nkeep_deleted = \"30d\"").await;
    let operator = app.operator(1).await;
    let (user, user_account) = added(&app, Realm::Users, Place::Inside, 7).await;
    let (subscriber, subscriber_account) = added(&app, Realm::Subscribers, Place::Inside, 8).await;
    app.token_of("staff", &person(7)).await;
    for path in [&user, &subscriber] {
        is_done(&app.call("DELETE", path).bearer(&operator.token).send().await);
    }
    let auth = &app.app.auth;
    let are_there = async || {
        let user = auth
            .find_account_by_id::<User>(user_account.id)
            .await
            .expect("an answer");
        let subscriber = auth.find_account_by_id::<Subscriber>(subscriber_account.id).await;
        (user.is_some(), subscriber.expect("an answer").is_some())
    };
    app.pass(30 * DAY);
    assert!(!auth.purge_accounts().await.expect("the database answers"));
    assert_eq!(are_there().await, (true, true));
    app.pass(Duration::from_millis(1));
    assert!(!auth.purge_accounts().await.expect("the database answers"));
    assert_eq!(are_there().await, (false, false));
    assert_eq!(app.database.count("sessions WHERE account_id = 7000000").await, 0);
    let events = app.database.count("audit_events WHERE action = 'account.purged'").await;
    assert_eq!(events, 2);
}
