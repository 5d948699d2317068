//! Two people who change one thing: `If-Match`.

use latchkey::model::Realm;
use serde_json::json;

use super::caller::person;
use super::requests::{Place, added};
use super::{ROLES, concurrently, is_done, is_problem, tag};
use crate::support::TestApp;

const STALE: &str = "It was changed meanwhile. Read it again, and decide anew.";

#[tokio::test]
async fn of_two_who_change_an_account_one_is_told_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let operator = app.operator(1).await;
    for (realm, number) in [(Realm::Users, 7), (Realm::Subscribers, 8)] {
        let (path, _) = added(&app, realm, Place::Inside, number).await;
        let read = tag(&app.get(&path).bearer(&operator.token).send().await);
        let change = async |node: &TestApp, body| {
            let call = node.call("PATCH", &path).json(&body).header("if-match", &read);
            call.bearer(&operator.token).send().await
        };
        let (first, second) = tokio::join!(
            change(&app, json!({ "phone": "0171" })),
            change(&other, json!({ "isp_id": 9 }))
        );
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 412], "{first:?} {second:?}");
        let (won, lost) = if first.status == 200 {
            (first, second)
        } else {
            (second, first)
        };
        is_problem(&lost, 412, "precondition_failed", STALE);
        let now = other.get(&path).bearer(&operator.token).send().await;
        assert_eq!(now.json(), won.json());
        let call = app.call("PATCH", &path).json(&json!({ "phone": "0171", "isp_id": 9 }));
        let again = call.header("if-match", &tag(&now)).bearer(&operator.token).send().await;
        assert_eq!((again.at("/phone"), again.at("/isp_id")), (json!("0171"), json!(9)));
    }
}

#[tokio::test]
async fn without_a_tag_changes_that_race_all_take_effect() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let bodies = [
        json!({ "phone": "0171" }),
        json!({ "scope": "ADMIN" }),
        json!({ "branch_id": 5 }),
    ];
    let changes = bodies.iter().zip([&app, &other, &app]).map(|(body, node)| {
        let call = node.call("PATCH", &path).json(body).bearer(&operator.token);
        async { call.send().await.status }
    });
    assert_eq!(concurrently(changes).await, [200, 200, 200]);
    let now = app.get(&path).bearer(&operator.token).send().await;
    assert_eq!(
        (now.at("/phone"), now.at("/scope"), now.at("/branch_id")),
        (json!("0171"), json!("ADMIN"), json!(5))
    );
}

#[tokio::test]
async fn a_login_leaves_the_tag_and_a_change_by_the_owner_does_not() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let read = async || tag(&app.get(&path).bearer(&operator.token).send().await);
    let before = read().await;
    let token = app.token_of("management", &person(7)).await;
    assert_eq!(read().await, before);
    let body = json!({ "user": { "title": "Dr." } });
    let changed = app.post("/v1/auth/user", body).bearer(&token).send().await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_ne!(read().await, before);
}

#[tokio::test]
async fn a_stale_tag_deletes_nothing_and_a_star_matches_whatever_is_there() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (path, _) = added(&app, Realm::Users, Place::Inside, 7).await;
    let delete = async |path: &str, tag: &str| {
        let call = app.call("DELETE", path).header("if-match", tag);
        call.bearer(&operator.token).send().await
    };
    for stale in ["\"0\"", "W/\"1\"", "1", "\"1\", \"2\""] {
        is_problem(&delete(&path, stale).await, 412, "precondition_failed", STALE);
    }
    is_done(&delete(&path, "*").await);
    let role = app
        .post(ROLES, json!({ "name": "support" }))
        .bearer(&operator.token)
        .send()
        .await;
    let path = role.header("location").expect("a location").to_owned();
    is_problem(&delete(&path, "\"2\"").await, 412, "precondition_failed", STALE);
    let change = app
        .call("PATCH", &path)
        .json(&json!({ "description": "The help desk" }));
    let changed = change.header("if-match", "\"1\"").bearer(&operator.token).send().await;
    assert_eq!((changed.status, tag(&changed).as_str()), (200, "\"2\""), "{changed:?}");
    is_done(&delete(&path, "\"2\"").await);
}
