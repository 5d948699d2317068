//! Pages, filters, searches and orders.

use std::time::Duration;

use latchkey::model::{NewRole, Realm};
use serde_json::{Value, json};

use super::caller::{Caller, person};
use super::requests::{Place, added};
use super::{AUDIT_EVENTS, IMPORTS, ROLES, SUBSCRIBERS, USERS, field_errors, is_done};
use crate::imports::user;
use crate::support::TestApp;
use crate::support::login::Person;

/// All pages of a list: one member of each item.
async fn all(app: &TestApp, caller: &Caller, path: &str, member: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut next = String::new();
    for _ in 0..50 {
        let separator = if path.contains('?') { '&' } else { '?' };
        let answer = app
            .get(&format!("{path}{separator}{next}"))
            .bearer(&caller.token)
            .send()
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let items = answer.at("/items");
        found.extend(
            items
                .as_array()
                .expect("a list")
                .iter()
                .map(|item| item[member].clone()),
        );
        match answer.at("/next").as_str() {
            Some(cursor) => next = format!("cursor={cursor}"),
            None => return found,
        }
    }
    panic!("the list has no end");
}

#[tokio::test]
async fn every_account_is_on_one_page_in_either_order_whatever_the_limit() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    for number in 10..17 {
        added(&app, Realm::Users, Place::Inside, number).await;
        if number % 3 == 0 {
            app.pass(Duration::from_secs(1));
        }
    }
    let in_order = all(&app, &operator, USERS, "id").await;
    assert_eq!(in_order.len(), 10);
    assert!(in_order.is_sorted_by_key(|id| id.as_i64()));
    let backwards: Vec<Value> = in_order.iter().rev().cloned().collect();
    for limit in [1, 2, 3, 9, 10, 11, 200] {
        for (sort, expected) in [
            ("id", &in_order),
            ("-id", &backwards),
            ("created_at", &in_order),
            ("-created_at", &backwards),
        ] {
            let path = format!("{USERS}?limit={limit}&sort={sort}");
            assert_eq!(all(&app, &operator, &path, "id").await, *expected, "{path}");
        }
    }
}

#[tokio::test]
async fn a_name_is_found_by_its_beginning_in_any_letter_case_and_in_its_order() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    for (number, username, email, name) in [
        (2, "zoe", "zoe@example.org", "Zoë Ümit"),
        (3, "Ana.lima", "ana@example.org", "Ana Lima"),
        (4, "anatol", "anatol@example.org", "Ünal Anatol"),
        (5, "an_a", "percent@example.org", "An%a"),
    ] {
        let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let person = Person {
            username: leak(username),
            email: leak(email),
            ..person(number)
        };
        app.add_user(&person, |new| new.name = name.to_owned()).await;
    }
    for (query, expected) in [
        ("username=ANA", json!(["Ana.lima", "anatol"])),
        ("username=an_", json!(["an_a"])),
        ("email=ANA", json!(["Ana.lima", "anatol"])),
        ("email=zoe%40EXAMPLE", json!(["zoe"])),
        ("name=an", json!(["an_a", "caller1", "Ana.lima"])),
        ("name=An%25", json!(["an_a"])),
        ("name=%C3%9CN", json!(["anatol"])),
        ("name=zo%C3%AB%20%C3%BC", json!(["zoe"])),
        ("name=nobody", json!([])),
    ] {
        for limit in [1, 50] {
            let path = format!("{USERS}?{query}&limit={limit}");
            assert_eq!(json!(all(&app, &operator, &path, "username").await), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn subscribers_are_found_by_customer_number_and_family_name() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    app.add_subscriber(&person(7), |new| {
        new.customer_id = "C-100".to_owned();
        new.lastname = "Okri".to_owned();
        new.firstname = "Ben".to_owned();
    })
    .await;
    for (query, expected) in [
        ("customer_id=C-1", json!(["caller7"])),
        ("customer_id=c-1", json!([])),
        ("customer_id=1000", json!(["subscriber1", "subscriber2", "subscriber3"])),
        ("name=okri%20b", json!(["caller7"])),
        (
            "name=doe",
            json!(["subscriber3", "subscriber2", "subscriber123", "subscriber1"]),
        ),
        ("email=subscriber1%40", json!(["subscriber1"])),
        ("status=disabled", json!(["subscriber2"])),
        ("status=expired&isp_id=1", json!(["subscriber3"])),
        ("isp_id=2", json!([])),
        (
            "branch_id=1&username=subscriber1",
            json!(["subscriber1", "subscriber123"]),
        ),
    ] {
        let path = format!("{SUBSCRIBERS}?{query}");
        assert_eq!(json!(all(&app, &operator, &path, "username").await), expected, "{path}");
    }
    let update = json!({ "firstname": "Zed" });
    let path = format!("{SUBSCRIBERS}/5");
    assert_eq!(
        app.call("PATCH", &path)
            .json(&update)
            .bearer(&operator.token)
            .send()
            .await
            .status,
        200
    );
    let path = format!("{SUBSCRIBERS}?name=okri%20z");
    assert_eq!(json!(all(&app, &operator, &path, "username").await), json!(["caller7"]));
}

#[tokio::test]
async fn users_are_filtered_by_role_and_status_and_deleted_ones_come_only_when_asked_for() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Outside, 7).await;
    for (query, expected) in [
        ("role=admin", json!(["admin"])),
        ("role=ROLE_ADMIN&status=active", json!(["netxd-admin"])),
        ("role=nobody", json!([])),
        ("status=disabled", json!([])),
        ("isp_id=2", json!(["caller7"])),
        ("deleted=true", json!([])),
        ("deleted=false&isp_id=2", json!(["caller7"])),
    ] {
        let path = format!("{USERS}?{query}");
        assert_eq!(json!(all(&app, &operator, &path, "username").await), expected, "{path}");
    }
    is_done(&app.call("DELETE", &path).bearer(&operator.token).send().await);
    for (query, expected) in [("deleted=true", json!(["caller7"])), ("isp_id=2", json!([]))] {
        let path = format!("{USERS}?{query}");
        assert_eq!(json!(all(&app, &operator, &path, "username").await), expected, "{path}");
    }
}

