//! Accounts whose rows are gone, although nothing here deletes them: their sessions are over.

use latchkey::model::Realm;

use crate::contracts::operations::with_token;
use crate::parity::situation::said;
use crate::support::login::Login;
use crate::support::{DEMO_KEY, TestApp};

async fn delete(app: &TestApp, realm: Realm) {
    let tables: &[&str] = match realm {
        Realm::Users => &["user_roles", "user_permissions", "settings", "api_keys", "users"],
        Realm::Subscribers => &["subscribers"],
    };
    for table in tables {
        app.database.execute(&format!("DELETE FROM {table}")).await;
    }
}

#[tokio::test]
async fn every_operation_answers_as_if_the_session_had_ended() {
    for operation in with_token() {
        let app = TestApp::start().await;
        let token = app.token(operation.contract).await;
        delete(&app, Login::of(operation.contract).realm()).await;
        for node in [&app, &app.another_node().await] {
            let (status, words) = said(operation.contract, operation.over());
            let answer = operation.anonymous(node).bearer(&token).send().await;
            assert_eq!((answer.status, answer.json()), (status, words), "{answer:?}");
        }
    }
}

#[tokio::test]
async fn its_tokens_are_not_active() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    delete(&app, Realm::Subscribers).await;
    let call = app.call("POST", "/oauth/introspect").api_key(DEMO_KEY);
    let body = format!("token={token}");
    let answer = call.body("application/x-www-form-urlencoded", body).send().await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (200, r#"{"active":false}"#),
        "{answer:?}"
    );
}
