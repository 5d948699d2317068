//! What an administrator changes is in force with the next request of every contract, on every node.

use latchkey::model::{NewRole, Permissions, Realm, RoleUpdate};
use serde_json::json;

use super::caller::person;
use super::requests::{Place, added};
use super::{API_KEYS, USERS, is_done};
use crate::support::TestApp;
use crate::support::login::Login;

#[tokio::test]
async fn a_permission_that_is_taken_away_is_missing_at_the_next_request_on_every_node() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let administrator = app.administrator(1).await;
    let new = NewRole {
        name: "viewers".to_owned(),
        description: None,
        permissions: vec!["users.view".to_owned()],
    };
    let role = app.app.auth.add_role(&new).await.expect("a role");
    let by_role = app.caller(2, |new| new.roles = vec!["viewers".to_owned()]).await;
    let own = app.holder(3, &["users.view"]).await;
    let key = app.key_with(own.id, Permissions::READ.union(Permissions::ADMIN)).await;
    let see = async |token: &str| {
        let mut statuses = Vec::new();
        for node in [&app, &node] {
            statuses.push(node.get(USERS).bearer(token).send().await.status);
        }
        statuses
    };
    let see_by_key = async || {
        let mut statuses = Vec::new();
        for node in [&app, &node] {
            statuses.push(node.get(USERS).api_key(&key).send().await.status);
        }
        statuses
    };
    assert_eq!(
        (see(&by_role.token).await, see(&own.token).await),
        (vec![200, 200], vec![200, 200])
    );
    assert_eq!(see_by_key().await, [200, 200]);
    let update = RoleUpdate {
        permissions: Some(Vec::new()),
        ..RoleUpdate::default()
    };
    app.app.auth.update_role(role, &update).await.expect("the role changes");
    assert_eq!(see(&by_role.token).await, [403, 403]);
    let path = format!("{USERS}/{}", own.id.0);
    let call = node.call("PATCH", &path).json(&json!({ "permissions": [] }));
    assert_eq!(call.bearer(&administrator.token).send().await.status, 200);
    assert_eq!(see(&own.token).await, [403, 403]);
    assert_eq!(see_by_key().await, [403, 403]);
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_from_the_next_answer_of_every_contract() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let administrator = app.administrator(1).await;
    let new = NewRole {
        name: "agents".to_owned(),
        description: None,
        permissions: vec!["tickets.view".to_owned()],
    };
    app.app.auth.add_role(&new).await.expect("a role");
    let caller = app.caller(2, |new| new.roles = vec!["agents".to_owned()]).await;
    let me = async |node: &TestApp| {
        let answer = node.get("/api/v1/auth/me").bearer(&caller.token).send().await;
        (answer.at("/data/role"), answer.at("/data/permissions"))
    };
    let before = (json!("agents"), json!(["tickets.view"]));
    assert_eq!((me(&app).await, me(&node).await), (before.clone(), before));
    let path = format!("{USERS}/{}", caller.id.0);
    let call = app.call("PATCH", &path).json(&json!({ "roles": [] }));
    assert_eq!(call.bearer(&administrator.token).send().await.status, 200);
    let after = (json!(""), json!([]));
    assert_eq!((me(&app).await, me(&node).await), (after.clone(), after));
    let answer = node.get("/v1/auth/user").bearer(&caller.token).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let login = Login::of("netxd").of_person(&node, &person(2)).send().await;
    assert_eq!(login.status, 200, "{login:?}");
    assert!(!login.text.contains("agents"), "{login:?}");
}

#[tokio::test]
async fn a_new_package_of_a_subscriber_is_in_the_next_login_of_both_contracts_on_every_node() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Subscribers, Place::Inside, 7).await;
    // One of the two logins shows the package, the other one the name.
    let shows = async |node: &TestApp| {
        let mut all = Vec::new();
        for (contract, what) in [("ispcrm", "Benedict"), ("subscriber", "100MB Package")] {
            let login = Login::of(contract).of_person(node, &person(7)).send().await;
            assert_eq!(login.status, 200, "{login:?}");
            all.push(login.text.contains(what));
        }
        all
    };
    assert_eq!(shows(&app).await, [false, false]);
    let body = json!({
        "firstname": "Benedict", "package_name": "100MB Package", "expiration_date": "2099-12-31T23:59:59Z",
    });
    let change = node.call("PATCH", &path).json(&body);
    assert_eq!(change.bearer(&operator.token).send().await.status, 200);
    for node in [&app, &node] {
        assert_eq!(shows(node).await, [true, true]);
    }
    let token = app.token_of("subscriber", &person(7)).await;
    let disable = app.call("PATCH", &path).json(&json!({ "status": "disabled" }));
    assert_eq!(disable.bearer(&operator.token).send().await.status, 200);
    assert!(!node.accepts_subscriber(&token).await && !app.accepts_subscriber(&token).await);
}

#[tokio::test]
async fn a_key_that_is_revoked_is_refused_by_every_node_at_the_next_request() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let operator = app.operator(1).await;
    let key = app.key_with(operator.id, Permissions::READ).await;
    let use_it = async |node: &TestApp| node.get("/v1/auth/user").api_key(&key).send().await.status;
    assert_eq!((use_it(&app).await, use_it(&node).await), (200, 200));
    let keys = app.app.auth.api_keys(Some(operator.id)).await.expect("keys");
    let path = format!("{API_KEYS}/{}", keys[0].id.0);
    is_done(&app.call("DELETE", &path).bearer(&operator.token).send().await);
    assert_eq!((use_it(&app).await, use_it(&node).await), (401, 401));
}
