//! What every operation says when the database is no help.

use crate::contracts::operations::{Credential, OPERATIONS, Operation};
use crate::parity::situation::{Situation, said};
use crate::support::TestApp;

/// Each operation with a credential that was good before.
async fn prepared(app: &TestApp) -> Vec<(&'static Operation, Credential)> {
    let mut all = Vec::new();
    for operation in &OPERATIONS {
        all.push((operation, operation.credential(app).await));
    }
    all
}

async fn every_operation_says(app: &TestApp, prepared: Vec<(&Operation, Credential)>, situation: Situation) {
    for (operation, credential) in prepared {
        let answer = credential.on(operation.anonymous(app)).send().await;
        let (status, words) = said(operation.contract, situation);
        answer.is(status, &words, situation.headers());
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_a_503_that_says_when_to_come_back() {
    let app = TestApp::start().await;
    let prepared = prepared(&app).await;
    app.lose_database().await;
    every_operation_says(&app, prepared, Situation::DatabaseAway).await;
}

#[tokio::test]
async fn a_database_that_is_broken_is_a_500_that_says_nothing_of_it() {
    let app = TestApp::start().await;
    let prepared = prepared(&app).await;
    app.break_sessions().await;
    every_operation_says(&app, prepared, Situation::DatabaseBroken).await;
}

#[tokio::test]
async fn a_body_that_is_wrong_is_told_so_without_asking_the_database() {
    let app = TestApp::start().await;
    app.lose_database().await;
    for operation in OPERATIONS.iter().filter(|one| !one.needs_token()) {
        // With an API key, the database is asked for the key before the body is looked at.
        if operation.contract == "management" {
            continue;
        }
        let (status, words) = said(operation.contract, Situation::NoMembers);
        let answer = operation.bare(&app).body("application/json", "{}").send().await;
        answer.is(status, &words, &[]);
    }
}
