//! Sessions that are not used.

use latchkey::contracts::{CONTRACTS, Rules};

use super::{DAY, HOUR, MINUTE, SECOND};
use crate::support::admin::ADMIN_ACCOUNT;
use crate::support::{TestApp, config};

/// Users of the staff contract are away for an hour at most.
const BRIEF: &str = "[contracts.staff]\nsession_idle = \"1h\"\nsession_lifetime = \"1d\"";

#[tokio::test]
async fn a_session_that_is_not_used_ends_and_stays_ended() {
    let app = TestApp::with(BRIEF).await;
    let token = app.token("staff").await;
    // Uses are noted every five minutes, so it may last so much longer, and no shorter.
    app.pass(HOUR + 5 * MINUTE);
    assert!(!app.accepts(&token).await);
    assert_eq!(app.refresh(&token).await.status, 401);
    assert!(app.open_sessions(ADMIN_ACCOUNT).await.is_empty());
    app.clock.step_back(HOUR);
    assert_eq!(app.refresh(&token).await.status, 401);
    assert!(app.open_sessions(ADMIN_ACCOUNT).await.is_empty());
}

#[tokio::test]
async fn a_session_that_is_used_goes_on_until_its_day_is_over() {
    let app = TestApp::with(BRIEF).await;
    let mut token = app.token("staff").await;
    for _ in 0..28 {
        app.pass(50 * MINUTE);
        assert!(app.accepts(&token).await);
        token = app.refreshed(&token).await;
    }
    app.pass(DAY - 28 * 50 * MINUTE - SECOND);
    assert!(app.accepts(&token).await);
    app.pass(SECOND);
    assert!(!app.accepts(&token).await);
    assert_eq!(app.refresh(&token).await.status, 401);
}

#[tokio::test]
async fn use_alone_keeps_a_session_without_a_refresh() {
    let app = TestApp::with("[contracts.subscriber]\nsession_idle = \"1d\"").await;
    let token = app.token("subscriber").await;
    for _ in 0..5 {
        app.pass(DAY - MINUTE);
        assert!(app.accepts_subscriber(&token).await);
        app.flush().await;
    }
    app.pass(DAY + 5 * MINUTE);
    assert!(!app.accepts_subscriber(&token).await);
}

#[tokio::test]
async fn no_token_outlives_a_session_that_was_made_shorter() {
    let app = TestApp::with("[contracts.staff]\nsession_lifetime = \"30m\"").await;
    let answer = app.log_in("admin@example.com", "your-password").await;
    assert_eq!(answer.at("/data/expires_in"), 30 * 60);
}

#[test]
fn the_defaults_are_what_the_contracts_publish() {
    let config = config("");
    for contract in &CONTRACTS {
        let published = match contract.rules {
            Some(Rules::Users(rules)) => rules.session_lifetime,
            Some(Rules::Subscribers(rules)) => rules.session_lifetime,
            None => panic!("{} has no sessions", contract.ident),
        };
        let configured = contract
            .configured(&config.contracts)
            .login()
            .expect("session settings");
        let spans = (configured.session_idle.get(), configured.session_lifetime.get());
        assert_eq!(spans, (published, published), "{}", contract.ident);
    }
}
