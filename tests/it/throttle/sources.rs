//! Places that an account has logged in well from before.

use latchkey::model::User;
use serde_json::json;

use super::{ELSEWHERE, HOME, WINDOW, assert_locked, guess, guesses, log_in};
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::http::Answer;
use crate::support::login::{ADMIN, LOGINS, SUBSCRIBER};
use crate::support::rows::start;

/// A login from a device; the contract that has clients name theirs.
async fn on_device(app: &TestApp, password: &str, device: &str, address: &str) -> Answer {
    let body = json!({ "emailid": ADMIN.email, "password": password, "deviceID": device });
    let call = app.post("/rpc/admin/UserService/GetToken", body);
    call.from(address).send().await
}

#[tokio::test]
async fn guesses_from_elsewhere_keep_nobody_out_of_a_network_they_have_logged_in_from() {
    for login in &LOGINS {
        let app = TestApp::start().await;
        let (contract, person) = (login.contract, login.anybody());
        assert_eq!(log_in(&app, contract, person, HOME).await.status, 200);
        guesses(&app, contract, person, 10).await;
        assert_locked(
            contract,
            &guess(&app, contract, login.name_of(person), ELSEWHERE[0]).await,
            "900",
        );
        assert_eq!(log_in(&app, contract, person, HOME).await.status, 200);
        // And their login makes no room for more guesses from elsewhere.
        assert_locked(
            contract,
            &guess(&app, contract, login.name_of(person), ELSEWHERE[0]).await,
            "900",
        );
    }
}

#[tokio::test]
async fn a_network_is_known_through_every_contract_of_the_account() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "management", &ADMIN, HOME).await.status, 200);
    guesses(&app, "staff", &ADMIN, 10).await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    assert_eq!(log_in(&app, "netxd", &ADMIN, HOME).await.status, 200);
}

#[tokio::test]
async fn a_known_network_has_an_allowance_of_its_own_and_no_more() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    for _ in 0..10 {
        assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
    }
    assert_locked("staff", &log_in(&app, "staff", &ADMIN, HOME).await, "900");
    app.pass(seconds(WINDOW));
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
}

#[tokio::test]
async fn the_owner_s_own_mistakes_at_home_count_elsewhere_too() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    for _ in 0..6 {
        assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
    }
    guesses(&app, "staff", &ADMIN, 4).await;
    assert_locked("staff", &guess(&app, "staff", ADMIN.email, ELSEWHERE[0]).await, "900");
}

#[tokio::test]
async fn a_known_device_gets_in_from_any_network_while_others_guess() {
    let app = TestApp::start().await;
    assert_eq!(on_device(&app, ADMIN.password, "phone", HOME).await.status, 200);
    guesses(&app, "staff", &ADMIN, 10).await;
    let abroad = "203.0.113.99";
    assert_locked(
        "netxd",
        &on_device(&app, ADMIN.password, "another", abroad).await,
        "900",
    );
    assert_eq!(on_device(&app, ADMIN.password, "phone", abroad).await.status, 200);
}

#[tokio::test]
async fn a_device_is_known_to_the_account_that_it_logged_in_to_and_to_no_other() {
    let app = TestApp::start().await;
    let other = json!({ "emailid": "admin@NetXD.com", "password": "Test@1234", "deviceID": "phone" });
    let call = app.post("/rpc/admin/UserService/GetToken", other);
    assert_eq!(call.from(ELSEWHERE[0]).send().await.status, 200);
    guesses(&app, "staff", &ADMIN, 10).await;
    assert_locked(
        "netxd",
        &on_device(&app, ADMIN.password, "phone", ELSEWHERE[0]).await,
        "900",
    );
}

#[tokio::test]
async fn a_hundred_failures_in_a_row_from_elsewhere_leave_a_known_place_alone() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "subscriber", &SUBSCRIBER, HOME).await.status, 200);
    for _ in 0..10 {
        guesses(&app, "subscriber", &SUBSCRIBER, 10).await;
        app.pass(seconds(WINDOW));
    }
    assert_locked(
        "subscriber",
        &log_in(&app, "subscriber", &SUBSCRIBER, ELSEWHERE[0]).await,
        "900",
    );
    assert_eq!(log_in(&app, "subscriber", &SUBSCRIBER, HOME).await.status, 200);
    // That was a success, so the hundred are not in a row any more.
    assert_eq!(log_in(&app, "subscriber", &SUBSCRIBER, ELSEWHERE[0]).await.status, 200);
}

