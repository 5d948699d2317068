//! Roles.

use serde_json::json;

use super::{ROLES, USERS, field_errors, is_done, is_problem, tag};
use crate::support::TestApp;

#[tokio::test]
async fn a_role_is_added_seen_changed_and_deleted() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let body =
        json!({ "name": "support", "description": "The help desk", "permissions": ["users.view", "audit.view"] });
    let answer = app.post(ROLES, body).bearer(&operator.token).send().await;
    let (path, id) = (
        answer.header("location").expect("a location").to_owned(),
        answer.at("/id"),
    );
    let mut expected = json!({
        "id": id, "name": "support", "description": "The help desk", "permissions": ["audit.view", "users.view"],
    });
    answer.assert(201, &expected);
    assert_eq!(
        (path.as_str(), tag(&answer).as_str()),
        (format!("{ROLES}/{id}").as_str(), "\"1\"")
    );
    app.get(&path)
        .bearer(&operator.token)
        .send()
        .await
        .assert(200, &expected);
    let change = json!({ "description": null, "permissions": ["users.view"] });
    let answer = app
        .call("PATCH", &path)
        .json(&change)
        .bearer(&operator.token)
        .send()
        .await;
    expected["description"] = json!(null);
    expected["permissions"] = json!(["users.view"]);
    answer.assert(200, &expected);
    is_done(&app.call("DELETE", &path).bearer(&operator.token).send().await);
    let gone = app.get(&path).bearer(&operator.token).send().await;
    is_problem(&gone, 404, "not_found", "There is no such thing.");
}

#[tokio::test]
async fn a_name_that_is_taken_is_a_conflict_and_a_bad_one_an_error() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let add = async |name: &str| {
        app.post(ROLES, json!({ "name": name }))
            .bearer(&operator.token)
            .send()
            .await
    };
    is_problem(&add("admin").await, 409, "name_taken", "There is a role of this name.");
    let errors = field_errors(&add("a,b").await);
    assert_eq!(errors, json!({ "name": ["The name field must not contain a comma."] }));
}

#[tokio::test]
async fn a_deleted_role_is_taken_away_from_all_who_have_it() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let role = app.post(ROLES, json!({ "name": "support", "permissions": ["users.view"] }));
    let role = role.bearer(&operator.token).send().await;
    let caller = app.caller(2, |new| new.roles = vec!["support".to_owned()]).await;
    let path = format!("{USERS}/{}", caller.id.0);
    let seen = app.get(&path).bearer(&caller.token).send().await;
    assert_eq!(
        (seen.at("/roles"), seen.at("/role_permissions")),
        (json!(["support"]), json!(["users.view"]))
    );
    let path_of_role = role.header("location").expect("a location").to_owned();
    is_done(&app.call("DELETE", &path_of_role).bearer(&operator.token).send().await);
    assert_eq!(app.get(&path).bearer(&caller.token).send().await.status, 403);
    let seen = app.get(&path).bearer(&operator.token).send().await;
    assert_eq!(
        (seen.at("/roles"), seen.at("/role_permissions")),
        (json!([]), json!([]))
    );
}
