//! `POST /api/v1/subscriber/logout` and `POST /api/v1/subscriber/logout-all`

use latchkey::model::Realm;
use serde_json::json;

use super::says;
use crate::support::TestApp;
use crate::support::accounts::BEN;
use crate::support::http::{Answer, BAD_TOKEN};

const LOGOUT: &str = "/api/v1/subscriber/logout";
const LOGOUT_ALL: &str = "/api/v1/subscriber/logout-all";

/// An operation that changes nothing.
async fn look(app: &TestApp, token: &str) -> Answer {
    app.look(Realm::Subscribers, token).await
}

#[tokio::test]
async fn a_logout_ends_the_session_of_this_device_alone() {
    let app = TestApp::start().await;
    let (mine, another) = (app.token("subscriber").await, app.token("subscriber").await);
    let answer = app.call("POST", LOGOUT).bearer(&mine).send().await;
    answer.is(
        200,
        &json!({"success": true, "message": "Successfully logged out"}),
        &[],
    );
    look(&app, &mine).await.is(401, &says("Unauthenticated"), &[BAD_TOKEN]);
    assert_eq!(look(&app, &another).await.status, 302);
}

#[tokio::test]
async fn a_logout_on_all_devices_ends_every_session_through_both_contracts() {
    let app = TestApp::start().await;
    app.add_subscriber(&BEN, |_| ()).await;
    let mut tokens = Vec::new();
    for contract in ["subscriber", "ispcrm", "subscriber", "ispcrm"] {
        tokens.push(app.token(contract).await);
    }
    let of_somebody_else = app.token_of("subscriber", &BEN).await;
    let answer = app.call("POST", LOGOUT_ALL).bearer(&tokens[0]).send().await;
    let expected = json!({"success": true, "message": "Successfully logged out from all devices"});
    answer.is(200, &expected, &[]);
    for token in &tokens {
        look(&app, token).await.is(401, &says("Unauthenticated"), &[BAD_TOKEN]);
        let answer = app.call("POST", "/api/v1/subscriber/Logout").bearer(token).send().await;
        answer.is(401, &json!({"message": "Invalid credentials"}), &[BAD_TOKEN]);
    }
    assert_eq!(look(&app, &of_somebody_else).await.status, 302);
    assert_eq!(look(&app, &app.token("subscriber").await).await.status, 302);
}

#[tokio::test]
async fn a_token_of_the_other_contract_ends_all_sessions_just_the_same() {
    let app = TestApp::start().await;
    let (through_ispcrm, through_subscriber) = (app.token("ispcrm").await, app.token("subscriber").await);
    let answer = app.call("POST", LOGOUT_ALL).bearer(&through_ispcrm).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let answer = look(&app, &through_subscriber).await;
    answer.is(401, &says("Unauthenticated"), &[BAD_TOKEN]);
}

#[tokio::test]
async fn a_user_with_the_subscribers_number_keeps_their_sessions() {
    let app = TestApp::start().await;
    let id = app.add_subscriber(&BEN, |_| ()).await.0;
    let change =
        format!("UPDATE subscribers SET id = 1000 WHERE id = 1; UPDATE subscribers SET id = 1 WHERE id = {id}");
    for statement in change.split(';') {
        app.database.execute(statement).await;
    }
    let of_user_1 = app.token("staff").await;
    let of_subscriber_1 = app.token_of("subscriber", &BEN).await;
    app.call("POST", LOGOUT_ALL).bearer(&of_subscriber_1).send().await;
    assert!(app.takes(Realm::Users, &of_user_1).await);
}
