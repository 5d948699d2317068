//! Nobody grants what they do not hold.

use latchkey::model::{NewRole, Permissions, Realm};
use serde_json::json;

use super::requests::{Place, added};
use super::{API_KEYS, ROLES, USERS, field_errors, is_done, is_problem};
use crate::support::TestApp;

const OUTRANKED: &str = "The user holds a permission of this API that you do not hold.";

fn not_held(what: &str) -> String {
    format!("You do not hold {what}, so you cannot grant it.")
}

#[tokio::test]
async fn a_permission_that_the_caller_lacks_is_granted_neither_to_a_user_nor_to_a_role() {
    let app = TestApp::start().await;
    let holds = [
        "users.create",
        "users.update",
        "roles.create",
        "roles.update",
        "tickets.view",
    ];
    let caller = app.holder(1, &holds).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let user = |permissions: &[&str]| json!({ "username": "ana", "email": "ana@example.com", "name": "Ana", "permissions": permissions });
    for missing in ["users.delete", "tickets.close"] {
        let answer = app.post(USERS, user(&[missing])).bearer(&caller.token).send().await;
        is_problem(&answer, 403, "not_held", &not_held(missing));
        let body = json!({ "permissions": ["tickets.view", missing] });
        let answer = app.call("PATCH", &path).json(&body).bearer(&caller.token).send().await;
        is_problem(&answer, 403, "not_held", &not_held(missing));
        let body = json!({ "name": "support", "permissions": [missing] });
        let answer = app.post(ROLES, body).bearer(&caller.token).send().await;
        is_problem(&answer, 403, "not_held", &not_held(missing));
    }
    let answer = app
        .post(USERS, user(&["users.create", "tickets.view"]))
        .bearer(&caller.token)
        .send()
        .await;
    assert_eq!(answer.status, 201, "{answer:?}");
}

#[tokio::test]
async fn a_role_is_granted_by_whoever_holds_what_it_comes_with_and_admin_by_administrators_alone() {
    let app = TestApp::start().await;
    let (caller, administrator) = (
        app.holder(1, &["users.update", "users.view"]).await,
        app.administrator(2).await,
    );
    for (name, permissions) in [
        ("viewers", vec!["users.view"]),
        ("deleters", vec!["users.delete"]),
        ("label", vec![]),
    ] {
        let permissions = permissions.into_iter().map(str::to_owned).collect();
        let new = NewRole {
            name: name.to_owned(),
            description: None,
            permissions,
        };
        app.app.auth.add_role(&new).await.expect("a role");
    }
    let (path, _) = added(&app, Realm::Users, Place::Outside, 7).await;
    let give = async |roles: &[&str], token: &str| {
        let call = app.call("PATCH", &path).json(&json!({ "roles": roles }));
        call.bearer(token).send().await
    };
    assert_eq!(give(&["viewers", "label"], &caller.token).await.status, 200);
    is_problem(
        &give(&["deleters"], &caller.token).await,
        403,
        "not_held",
        &not_held("deleters"),
    );
    is_problem(
        &give(&["admin"], &caller.token).await,
        403,
        "not_held",
        &not_held("admin"),
    );
    let errors = field_errors(&give(&["nobodies"], &administrator.token).await);
    assert_eq!(
        errors,
        json!({ "roles": ["The roles field has the role nobodies, which does not exist."] })
    );
    assert_eq!(give(&["admin", "deleters"], &administrator.token).await.status, 200);
}

