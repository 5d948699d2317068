//! Adding, seeing and changing accounts.

use latchkey::model::Realm;
use serde_json::{Value, json};

use super::caller::person;
use super::requests::{Place, added};
use super::{SUBSCRIBERS, USERS, field_errors, is_problem, tag};
use crate::support::TestApp;
use crate::support::login::Login;

pub const PASSWORD: &str = "seven quiet herons, two ponds";

pub fn a_user() -> Value {
    json!({
        "username": "Ana",
        "email": "ana@example.com",
        "name": "Ana Lima",
        "password": PASSWORD,
        "permissions": ["subscribers.view"],
        "isp_id": 3,
        "scope": "ADMIN",
    })
}

pub fn a_subscriber() -> Value {
    json!({
        "username": "ben",
        "customer_id": "10007",
        "firstname": "Ben",
        "lastname": "Okri",
        "email": "ben@example.com",
        "password": PASSWORD,
        "package_name": "10MB Package",
        "expiration_date": "2099-12-31T23:59:59Z",
        "isp_id": 3,
    })
}

#[tokio::test]
async fn a_user_who_is_added_is_returned_with_a_location_and_a_tag_and_can_log_in() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let answer = app.post(USERS, a_user()).bearer(&operator.token).send().await;
    let (path, now) = (
        answer.header("location").expect("a location").to_owned(),
        answer.at("/created_at"),
    );
    let (id, uid) = (answer.at("/id"), answer.at("/uid"));
    let expected = json!({
        "id": id, "uid": uid, "username": "Ana", "email": "ana@example.com", "name": "Ana Lima", "phone": null,
        "roles": [], "permissions": ["subscribers.view"], "role_permissions": [], "isp_id": 3, "branch_id": null,
        "scope": "ADMIN", "status": "active", "last_login_at": null, "created_at": now, "updated_at": now,
        "deleted_at": null,
    });
    answer.assert(201, &expected);
    assert_eq!(path, format!("{USERS}/{id}"));
    assert_eq!(tag(&answer), "\"1\"");
    let read = app.get(&path).bearer(&operator.token).send().await;
    read.assert(200, &expected);
    assert_eq!(tag(&read), "\"1\"");
    let login = Login::of("staff")
        .of_name(&app, "ana@example.com", PASSWORD)
        .send()
        .await;
    assert_eq!(login.status, 200, "{login:?}");
}

#[tokio::test]
async fn a_subscriber_who_is_added_is_returned_and_can_log_in() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let answer = app
        .post(SUBSCRIBERS, a_subscriber())
        .bearer(&operator.token)
        .send()
        .await;
    let (id, now) = (answer.at("/id"), answer.at("/created_at"));
    let expected = json!({
        "id": id, "customer_id": "10007", "username": "ben", "firstname": "Ben", "lastname": "Okri",
        "email": "ben@example.com", "phone": null, "package_name": "10MB Package",
        "expiration_date": "2099-12-31T23:59:59Z", "isp_id": 3, "branch_id": null, "status": "active",
        "created_at": now, "updated_at": now, "deleted_at": null,
    });
    answer.assert(201, &expected);
    assert_eq!(answer.header("location"), Some(format!("{SUBSCRIBERS}/{id}").as_str()));
    let path = format!("{SUBSCRIBERS}/{id}");
    app.get(&path)
        .bearer(&operator.token)
        .send()
        .await
        .assert(200, &expected);
    let login = Login::of("subscriber").of_name(&app, "ben", PASSWORD).send().await;
    assert_eq!(login.status, 200, "{login:?}");
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_new_account_is_said_at_once() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let body = json!({
        "username": "a@b", "email": "nobody", "name": " ", "password": 7, "roles": "admin", "permissions": ["a,b"],
        "isp_id": "1", "scope": "x\u{7}",
    });
    let answer = app.post(USERS, body).bearer(&operator.token).send().await;
    let expected = json!({
        "username": ["The username field must not contain '@'."],
        "email": ["The email field must be a valid e-mail address."],
        "name": ["The name field is required."],
        "password": ["The password field must be a string."],
        "roles": ["The roles field must be an array of strings."],
        "permissions": ["The permissions field has an item that must not contain a comma."],
        "isp_id": ["The isp_id field must be a whole number."],
        "scope": ["The scope field must not contain control characters."],
    });
    assert_eq!(sorted(&field_errors(&answer)), sorted(&expected));
    let answer = app.post(SUBSCRIBERS, json!({})).bearer(&operator.token).send().await;
    let expected = json!({
        "username": ["The username field is required."],
        "customer_id": ["The customer_id field is required."],
    });
    assert_eq!(field_errors(&answer), expected);
}

fn sorted(object: &Value) -> std::collections::BTreeMap<String, Value> {
    let members = object.as_object().cloned().unwrap_or_default();
    members.into_iter().collect()
}

#[tokio::test]
async fn a_password_that_the_policy_refuses_is_an_error_of_its_field() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let mut body = a_user();
    body["password"] = "ana lima".into();
    let answer = app.post(USERS, body).bearer(&operator.token).send().await;
    let errors = field_errors(&answer);
    assert_eq!(
        errors.as_object().map(|all| all.keys().cloned().collect()),
        Some(vec!["password".to_owned()])
    );
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let change = app.call("PATCH", &path).json(&json!({ "password": "short" }));
    assert!(field_errors(&change.bearer(&operator.token).send().await)["password"].is_array());
}

