//! A token that was taken before is not read again, and is worth no more for it.

use super::{Bench, is_refused};
use crate::support::TestApp;
use crate::support::clock::seconds;
use crate::support::jwt::forgeries;

#[tokio::test]
async fn a_token_that_was_taken_before_ends_with_its_key() {
    let bench = Bench::set_up().await;
    assert!(bench.app.accepts(&bench.token).await);
    bench.app.database.execute("DELETE FROM signing_keys").await;
    let auth = &bench.app.app.auth;
    auth.prepare_signing_keys().await.expect("another key");
    assert!(is_refused(&bench.app, &bench.token).await);
}

#[tokio::test]
async fn a_token_that_was_taken_before_is_not_taken_before_it_was_issued() {
    let bench = Bench::set_up().await;
    assert!(bench.app.accepts(&bench.token).await);
    bench.app.clock.step_back(seconds(5));
    assert!(bench.app.accepts(&bench.token).await);
    bench.app.clock.step_back(seconds(1));
    assert!(is_refused(&bench.app, &bench.token).await);
    bench.app.pass(seconds(1));
    assert!(bench.app.accepts(&bench.token).await);
}

#[tokio::test]
async fn a_token_that_was_taken_before_is_no_token_of_the_other_accounts() {
    let app = TestApp::start().await;
    let (user, subscriber) = (app.token("staff").await, app.token("subscriber").await);
    for _ in 0..2 {
        assert!(app.accepts(&user).await && !app.accepts_subscriber(&user).await);
        assert!(app.accepts_subscriber(&subscriber).await && is_refused(&app, &subscriber).await);
    }
}

#[tokio::test]
async fn whatever_resembles_a_token_that_was_taken_before_is_refused() {
    let bench = Bench::set_up().await;
    assert!(bench.app.accepts(&bench.token).await);
    // Twice, since a refusal must not be remembered as anything else.
    for _ in 0..2 {
        bench.assert_refused(forgeries(&bench.token)).await;
    }
}

#[tokio::test]
async fn a_token_is_taken_again_and_again_where_none_is_remembered() {
    let app = TestApp::with("[tokens]\ncache_entries = 0").await;
    let token = app.token("staff").await;
    for _ in 0..2 {
        assert!(app.accepts(&token).await);
    }
    assert_eq!(
        app.call("POST", "/api/v1/auth/logout")
            .bearer(&token)
            .send()
            .await
            .status,
        200
    );
    assert!(is_refused(&app, &token).await);
}
