//! Where a contract has clients name their device, a device has one session.

use latchkey::model::{AccountRef, Realm};

use crate::support::TestApp;
use crate::support::admin::{ADMIN, ADMIN_ACCOUNT, ADMIN_PASSWORD};

const OTHER: (&str, &str) = ("admin@NetXD.com", "Test@1234");

#[tokio::test]
async fn a_second_login_from_a_device_ends_the_first_ones_session() {
    let app = TestApp::start().await;
    let first = app.token_on_device(ADMIN, ADMIN_PASSWORD, "917038").await;
    assert!(app.accepts(&first).await);
    let second = app.token_on_device(ADMIN, ADMIN_PASSWORD, "917038").await;
    assert!(!app.accepts(&first).await);
    assert_eq!(app.refresh(&first).await.status, 401);
    assert!(app.accepts(&second).await);
    assert_eq!(app.database.count("sessions WHERE ended_reason = 'replaced'").await, 1);
}

#[tokio::test]
async fn another_device_another_user_and_another_contract_keep_theirs() {
    let app = TestApp::start().await;
    let kept = [
        app.token_on_device(ADMIN, ADMIN_PASSWORD, "2").await,
        app.token_on_device(ADMIN, ADMIN_PASSWORD, "1 ").await,
        app.token_on_device(OTHER.0, OTHER.1, "1").await,
        app.token("staff").await,
        app.token("management").await,
    ];
    app.token_on_device(ADMIN, ADMIN_PASSWORD, "1").await;
    app.token_on_device(ADMIN, ADMIN_PASSWORD, "1").await;
    for (number, token) in kept.iter().enumerate() {
        assert!(app.accepts(token).await, "number {number}");
    }
}

#[tokio::test]
async fn a_login_that_fails_ends_nothing() {
    let app = TestApp::start().await;
    let first = app.token_on_device(ADMIN, ADMIN_PASSWORD, "1").await;
    let body = serde_json::json!({ "emailid": ADMIN, "password": "wrong", "deviceID": "1" });
    let answer = app.post("/rpc/admin/UserService/GetToken", body).send().await;
    assert_eq!(answer.status, 401);
    assert!(app.accepts(&first).await);
}

#[tokio::test]
async fn contracts_without_devices_have_any_number_of_sessions() {
    let app = TestApp::start().await;
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(app.token("staff").await);
    }
    for token in &tokens {
        assert!(app.accepts(token).await);
    }
    let open = app.open_sessions(ADMIN_ACCOUNT).await;
    assert_eq!(open.len(), 5);
    assert!(open.iter().all(|session| session.device.is_none()));
}

#[tokio::test]
async fn an_account_of_the_other_realm_with_the_same_number_is_another_account() {
    let app = TestApp::start().await;
    let user = app.token("staff").await;
    let subscriber = app.log_in_subscriber("subscriber123", "password123").await;
    assert_eq!(subscriber.at("/data/subscriber/id"), 1);
    let token = crate::support::admin::text(&subscriber, "/data/token");
    assert_eq!(app.session_of(&user).await.account, ADMIN_ACCOUNT);
    let theirs = AccountRef {
        realm: Realm::Subscribers,
        id: 1,
    };
    assert_eq!(app.session_of(&token).await.account, theirs);
    let everywhere = app.call("POST", "/api/v1/subscriber/logout-all").bearer(&token);
    assert_eq!(everywhere.send().await.status, 200);
    assert!(!app.accepts_subscriber(&token).await);
    assert!(app.accepts(&user).await);
}
