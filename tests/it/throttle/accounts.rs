//! What an account takes.

use std::sync::Arc;

use super::{ELSEWHERE, HOME, WINDOW, assert_locked, guess, guesses, log_in};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::clock::{days, seconds};
use crate::support::login::{ADMIN, LOGINS};
use latchkey::model::{Realm, User};

#[tokio::test]
async fn after_ten_failures_nothing_is_looked_at_for_a_quarter_of_an_hour_and_then_the_right_password_is_right() {
    for login in &LOGINS {
        let app = TestApp::start().await;
        let person = login.anybody();
        guesses(&app, login.contract, person, 10).await;
        for address in [ELSEWHERE[0], HOME] {
            let again = guess(&app, login.contract, login.name_of(person), address).await;
            assert_locked(login.contract, &again, "900");
            assert_locked(
                login.contract,
                &log_in(&app, login.contract, person, address).await,
                "900",
            );
        }
        app.pass(seconds(WINDOW - 1));
        assert_locked(login.contract, &log_in(&app, login.contract, person, HOME).await, "1");
        app.pass(seconds(1));
        assert_eq!(log_in(&app, login.contract, person, HOME).await.status, 200);
        // It has reset what was counted: ten more are looked at.
        guesses(&app, login.contract, person, 10).await;
        let one_more = guess(&app, login.contract, login.name_of(person), ELSEWHERE[0]).await;
        assert_locked(login.contract, &one_more, "900");
    }
}

#[tokio::test]
async fn each_failure_counts_for_its_own_quarter_of_an_hour() {
    let app = TestApp::start().await;
    guesses(&app, "staff", &ADMIN, 1).await;
    app.pass(seconds(WINDOW - 60));
    guesses(&app, "staff", &ADMIN, 9).await;
    assert_locked("staff", &guess(&app, "staff", ADMIN.email, HOME).await, "60");
    app.pass(seconds(60));
    // The first one is past, so there is room for one more, and for no more than one.
    guesses(&app, "staff", &ADMIN, 1).await;
    assert_locked("staff", &guess(&app, "staff", ADMIN.email, HOME).await, "840");
}

#[tokio::test]
async fn all_names_spellings_and_contracts_of_an_account_are_counted_together() {
    let app = TestApp::start().await;
    let ways = [
        ("staff", "admin@example.com"),
        ("staff", "ADMIN@EXAMPLE.COM"),
        ("management", "admin"),
        ("management", "Admin"),
        ("management", "admin@example.com"),
        ("netxd", "\u{ff41}dmin@example.com"),
    ];
    let mut looked_at = 0;
    for (contract, name) in ways.iter().cycle().take(30) {
        let answer = guess(&app, contract, name, ELSEWHERE[looked_at % 3]).await;
        match answer.status {
            401 => looked_at += 1,
            // Not every contract takes every spelling for a name.
            422 => {}
            _ => assert_locked(contract, &answer, "900"),
        }
    }
    assert_eq!(looked_at, 10);
}

#[tokio::test]
async fn accounts_of_one_name_in_the_two_realms_are_two_accounts() {
    let app = TestApp::start().await;
    for realm in [Realm::Users, Realm::Subscribers] {
        app.add(realm, &ANA).await;
    }
    guesses(&app, "management", &ANA, 10).await;
    assert_locked("management", &log_in(&app, "management", &ANA, HOME).await, "900");
    assert_eq!(log_in(&app, "ispcrm", &ANA, HOME).await.status, 200);
}

#[tokio::test]
async fn all_nodes_share_one_count_and_a_restart_forgets_nothing() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    guesses(&app, "staff", &ADMIN, 5).await;
    guesses(&other, "staff", &ADMIN, 5).await;
    drop(other);
    let restarted = app.another_node().await;
    for node in [&app, &restarted] {
        assert_locked("staff", &log_in(node, "staff", &ADMIN, HOME).await, "900");
    }
}

#[tokio::test]
async fn a_disabled_account_counts_wrong_passwords_and_neither_counts_nor_forgets_at_the_right_one() {
    let app = TestApp::start().await;
    app.disable(Realm::Users, &ADMIN).await;
    guesses(&app, "staff", &ADMIN, 9).await;
    for _ in 0..20 {
        assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 403);
    }
    guesses(&app, "staff", &ADMIN, 1).await;
    assert_locked("staff", &log_in(&app, "staff", &ADMIN, HOME).await, "900");
}

#[tokio::test]
async fn a_new_password_forgets_the_guesses_at_the_old_one() {
    let app = TestApp::start().await;
    guesses(&app, "staff", &ADMIN, 10).await;
    app.set_password(Realm::Users, &ADMIN, ADMIN.password).await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
}

#[tokio::test]
async fn no_more_than_a_hundred_failures_in_a_row_are_looked_at_however_long_they_take() {
    let app = TestApp::start().await;
    for _ in 0..10 {
        guesses(&app, "staff", &ADMIN, 10).await;
        app.pass(seconds(WINDOW));
    }
    for pause in [days(0), days(1), days(1000)] {
        app.pass(pause);
        assert_locked("staff", &guess(&app, "staff", ADMIN.email, ELSEWHERE[0]).await, "900");
        assert_locked("staff", &log_in(&app, "staff", &ADMIN, HOME).await, "900");
        while app.app.auth.sweep_attempts().await.expect("a database") {}
    }
    let username = crate::support::admin::folded(ADMIN.username);
    assert!(
        app.app
            .auth
            .unlock_account::<User>(&username)
            .await
            .expect("a database")
    );
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
}

#[tokio::test]
async fn a_clock_that_steps_back_makes_no_room_for_more_and_locks_nobody_out_for_longer() {
    let app = TestApp::start().await;
    guesses(&app, "staff", &ADMIN, 10).await;
    app.clock.step_back(seconds(60));
    assert_locked("staff", &log_in(&app, "staff", &ADMIN, HOME).await, "900");
    app.pass(seconds(WINDOW + 60));
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
}

#[tokio::test]
async fn failures_that_a_clock_far_ahead_has_noted_lock_nobody_out() {
    let app = TestApp::start().await;
    app.pass(days(365));
    guesses(&app, "staff", &ADMIN, 10).await;
    app.clock.step_back(days(365));
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
}

/// The one hashing thread is busy with a hash that takes far longer than everything else here together.
#[tokio::test]
async fn a_locked_account_is_answered_without_any_hashing() {
    let app = TestApp::start().await;
    guesses(&app, "staff", &ADMIN, 10).await;
    let slow = Arc::new(app.another_node_with("[passwords]\nthreads = 1\nlanes = 1", 13).await);
    let node = slow.clone();
    let busy = tokio::spawn(async move { guess(&node, "staff", "nobody@example.com", HOME).await });
    while slow.database.count("attempts WHERE target LIKE 'users?%'").await == 0 {
        tokio::task::yield_now().await;
    }
    assert_locked("staff", &log_in(&slow, "staff", &ADMIN, ELSEWHERE[0]).await, "900");
    assert!(!busy.is_finished(), "the thread was still busy");
    assert_eq!(busy.await.expect("an answer").status, 401);
}