#[tokio::test]
async fn a_name_that_is_taken_is_a_conflict_whether_it_is_new_or_changed() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let create = |member: &str, value: &str| {
        let mut body = a_user();
        body[member] = value.into();
        app.post(USERS, body).bearer(&operator.token).send()
    };
    let change = |member: &str, value: &str| {
        let body = json!({ member: value });
        app.call("PATCH", &path).json(&body).bearer(&operator.token).send()
    };
    let (name, email) = (
        "Another account has this username.",
        "Another account has this e-mail address.",
    );
    is_problem(&create("username", "ADMIN").await, 409, "username_taken", name);
    is_problem(&create("email", "ADMIN@example.com").await, 409, "email_taken", email);
    is_problem(&change("username", "ADMIN").await, 409, "username_taken", name);
    is_problem(&change("email", "ADMIN@example.com").await, 409, "email_taken", email);
}

#[tokio::test]
async fn a_merge_patch_keeps_what_is_absent_and_empties_what_is_null() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let answer = app.post(USERS, a_user()).bearer(&operator.token).send().await;
    let path = answer.header("location").expect("a location").to_owned();
    let body =
        json!({ "phone": "0171", "isp_id": null, "scope": null, "permissions": ["users.view"], "username": "Anna" });
    let call = app
        .call("PATCH", &path)
        .body("application/merge-patch+json", body.to_string());
    let changed = call.bearer(&operator.token).send().await;
    assert_eq!(changed.status, 200, "{changed:?}");
    for (member, value) in [
        ("/username", json!("Anna")),
        ("/email", json!("ana@example.com")),
        ("/phone", json!("0171")),
        ("/isp_id", json!(null)),
        ("/scope", json!("")),
        ("/permissions", json!(["users.view"])),
    ] {
        assert_eq!(changed.at(member), value, "{member}");
    }
    assert_ne!(tag(&changed), tag(&answer));
    let login = Login::of("management").of_name(&app, "anna", PASSWORD).send().await;
    assert_eq!(login.status, 200, "{login:?}");
    let old = Login::of("management").of_name(&app, "ana", PASSWORD).send().await;
    assert_eq!(old.status, 401, "{old:?}");
}

#[tokio::test]
async fn a_member_that_cannot_be_empty_is_not_emptied() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let body = json!({ "username": null, "email": null, "name": null, "password": null, "status": null });
    let answer = app
        .call("PATCH", &path)
        .json(&body)
        .bearer(&operator.token)
        .send()
        .await;
    let expected = ["email", "name", "password", "status", "username"];
    let errors = sorted(&field_errors(&answer));
    assert_eq!(errors.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    let (path, _) = added(&app, Realm::Subscribers, Place::Inside, 8).await;
    let body = json!({ "username": null, "customer_id": null, "status": "gone" });
    let answer = app
        .call("PATCH", &path)
        .json(&body)
        .bearer(&operator.token)
        .send()
        .await;
    let expected = json!({
        "username": ["The username field is required."],
        "customer_id": ["The customer_id field is required."],
        "status": ["The status field must be active, inactive, pending, expired or disabled."],
    });
    assert_eq!(field_errors(&answer), expected);
}

#[tokio::test]
async fn a_new_password_and_the_status_disabled_end_sessions_and_other_changes_do_not() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let change = async |body: Value| {
        let answer = app
            .call("PATCH", &path)
            .json(&body)
            .bearer(&operator.token)
            .send()
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    let token = app.token_of("staff", &person(7)).await;
    change(json!({ "name": "Somebody Else" })).await;
    assert!(app.accepts(&token).await);
    change(json!({ "password": PASSWORD })).await;
    assert!(!app.accepts(&token).await);
    let again = Login::of("staff").of_name(&app, person(7).email, PASSWORD).send().await;
    let (_, token) = again.take_token("/data/token");
    change(json!({ "status": "disabled" })).await;
    assert!(!app.accepts(&token).await);
    change(json!({ "status": "active" })).await;
    assert!(!app.accepts(&token).await);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_by_any_number() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    for id in ["0", "-1", "007", "999999", "9223372036854775808", "admin", "1%20"] {
        for folder in [USERS, SUBSCRIBERS] {
            let path = format!("{folder}/{id}");
            let answer = app.get(&path).bearer(&operator.token).send().await;
            is_problem(&answer, 404, "not_found", "There is no such thing.");
        }
    }
}

#[tokio::test]
async fn changes_are_in_the_audit_log_with_who_made_them() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, account) = added(&app, Realm::Subscribers, Place::Inside, 7).await;
    let body = json!({ "package_name": "20MB Package", "status": "expired" });
    app.call("PATCH", &path)
        .json(&body)
        .bearer(&operator.token)
        .send()
        .await;
    app.call("DELETE", &path).bearer(&operator.token).send().await;
    let path = format!("{}?account={account}", super::AUDIT_EVENTS);
    let answer = app.get(&path).bearer(&operator.token).send().await;
    let items = answer.at("/items");
    let events: Vec<_> = items.as_array().expect("a list").iter().collect();
    let told: Vec<_> = events
        .iter()
        .map(|event| (event["action"].as_str().unwrap_or_default(), event["detail"].as_str()))
        .collect();
    let expected = [
        ("account.deleted", None),
        ("account.changed", Some("expired")),
        ("account.changed", Some("package_name")),
        ("account.added", None),
    ];
    assert_eq!(told, expected);
    let actor = format!("users/{}", operator.id.0);
    assert!(
        events.iter().take(3).all(|event| event["actor"] == actor.as_str()),
        "{answer:?}"
    );
}
