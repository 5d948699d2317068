//! Refreshes: the next token of the same session.

use std::time::Duration;

use crate::contracts::operations::{Needs, Operation, refreshes, with_token_of};
use crate::parity::situation::{Situation, said};
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::http::{Answer, BAD_TOKEN};
use crate::support::jwt::claims;
use crate::support::login::contracts_of;

/// A contract that refreshes.
struct Refresher {
    operation: &'static Operation,
    /// How long after the login a token can be refreshed.
    window: Duration,
}

fn refreshers() -> Vec<Refresher> {
    let all = refreshes();
    all.map(|operation| Refresher {
        operation,
        window: match operation.contract {
            "staff" => days(7),
            "subscriber" => days(90),
            other => panic!("how long can a token of {other} be refreshed?"),
        },
    })
    .collect()
}

impl Refresher {
    async fn send(&self, app: &TestApp, token: &str) -> Answer {
        self.operation.bare(app).bearer(token).send().await
    }

    /// Refreshes, with success, and returns the new token and how long it is good.
    async fn refresh(&self, app: &TestApp, token: &str) -> (String, u64) {
        let answer = self.send(app, token).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let good_for = answer.at("/data/expires_in").as_u64().expect("seconds");
        (answer.take_token("/data/token").1, good_for)
    }

    async fn is_refused(&self, app: &TestApp, token: &str, situation: Situation) {
        let (status, words) = said(self.operation.contract, situation);
        self.send(app, token).await.is(status, &words, &[BAD_TOKEN]);
    }

    /// Whether the token is good.
    async fn is_good(&self, app: &TestApp, token: &str) -> bool {
        app.takes(self.operation.login().realm(), token).await
    }

    async fn token(&self, app: &TestApp) -> String {
        app.token(self.operation.contract).await
    }
}

#[tokio::test]
async fn a_refreshed_token_belongs_to_the_same_session() {
    let app = TestApp::start().await;
    for refresher in refreshers() {
        let first = refresher.token(&app).await;
        let (second, _) = refresher.refresh(&app, &first).await;
        assert_ne!(first, second);
        assert_eq!(claims(&first)["sid"], claims(&second)["sid"]);
        assert_ne!(claims(&first)["jti"], claims(&second)["jti"]);
        assert!(refresher.is_good(&app, &second).await);
    }
}

#[tokio::test]
async fn a_spent_token_works_for_ten_more_seconds_and_then_nowhere() {
    let app = TestApp::with("[tokens]\non_reuse = \"reject\"").await;
    for refresher in refreshers() {
        let first = refresher.token(&app).await;
        let (second, _) = refresher.refresh(&app, &first).await;
        app.pass(Duration::from_millis(9_999));
        assert!(refresher.is_good(&app, &first).await);
        app.pass(Duration::from_millis(1));
        let realm = refresher.operation.login().realm();
        for operation in with_token_of(realm).filter(|one| one.needs != Needs::OldToken) {
            let (status, words) = said(operation.contract, Situation::BadToken);
            let answer = operation.anonymous(&app).bearer(&first).send().await;
            answer.is(status, &words, &[BAD_TOKEN]);
        }
        assert!(refresher.is_good(&app, &second).await);
    }
}

#[tokio::test]
async fn a_refresh_that_is_repeated_at_once_gets_a_token_of_the_same_session() {
    let app = TestApp::start().await;
    for refresher in refreshers() {
        let first = refresher.token(&app).await;
        let (second, _) = refresher.refresh(&app, &first).await;
        app.pass(seconds(9));
        let (again, _) = refresher.refresh(&app, &first).await;
        for claim in ["sid", "jti", "sub"] {
            assert_eq!(claims(&second)[claim], claims(&again)[claim]);
        }
        let (third, _) = refresher.refresh(&app, &again).await;
        for token in [&second, &again, &third] {
            assert!(refresher.is_good(&app, token).await);
        }
    }
}

