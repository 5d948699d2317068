//! Settings of users.

use latchkey::model::Realm;
use serde_json::json;

use super::caller::person;
use super::requests::{Place, added};
use super::{field_errors, is_done, is_problem};
use crate::support::TestApp;

#[tokio::test]
async fn a_setting_is_set_listed_replaced_and_deleted_and_its_user_cannot_change_a_read_only_one() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let settings = format!("{path}/settings");
    let put = async |value: &str, read_only: bool| {
        let body = json!({
            "category": "ui", "group": "table", "name": "rows", "value": value, "kind": "number",
            "read_only": read_only,
        });
        app.call("PUT", &settings)
            .json(&body)
            .bearer(&operator.token)
            .send()
            .await
    };
    let first = put("50", false).await;
    let mut expected = json!({
        "id": first.at("/id"), "category": "ui", "group": "table", "name": "rows", "value": "50", "kind": "number",
        "description": null, "read_only": false,
    });
    first.assert(200, &expected);
    expected["value"] = json!("20");
    expected["read_only"] = json!(true);
    put("20", true).await.assert(200, &expected);
    let token = app.token_of("management", &person(7)).await;
    let own = json!({ "user": { "settings": [{ "category": "ui", "group": "table", "name": "rows", "value": "1" }] } });
    assert_eq!(app.post("/v1/auth/user", own).bearer(&token).send().await.status, 200);
    let list = app.get(&settings).bearer(&operator.token).send().await;
    list.assert(200, &json!({ "items": [expected] }));
    let one = format!("/admin/v1/settings/{}", first.at("/id"));
    is_done(&app.call("DELETE", &one).bearer(&operator.token).send().await);
    let again = app.call("DELETE", &one).bearer(&operator.token).send().await;
    is_problem(&again, 404, "not_found", "There is no such thing.");
    let list = app.get(&settings).bearer(&operator.token).send().await;
    list.assert(200, &json!({ "items": [] }));
}

#[tokio::test]
async fn no_user_has_more_settings_than_there_may_be() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let settings = format!("{path}/settings");
    let put = async |name: String, value: String| {
        let body = json!({ "category": "ui", "group": "table", "name": name, "value": value });
        app.call("PUT", &settings)
            .json(&body)
            .bearer(&operator.token)
            .send()
            .await
    };
    let too_many = "The user would have more than 200 settings, or more than 64 KiB of them.";
    assert_eq!(put("a".to_owned(), "x".repeat(40_000)).await.status, 200);
    let answer = put("b".to_owned(), "x".repeat(40_000)).await;
    is_problem(&answer, 409, "too_many_settings", too_many);
    let answer = app
        .call("PUT", &settings)
        .json(&json!({ "name": 7 }))
        .bearer(&operator.token)
        .send()
        .await;
    let expected = json!({
        "category": ["The category field is required."],
        "group": ["The group field is required."],
        "name": ["The name field must be a string."],
    });
    assert_eq!(field_errors(&answer), expected);
}