#[tokio::test]
async fn what_a_user_has_already_stays_when_something_else_changes() {
    let app = TestApp::start().await;
    let caller = app.holder(1, &["users.update"]).await;
    let person = super::caller::person(7);
    let id = app.add_user(&person, |new| {
        new.permissions = vec!["tickets.close".to_owned()];
        new.roles = vec!["agents".to_owned()];
    });
    let path = format!("{USERS}/{}", id.await.0);
    let body = json!({ "phone": "0171", "roles": ["agents"], "permissions": ["tickets.close", "users.update"] });
    let answer = app.call("PATCH", &path).json(&body).bearer(&caller.token).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn whoever_may_do_more_here_is_out_of_reach_of_whoever_may_do_less() {
    let app = TestApp::start().await;
    let holds = [
        "users.update",
        "users.delete",
        "api-keys.create",
        "api-keys.update",
        "api-keys.delete",
        "sessions.delete",
    ];
    let caller = app.holder(1, &holds).await;
    let above = app.holder(2, &["users.create"]).await;
    let key = app.key_with(above.id, Permissions::READ).await;
    let keys = app.app.auth.api_keys(Some(above.id)).await.expect("keys");
    let sessions = app.open_sessions(above.id.reference()).await;
    let path = format!("{USERS}/{}", above.id.0);
    for (method, path, body) in [
        (
            "PATCH",
            path.clone(),
            Some(json!({ "password": "seven quiet herons, two ponds" })),
        ),
        ("PATCH", path.clone(), Some(json!({ "email": "mine@example.com" }))),
        ("DELETE", path.clone(), None),
        (
            "PUT",
            format!("{path}/settings"),
            Some(json!({ "category": "a", "group": "b", "name": "c" })),
        ),
        (
            "POST",
            API_KEYS.to_owned(),
            Some(json!({ "user_id": above.id.0, "name": "Mine", "permissions": ["read"] })),
        ),
        (
            "POST",
            format!("{API_KEYS}/{}/rotate", keys[0].id.0),
            Some(json!({ "overlap_seconds": 0 })),
        ),
        ("DELETE", format!("{API_KEYS}/{}", keys[0].id.0), None),
        (
            "DELETE",
            format!("{}?account=users/{}", super::SESSIONS, above.id.0),
            None,
        ),
        ("DELETE", format!("{}/{}", super::SESSIONS, sessions[0].id), None),
    ] {
        let call = app.call(method, &path);
        let call = match &body {
            Some(body) => call.json(body),
            None => call,
        };
        is_problem(&call.bearer(&caller.token).send().await, 403, "outranked", OUTRANKED);
    }
    assert!(app.accepts(&above.token).await);
    let used = app.get("/v1/auth/user").api_key(&key).send().await;
    assert_eq!(used.status, 200, "{used:?}");
    app.app
        .auth
        .remove_account(above.id.reference(), true)
        .await
        .expect("deleted");
    let answer = app
        .call("POST", &format!("{path}/restore"))
        .bearer(&caller.token)
        .send()
        .await;
    is_problem(&answer, 403, "outranked", OUTRANKED);
}

#[tokio::test]
async fn a_caller_with_an_api_key_makes_none_that_is_wider() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let narrow = Permissions::ADMIN.union(Permissions::CREATE).union(Permissions::WRITE);
    let key = app.key_with(operator.id, narrow).await;
    let create = async |bits: &[&str]| {
        let body = json!({ "user_id": operator.id.0, "name": "Mine", "permissions": bits });
        app.post(API_KEYS, body).api_key(&key).send().await
    };
    is_problem(
        &create(&["read"]).await,
        403,
        "wider",
        "The API key would be wider than yours.",
    );
    assert_eq!(create(&["write", "create", "admin"]).await.status, 201);
    app.key_with(operator.id, Permissions::READ).await;
    let keys = app.app.auth.api_keys(Some(operator.id)).await.expect("keys");
    let wide = keys.last().expect("a key").id.0;
    let path = format!("{API_KEYS}/{wide}/rotate");
    let answer = app
        .post(&path, json!({ "overlap_seconds": 0 }))
        .api_key(&key)
        .send()
        .await;
    is_problem(&answer, 403, "wider", "The API key would be wider than yours.");
}

#[tokio::test]
async fn a_role_whose_permissions_the_caller_lacks_is_neither_changed_nor_deleted_and_admin_by_nobody() {
    let app = TestApp::start().await;
    let caller = app.holder(1, &["roles.update", "roles.delete"]).await;
    let administrator = app.administrator(2).await;
    let new = NewRole {
        name: "deleters".to_owned(),
        description: None,
        permissions: vec!["users.delete".to_owned()],
    };
    let id = app.app.auth.add_role(&new).await.expect("a role").0;
    let path = format!("{ROLES}/{id}");
    for call in [
        app.call("PATCH", &path).json(&json!({ "permissions": [] })),
        app.call("DELETE", &path),
    ] {
        is_problem(
            &call.bearer(&caller.token).send().await,
            403,
            "not_held",
            &not_held("users.delete"),
        );
    }
    let built_in = "The role admin comes with everything, and stays as it is.";
    let admin = app
        .app
        .auth
        .role_named("admin")
        .await
        .expect("an answer")
        .expect("a role");
    let path_of_admin = format!("{ROLES}/{}", admin.id.0);
    for call in [
        app.call("PATCH", &path_of_admin).json(&json!({ "permissions": [] })),
        app.call("DELETE", &path_of_admin),
    ] {
        is_problem(
            &call.bearer(&administrator.token).send().await,
            409,
            "built_in",
            built_in,
        );
    }
    is_done(&app.call("DELETE", &path).bearer(&administrator.token).send().await);
}