#[tokio::test]
async fn a_spent_token_that_is_refreshed_later_ends_the_whole_session() {
    let app = TestApp::start().await;
    for refresher in refreshers() {
        let (first, bystander) = (refresher.token(&app).await, refresher.token(&app).await);
        let (second, _) = refresher.refresh(&app, &first).await;
        app.pass(seconds(10));
        refresher.is_refused(&app, &first, Situation::RefreshTooLate).await;
        assert!(!refresher.is_good(&app, &second).await);
        refresher.is_refused(&app, &second, Situation::RefreshTooLate).await;
        assert!(refresher.is_good(&app, &bystander).await);
    }
}

#[tokio::test]
async fn a_spent_token_is_only_refused_where_the_operator_wants_it_so() {
    let app = TestApp::with("[tokens]\non_reuse = \"reject\"").await;
    for refresher in refreshers() {
        let first = refresher.token(&app).await;
        let (second, _) = refresher.refresh(&app, &first).await;
        app.pass(seconds(10));
        refresher.is_refused(&app, &first, Situation::RefreshTooLate).await;
        assert!(refresher.is_good(&app, &second).await);
        refresher.refresh(&app, &second).await;
    }
}

#[tokio::test]
async fn a_token_that_has_expired_can_be_refreshed_until_its_session_ends() {
    let app = TestApp::start().await;
    for refresher in refreshers() {
        let token = refresher.token(&app).await;
        app.pass(refresher.window - seconds(60));
        let (last, good_for) = refresher.refresh(&app, &token).await;
        assert_eq!(good_for, 60, "no token outlives its session");
        app.pass(seconds(59));
        assert!(refresher.is_good(&app, &last).await);
        refresher.refresh(&app, &last).await;
        app.pass(seconds(1));
        refresher.is_refused(&app, &last, Situation::RefreshTooLate).await;
        assert!(!refresher.is_good(&app, &last).await);
    }
}

#[tokio::test]
async fn a_token_whose_session_was_swept_away_is_refused_in_the_same_words() {
    let app = TestApp::start().await;
    for refresher in refreshers() {
        let token = refresher.token(&app).await;
        app.pass(refresher.window + days(1));
        app.app.auth.sweep_sessions().await.expect("a sweep");
        let left = app.database.text("SELECT CAST(COUNT(*) AS TEXT) FROM sessions").await;
        assert_eq!(left.as_deref(), Some("0"));
        refresher.is_refused(&app, &token, Situation::RefreshTooLate).await;
    }
}

#[tokio::test]
async fn refreshing_does_not_prolong_the_session() {
    let app = TestApp::start().await;
    for refresher in refreshers() {
        let mut token = refresher.token(&app).await;
        for _ in 0..10 {
            token = refresher.refresh(&app, &token).await.0;
            app.pass(refresher.window / 10);
        }
        refresher.is_refused(&app, &token, Situation::RefreshTooLate).await;
    }
}

#[tokio::test]
async fn a_token_of_another_contract_keeps_its_shape_and_its_session_its_end() {
    let app = TestApp::start().await;
    for refresher in refreshers() {
        let contracts = contracts_of(refresher.operation.login().realm());
        for contract in contracts.filter(|other| *other != refresher.operation.contract) {
            let first = app.token(contract).await;
            let (second, good_for) = refresher.refresh(&app, &first).await;
            let (before, after) = (claims(&first), claims(&second));
            let names = |claims: &serde_json::Value| claims.as_object().map(|all| all.keys().cloned().collect());
            let names: [Option<Vec<String>>; 2] = [names(&before), names(&after)];
            assert_eq!(names[0], names[1], "{contract}");
            assert_eq!(before["iss"], after["iss"], "{contract}");
            assert!(
                after["exp"].as_u64() <= before["exp"].as_u64(),
                "{contract}: {before} {after}"
            );
            let now = before["iat"].as_u64().expect("a date");
            assert_eq!(after["exp"].as_u64(), Some(now + good_for), "{contract}");
            assert!(refresher.is_good(&app, &second).await);
        }
    }
}