/// More users of a role than are found by the role.
const MANY: usize = 4_005;

#[tokio::test]
async fn a_role_that_many_have_lists_the_same_users_in_every_order() {
    let app = TestApp::start().await;
    let administrator = app.administrator(1).await;
    let role = NewRole {
        name: "many".to_owned(),
        description: None,
        permissions: Vec::new(),
    };
    app.app.auth.add_role(&role).await.expect("a role");
    let line = |number: usize| {
        let status = if number % 1_000 == 7 { "disabled" } else { "active" };
        user(&format!("u{number:04}"), json!({ "roles": ["many"], "status": status }))
    };
    let lines: String = (0..MANY).map(line).collect();
    let call = app
        .call("POST", &format!("{IMPORTS}?realm=users"))
        .bearer(&administrator.token);
    let imported = call.body("application/x-ndjson", lines).send().await;
    assert_eq!(imported.at("/added"), MANY, "{imported:?}");
    let names = |numbers: &[usize]| json!(numbers.iter().map(|number| format!("u{number:04}")).collect::<Vec<_>>());
    let all_numbers: Vec<usize> = (0..MANY).collect();
    let whole = all(
        &app,
        &administrator,
        &format!("{USERS}?role=many&limit=200"),
        "username",
    )
    .await;
    assert_eq!(json!(whole), names(&all_numbers));
    let disabled = [7, 1_007, 2_007, 3_007];
    let backwards: Vec<usize> = disabled.iter().rev().copied().collect();
    for (query, expected) in [
        ("status=disabled", names(&disabled)),
        ("status=disabled&sort=-created_at", names(&backwards)),
        ("status=disabled&limit=1", names(&disabled)),
        ("username=U400", names(&[4_000, 4_001, 4_002, 4_003, 4_004])),
        ("deleted=true", json!([])),
    ] {
        let path = format!("{USERS}?role=many&{query}");
        assert_eq!(
            json!(all(&app, &administrator, &path, "username").await),
            expected,
            "{path}"
        );
    }
    let newest = format!("{USERS}?role=many&sort=-created_at&limit=3");
    let newest = app.get(&newest).bearer(&administrator.token).send().await;
    let newest: Vec<Value> = newest
        .at("/items")
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["username"].clone())
        .collect();
    assert_eq!(json!(newest), names(&[4_004, 4_003, 4_002]));
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_query_is_said_at_once() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let query = "limit=201&cursor=x&sort=name&username=&status=gone&isp_id=one&deleted=1&name=a&email=b";
    let answer = app
        .get(&format!("{USERS}?{query}"))
        .bearer(&operator.token)
        .send()
        .await;
    let expected = json!({
        "limit": ["The limit field must be a number from 1 to 200."],
        "cursor": ["The cursor field must be the `next` of the page before."],
        "sort": ["The sort field must be id, -id, created_at or -created_at."],
        "username": ["The username field must be a text of 1 to 255 characters."],
        "name": ["The name field cannot be combined with another search."],
        "isp_id": ["The isp_id field must be a whole number."],
        "status": ["The status field must be active or disabled."],
        "deleted": ["The deleted field must be true or false."],
    });
    assert_eq!(field_errors(&answer), expected);
    let answer = app
        .get(&format!("{USERS}?name=a&sort=id"))
        .bearer(&operator.token)
        .send()
        .await;
    let why = "The sort field cannot be combined with a search, which is in the order of the name.";
    assert_eq!(field_errors(&answer), json!({ "sort": [why] }));
}

#[tokio::test]
async fn roles_and_audit_events_come_in_pages_too() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let names = all(&app, &operator, &format!("{ROLES}?limit=1"), "name").await;
    assert_eq!(json!(names), json!(["admin", "ROLE_ADMIN", "ROLE_SUPER_ADMIN"]));
    let events = all(&app, &operator, &format!("{AUDIT_EVENTS}?limit=3"), "id").await;
    assert!(events.len() > 8, "{events:?}");
    assert!(
        events.is_sorted_by_key(|id| -id.as_i64().unwrap_or_default()),
        "{events:?}"
    );
    let at_once = all(&app, &operator, AUDIT_EVENTS, "id").await;
    assert_eq!(events, at_once);
    let of_admin = all(
        &app,
        &operator,
        &format!("{AUDIT_EVENTS}?account=users/1&limit=1"),
        "action",
    )
    .await;
    assert_eq!(json!(of_admin), json!(["api_key.created", "account.added"]));
    let none = all(
        &app,
        &operator,
        &format!("{AUDIT_EVENTS}?since=2100-01-01T00:00:00Z"),
        "id",
    )
    .await;
    assert_eq!(none, Vec::<Value>::new());
}
