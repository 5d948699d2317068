//! What the record says of guesses.

use latchkey::model::User;

use super::{ELSEWHERE, HOME, guess, guesses, log_in};
use crate::support::TestApp;
use crate::support::login::ADMIN;

async fn locks(app: &TestApp, what: &str) -> u64 {
    let which = format!("audit_events WHERE action = 'login.locked' AND detail = '{what}'");
    app.database.count(&which).await
}

async fn failures(app: &TestApp) -> u64 {
    app.database.count("audit_events WHERE action = 'login.failed'").await
}

#[tokio::test]
async fn a_lock_is_recorded_once_when_it_begins_and_refusals_are_not() {
    let app = TestApp::start().await;
    guesses(&app, "staff", &ADMIN, 9).await;
    assert_eq!((locks(&app, "account").await, failures(&app).await), (0, 9));
    guesses(&app, "staff", &ADMIN, 1).await;
    assert_eq!((locks(&app, "account").await, failures(&app).await), (1, 10));
    for _ in 0..5 {
        assert_eq!(guess(&app, "staff", ADMIN.email, ELSEWHERE[0]).await.status, 429);
    }
    assert_eq!((locks(&app, "account").await, failures(&app).await), (1, 10));
    let whose = "SELECT actor || ' ' || population || '/' || account_id || ' ' || contract || ' ' || network \
                 FROM audit_events WHERE action = 'login.locked'";
    let line = app.database.text(whose).await;
    assert_eq!(line.as_deref(), Some("system users/1 staff 198.51.100.1/32"));
}

#[tokio::test]
async fn a_lock_is_recorded_too_when_the_last_failure_came_from_a_known_place() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "staff", &ADMIN, HOME).await.status, 200);
    guesses(&app, "staff", &ADMIN, 9).await;
    assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
    assert_eq!((locks(&app, "account").await, locks(&app, "place").await), (1, 0));
    for _ in 0..9 {
        assert_eq!(guess(&app, "staff", ADMIN.email, HOME).await.status, 401);
    }
    assert_eq!((locks(&app, "account").await, locks(&app, "place").await), (1, 1));
}

#[tokio::test]
async fn all_guesses_from_one_network_at_one_account_are_one_lock() {
    let app = TestApp::start().await;
    for _ in 0..10 {
        assert_eq!(guess(&app, "staff", ADMIN.email, ELSEWHERE[0]).await.status, 401);
    }
    assert_eq!((locks(&app, "account").await, locks(&app, "place").await), (1, 0));
}

#[tokio::test]
async fn the_lock_of_a_network_is_recorded_without_an_account() {
    let app = TestApp::start().await;
    for number in 0..100 {
        guess(&app, "ispcrm", &format!("nobody-{number}"), HOME).await;
    }
    assert_eq!(locks(&app, "network").await, 1);
    let nobody = "audit_events WHERE action = 'login.locked' AND account_id IS NULL";
    assert_eq!(app.database.count(nobody).await, 1);
}

#[tokio::test]
async fn unlocking_is_recorded() {
    let app = TestApp::start().await;
    let username = crate::support::admin::folded(ADMIN.username);
    assert!(
        app.app
            .auth
            .unlock_account::<User>(&username)
            .await
            .expect("a database")
    );
    let unlocked = "audit_events WHERE action = 'account.unlocked' AND actor = 'operator' AND account_id = 1";
    assert_eq!(app.database.count(unlocked).await, 1);
}

/// A client that hangs up does not get its guess for nothing.
#[tokio::test]
async fn a_guess_is_recorded_although_its_client_has_gone() {
    let app = TestApp::start().await;
    let slow = app.another_node_with("", 10).await;
    slow.set_admin_password("slow").await;
    let gone = guess(&slow, "staff", ADMIN.email, HOME);
    let counted = async {
        while slow.database.count("attempts").await == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = counted => {}
        answer = gone => drop(answer),
    }
    while failures(&slow).await == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(failures(&slow).await, 1);
}
