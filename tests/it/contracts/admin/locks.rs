//! Accounts whose logins are refused because too many failed.

use latchkey::model::Realm;
use serde_json::{Value, json};

use super::caller::{Caller, person};
use super::requests::{Place, added, locked};
use super::{LOCKS, is_done};
use crate::support::TestApp;
use crate::support::login::Login;

#[tokio::test]
async fn an_account_with_too_many_failed_logins_is_locked_until_it_is_unlocked() {
    let app = TestApp::with("[throttle]\naccount_failures = 3\nsource_failures = 3").await;
    let operator = app.operator(1).await;
    for (realm, contract, number) in [(Realm::Users, "staff", 7), (Realm::Subscribers, "subscriber", 8)] {
        let (path, _) = added(&app, realm, Place::Inside, number).await;
        let lock = format!("{path}/lock");
        let free = json!({ "locked": false, "until": null });
        app.get(&lock).bearer(&operator.token).send().await.assert(200, &free);
        let login = Login::of(contract);
        for _ in 0..3 {
            let name = login.name_of(&person(number));
            assert_eq!(login.of_name(&app, name, "wrong").send().await.status, 401);
        }
        let locked = app.get(&lock).bearer(&operator.token).send().await;
        assert_eq!(locked.at("/locked"), true, "{locked:?}");
        assert!(locked.at("/until").is_string(), "{locked:?}");
        assert_eq!(login.of_person(&app, &person(number)).send().await.status, 429);
        is_done(&app.call("DELETE", &lock).bearer(&operator.token).send().await);
        app.get(&lock).bearer(&operator.token).send().await.assert(200, &free);
        assert_eq!(login.of_person(&app, &person(number)).send().await.status, 200);
    }
}

/// The usernames on a page of locked accounts, and where the next one begins.
async fn page(app: &TestApp, caller: &Caller, query: &str) -> (Value, Value) {
    let answer = app.get(&format!("{LOCKS}/{query}")).bearer(&caller.token).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let items = answer.at("/items");
    let names = items
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["username"].clone());
    (names.collect(), answer.at("/next"))
}

#[tokio::test]
async fn the_locked_accounts_are_listed_and_no_others() {
    let app = TestApp::with("[throttle]\naccount_failures = 3\nsource_failures = 3").await;
    let operator = app.operator(1).await;
    let login = Login::of("staff");
    for number in [7, 8] {
        added(&app, Realm::Users, Place::Inside, number).await;
    }
    for (number, failures) in [(7, 3), (8, 2)] {
        for _ in 0..failures {
            let name = login.name_of(&person(number));
            login.of_name(&app, name, "wrong").send().await;
        }
    }
    for _ in 0..3 {
        login.of_name(&app, "nobody@example.com", "wrong").send().await;
    }
    let listed = app.get(&format!("{LOCKS}/users")).bearer(&operator.token).send().await;
    let id = listed.at("/items/0/id");
    let lock = app
        .get(&format!("/admin/v1/users/{id}/lock"))
        .bearer(&operator.token)
        .send()
        .await;
    let expected = json!({ "id": id, "username": person(7).username, "until": lock.at("/until") });
    listed.assert(200, &json!({ "items": [expected], "next": null }));
    assert!(lock.at("/until").is_string(), "{lock:?}");
    assert_eq!(page(&app, &operator, "subscribers").await, (json!([]), Value::Null));
    is_done(
        &app.call("DELETE", &format!("/admin/v1/users/{id}/lock"))
            .bearer(&operator.token)
            .send()
            .await,
    );
    assert_eq!(page(&app, &operator, "users").await, (json!([]), Value::Null));
}

#[tokio::test]
async fn locked_accounts_come_in_pages_and_a_page_reads_only_so_many_counters() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    for number in 7..10 {
        locked(&app, Realm::Subscribers, Place::Inside, number).await;
    }
    let (first, next) = page(&app, &operator, "subscribers?limit=2").await;
    let next = next.as_str().expect("another page").to_owned();
    let (second, end) = page(&app, &operator, &format!("subscribers?limit=2&cursor={next}")).await;
    assert_eq!(
        (first, second, end),
        (json!(["caller7", "caller8"]), json!(["caller9"]), Value::Null)
    );
    // Others, of which each has failed once, and names that no account has.
    for kind in ["subscribers/", "subscribers?", "users/"] {
        let names = format!(
            "INSERT INTO attempts (target, place, recent, consecutive, kept_until) \
             WITH RECURSIVE numbers (n) AS (SELECT 10000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 12499) \
             SELECT '{kind}' || n, '', '', 1, 0 FROM numbers"
        );
        app.database.execute(&names).await;
    }
    let (nobody, next) = page(&app, &operator, "subscribers").await;
    assert_eq!(nobody, json!([]));
    let next = next.as_str().expect("another page").to_owned();
    let (all, end) = page(&app, &operator, &format!("subscribers?cursor={next}")).await;
    assert_eq!((all, end), (json!(["caller7", "caller8", "caller9"]), Value::Null));
}

#[tokio::test]
async fn a_deleted_account_is_not_listed_as_locked() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let path = locked(&app, Realm::Users, Place::Inside, 7).await;
    assert_eq!(page(&app, &operator, "users").await.0, json!(["caller7"]));
    is_done(&app.call("DELETE", &path).bearer(&operator.token).send().await);
    assert_eq!(page(&app, &operator, "users").await, (json!([]), Value::Null));
}
