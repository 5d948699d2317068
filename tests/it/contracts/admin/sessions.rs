//! Sessions of any account.

use latchkey::model::Realm;
use serde_json::json;

use super::caller::person;
use super::requests::{Place, added};
use super::{SESSIONS, field_errors, is_done, is_problem};
use crate::support::TestApp;

#[tokio::test]
async fn the_sessions_of_an_account_are_listed_and_ended_one_by_one_or_all() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let (_, account) = added(&app, Realm::Subscribers, Place::Inside, 7).await;
    let first = app.token_of("subscriber", &person(7)).await;
    let second = app.token_of("ispcrm", &person(7)).await;
    let path = format!("{SESSIONS}?account={account}");
    let list = app.get(&path).bearer(&operator.token).send().await;
    let contracts: Vec<_> = (0..2).map(|n| list.at(&format!("/items/{n}/contract"))).collect();
    assert!(
        contracts.contains(&json!("ispcrm")) && contracts.contains(&json!("subscriber")),
        "{list:?}"
    );
    assert_eq!(list.at("/items/0/account"), account.to_string());
    let of_first = app.open_sessions(account).await;
    let of_first = of_first
        .iter()
        .find(|one| one.contract == "subscriber")
        .expect("a session");
    let one = format!("{SESSIONS}/{}", of_first.id);
    is_done(&app.call("DELETE", &one).bearer(&operator.token).send().await);
    assert!(!app.accepts_subscriber(&first).await && app.accepts_subscriber(&second).await);
    let again = app.call("DELETE", &one).bearer(&operator.token).send().await;
    is_problem(&again, 404, "not_found", "There is no such thing.");
    is_done(&app.call("DELETE", &path).bearer(&operator.token).send().await);
    assert!(!app.accepts_subscriber(&second).await);
    let list = app.get(&path).bearer(&operator.token).send().await;
    list.assert(200, &json!({ "items": [] }));
}

#[tokio::test]
async fn an_account_must_be_named_as_the_audit_log_names_it() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let why = json!({ "account": ["The account field must be an account such as users/1."] });
    for account in ["1", "users/01", "users/0", "people/1", "users/1/2"] {
        for method in ["GET", "DELETE"] {
            let path = format!("{SESSIONS}?account={account}");
            let answer = app.call(method, &path).bearer(&operator.token).send().await;
            assert_eq!(field_errors(&answer), why, "{account}");
        }
    }
    let why = json!({ "account": ["The account field is required."] });
    for method in ["GET", "DELETE"] {
        let answer = app.call(method, SESSIONS).bearer(&operator.token).send().await;
        assert_eq!(field_errors(&answer), why, "{method}");
    }
    let path = format!("{SESSIONS}?account=users/999");
    let answer = app.get(&path).bearer(&operator.token).send().await;
    is_problem(&answer, 404, "not_found", "There is no such thing.");
}