#[tokio::test]
async fn a_place_is_forgotten_when_nobody_has_logged_in_from_there_for_three_months() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    app.pass(days(90) + seconds(1));
    while app.app.auth.sweep_attempts().await.expect("a database") {}
    guesses(&app, "staff", &ADMIN, 10).await;
    assert_locked("staff", &log_in(&app, "staff", &ADMIN, HOME).await, "900");
}

#[tokio::test]
async fn failures_at_a_known_place_do_not_keep_it_known() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    app.pass(days(90) - seconds(60));
    guesses_from(&app, HOME, 2).await;
    app.pass(seconds(61));
    guesses_from(&app, HOME, 1).await;
    while app.app.auth.sweep_attempts().await.expect("a database") {}
    // Three of ten are counted already.
    guesses(&app, "staff", &ADMIN, 7).await;
    assert_locked("staff", &log_in(&app, "staff", &ADMIN, HOME).await, "839");
}

/// Wrong guesses at the administrator's password.
async fn guesses_from(app: &TestApp, address: &str, number: usize) {
    for _ in 0..number {
        assert_eq!(guess(app, "staff", ADMIN.email, address).await.status, 401);
    }
}

#[tokio::test]
async fn a_device_that_is_known_takes_no_network_out_of_its_limit() {
    let app = TestApp::start().await;
    assert_eq!(on_device(&app, ADMIN.password, "phone", HOME).await.status, 200);
    let carrier = "100.64.0.9";
    for number in 0..100 {
        let answer = guess(&app, "ispcrm", &format!("nobody-{number}"), carrier).await;
        assert_eq!(answer.status, 401, "{number}: {answer:?}");
    }
    assert_locked("netxd", &on_device(&app, "guess", "phone", carrier).await, "900");
    assert_eq!(on_device(&app, ADMIN.password, "phone", HOME).await.status, 200);
}

#[tokio::test]
async fn names_of_devices_can_be_tried_no_more_often_than_passwords() {
    let app = TestApp::start().await;
    assert_eq!(on_device(&app, ADMIN.password, "phone", HOME).await.status, 200);
    guesses(&app, "staff", &ADMIN, 10).await;
    let carrier = "100.64.0.9";
    for number in 0..100 {
        let answer = on_device(&app, "guess", &format!("device-{number}"), carrier).await;
        assert_locked("netxd", &answer, "900");
    }
    assert_locked("netxd", &on_device(&app, "guess", "phone", carrier).await, "900");
}

#[tokio::test]
async fn a_login_elsewhere_ends_a_row_of_failures_at_a_known_place() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    for _ in 0..10 {
        for _ in 0..10 {
            assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
        }
        app.pass(seconds(WINDOW));
    }
    assert_locked("staff", &log_in(&app, "staff", &ADMIN, HOME).await, "900");
    // Elsewhere a hundred have failed as well, as far as the account can tell.
    assert_locked("staff", &log_in(&app, "staff", &ADMIN, ELSEWHERE[0]).await, "900");
    let username = crate::support::admin::folded(ADMIN.username);
    assert!(
        app.app
            .auth
            .unlock_account::<User>(&username)
            .await
            .expect("a database")
    );
    for _ in 0..9 {
        for _ in 0..10 {
            assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
        }
        app.pass(seconds(WINDOW));
    }
    assert_eq!(log_in(&app, "staff", &ADMIN, ELSEWHERE[0]).await.status, 200);
    for _ in 0..2 {
        for _ in 0..10 {
            assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
        }
        app.pass(seconds(WINDOW));
    }
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
}

/// Until when the database keeps what it knows of an account and its network, in milliseconds.
async fn kept_until(app: &TestApp) -> i64 {
    let kept = "SELECT CAST(kept_until AS TEXT) FROM attempts WHERE succeeded_at IS NOT NULL";
    let text = app.database.text(kept).await.expect("a network");
    text.parse().expect("a number")
}

/// An index has that time, and no login should have to write it.
#[tokio::test]
async fn how_long_a_known_network_is_kept_changes_once_a_day() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    // To the end of the day on which the network is last known, and a failure there still counts.
    let first = start().plus(days(91)).millis();
    assert_eq!(kept_until(&app).await, first);

    app.pass(seconds(60));
    assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    assert_eq!(kept_until(&app).await, first);

    app.pass(days(1));
    assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
    assert_eq!(kept_until(&app).await, first);
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    assert_eq!(kept_until(&app).await, start().plus(days(92)).millis());
}
