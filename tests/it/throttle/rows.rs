//! What is kept of failures, and for how long.

use super::{ELSEWHERE, HOME, WINDOW, guess, guesses, log_in};
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::login::ADMIN;

async fn sweep(app: &TestApp) {
    while app.app.auth.sweep_attempts().await.expect("a database") {}
}

#[tokio::test]
async fn what_no_decision_depends_on_any_more_is_deleted() {
    let app = TestApp::start().await;
    guesses(&app, "staff", &ADMIN, 3).await;
    guess(&app, "staff", "nobody@example.com", HOME).await;
    // Two accounts, four networks, four pairs.
    assert_eq!(app.database.count("attempts").await, 10);
    sweep(&app).await;
    assert_eq!(app.database.count("attempts").await, 10, "all of it still counts");
    app.pass(seconds(WINDOW + 1));
    sweep(&app).await;
    assert_eq!(
        app.database.count("attempts").await,
        2,
        "the two accounts, for failures in a row"
    );
    app.pass(days(400) - seconds(WINDOW + 2));
    sweep(&app).await;
    assert_eq!(
        app.database.count("attempts").await,
        2,
        "whether the account exists or not"
    );
    app.pass(seconds(2));
    sweep(&app).await;
    assert_eq!(app.database.count("attempts").await, 0);
}

#[tokio::test]
async fn a_login_leaves_nothing_but_the_place_that_it_came_from() {
    let app = TestApp::start().await;
    guesses(&app, "staff", &ADMIN, 2).await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    app.pass(seconds(WINDOW + 1));
    sweep(&app).await;
    let left = app.database.text("SELECT target || ' ' || place FROM attempts").await;
    assert_eq!(left.as_deref(), Some("users/1 net:192.0.2.7/32"));
    assert_eq!(app.database.count("attempts").await, 1);
}

#[tokio::test]
async fn a_counter_holds_little_more_than_the_failures_that_decide() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    for _ in 0..3 {
        guesses(&app, "staff", &ADMIN, 10).await;
        for _ in 0..5 {
            // From a known place, they count on although the account has had its ten.
            assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
        }
        app.pass(seconds(WINDOW));
    }
    let longest = "SELECT CAST(MAX(LENGTH(recent)) AS TEXT) FROM attempts WHERE place = ''";
    assert_eq!(app.database.text(longest).await.as_deref(), Some("546"));
    assert_eq!(guess(&app, "staff", ADMIN.email, ELSEWHERE[0]).await.status, 401);
}
