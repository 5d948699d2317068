//! One session for each device.

use latchkey::model::Realm;

use super::{NETXD_ADMIN, get_token, token};
use crate::support::TestApp;
use crate::support::clock::seconds;
use crate::support::login::{ADMIN, Person};

/// Whether the token is good; this contract has no operation to see that with.
async fn is_good(app: &TestApp, token: &str) -> bool {
    app.takes(Realm::Users, token).await
}

#[tokio::test]
async fn a_second_login_from_a_device_ends_the_first_ones_session() {
    let app = TestApp::start().await;
    let first = token(&app, &NETXD_ADMIN, "917038").await;
    assert!(is_good(&app, &first).await);
    let second = token(&app, &NETXD_ADMIN, "917038").await;
    assert!(!is_good(&app, &first).await);
    assert!(is_good(&app, &second).await);
}

#[tokio::test]
async fn a_login_from_another_device_ends_nothing() {
    let app = TestApp::start().await;
    let first = token(&app, &NETXD_ADMIN, "917038").await;
    for device in ["917039", "0917038", "917038 ", "ab", "AB"] {
        let token = token(&app, &NETXD_ADMIN, device).await;
        assert!(is_good(&app, &token).await, "{device}");
        assert!(is_good(&app, &first).await, "{device}");
    }
}

#[tokio::test]
async fn the_same_device_of_somebody_else_is_another_device() {
    let app = TestApp::start().await;
    let first = token(&app, &NETXD_ADMIN, "917038").await;
    let of_somebody_else = token(&app, &ADMIN, "917038").await;
    assert!(is_good(&app, &first).await);
    assert!(is_good(&app, &of_somebody_else).await);
}

#[tokio::test]
async fn sessions_through_other_contracts_are_on_no_device() {
    let app = TestApp::start().await;
    let (staff, management) = (app.token("staff").await, app.token("management").await);
    token(&app, &ADMIN, "917038").await;
    token(&app, &ADMIN, "917038").await;
    assert!(is_good(&app, &staff).await);
    assert!(is_good(&app, &management).await);
}

#[tokio::test]
async fn a_login_that_fails_ends_nothing() {
    let app = TestApp::start().await;
    let first = token(&app, &NETXD_ADMIN, "917038").await;
    let wrong = Person {
        password: "Test@12345",
        ..NETXD_ADMIN
    };
    let answer = get_token(&app, &wrong, "917038").send().await;
    assert_eq!(answer.status, 401, "{answer:?}");
    assert!(is_good(&app, &first).await);
}

#[tokio::test]
async fn a_token_is_good_for_two_hours() {
    let app = TestApp::start().await;
    let token = token(&app, &NETXD_ADMIN, "917038").await;
    app.pass(seconds(7199));
    assert!(is_good(&app, &token).await);
    app.pass(seconds(1));
    assert!(!is_good(&app, &token).await);
}
