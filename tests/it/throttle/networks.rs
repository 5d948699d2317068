//! What a network takes.

use super::{HOME, WINDOW, assert_locked, guess, log_in};
use crate::support::TestApp;
use crate::support::clock::seconds;
use crate::support::login::{ADMIN, SUBSCRIBER};

const CARRIER: &str = "100.64.0.9";

/// A hundred failures from one network, each for a name of its own.
async fn hundred(app: &TestApp, address: &str) {
    for number in 0..100 {
        let answer = guess(app, "ispcrm", &format!("nobody-{number}"), address).await;
        assert_eq!(answer.status, 401, "{number}: {answer:?}");
    }
}

#[tokio::test]
async fn after_a_hundred_failures_a_network_waits_whatever_name_it_tries() {
    let app = TestApp::start().await;
    hundred(&app, CARRIER).await;
    assert_locked("ispcrm", &guess(&app, "ispcrm", "nobody-new", CARRIER).await, "900");
    assert_locked("staff", &log_in(&app, "staff", &ADMIN, CARRIER).await, "900");
    assert_eq!(
        log_in(&app, "staff", &ADMIN, HOME).await.status,
        200,
        "others do not wait"
    );
    app.pass(seconds(WINDOW));
    assert_eq!(log_in(&app, "staff", &ADMIN, CARRIER).await.status, 200);
}

#[tokio::test]
async fn logins_that_succeed_do_not_count_against_a_network() {
    let app = TestApp::start().await;
    for _ in 0..60 {
        assert_eq!(log_in(&app, "ispcrm", &SUBSCRIBER, CARRIER).await.status, 200);
        assert_eq!(log_in(&app, "staff", &ADMIN, CARRIER).await.status, 200);
    }
    hundred(&app, CARRIER).await;
    assert_locked("ispcrm", &guess(&app, "ispcrm", "nobody-new", CARRIER).await, "900");
}

#[tokio::test]
async fn an_attacker_clears_nothing_by_logging_in_to_an_account_of_their_own() {
    let app = TestApp::start().await;
    hundred(&app, CARRIER).await;
    app.pass(seconds(1));
    assert_locked("ispcrm", &log_in(&app, "ispcrm", &SUBSCRIBER, CARRIER).await, "899");

    let app = TestApp::start().await;
    for number in 0..100 {
        assert_eq!(log_in(&app, "staff", &ADMIN, CARRIER).await.status, 200);
        let answer = guess(&app, "ispcrm", &format!("nobody-{number}"), CARRIER).await;
        assert_eq!(answer.status, 401, "{number}: {answer:?}");
    }
    assert_locked("ispcrm", &guess(&app, "ispcrm", "nobody-new", CARRIER).await, "900");
}

#[tokio::test]
async fn subscribers_who_have_logged_in_behind_a_carrier_s_address_get_in_while_another_one_guesses_there() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "ispcrm", &SUBSCRIBER, CARRIER).await.status, 200);
    hundred(&app, CARRIER).await;
    assert_locked("ispcrm", &guess(&app, "ispcrm", "nobody-new", CARRIER).await, "900");
    assert_eq!(log_in(&app, "ispcrm", &SUBSCRIBER, CARRIER).await.status, 200);
}

#[tokio::test]
async fn an_ipv6_network_is_the_first_64_bits_and_an_ipv4_network_the_whole_address() {
    let app = TestApp::start().await;
    for number in 0..100 {
        let address = format!("2001:db8:0:7::{number:x}");
        let name = format!("nobody-{number}");
        assert_eq!(guess(&app, "ispcrm", &name, &address).await.status, 401);
    }
    let within = "2001:db8:0:7:ffff:ffff:ffff:ffff";
    assert_locked("ispcrm", &guess(&app, "ispcrm", "nobody-new", within).await, "900");
    let beside = guess(&app, "ispcrm", "nobody-new", "2001:db8:0:8::1").await;
    assert_eq!(beside.status, 401);

    hundred(&app, "::ffff:198.51.100.77").await;
    assert_locked(
        "ispcrm",
        &guess(&app, "ispcrm", "nobody-new", "198.51.100.77").await,
        "900",
    );
    assert_eq!(guess(&app, "ispcrm", "nobody-new", "198.51.100.78").await.status, 401);
}
