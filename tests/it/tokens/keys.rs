//! The signing keys live in the database, so that nodes share them.

use std::sync::Arc;
use std::sync::atomic::AtomicU8;
use std::time::Duration;

use latchkey::cli::demo;
use sea_orm::sea_query::Query;
use uuid::Uuid;

use super::{Bench, is_refused};
use crate::support::TestApp;
use crate::support::clock::START;
use crate::support::concurrently::{at_once, task};
use crate::support::database::TestDatabase;
use crate::support::tokens::Forged;

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_start_together_for_the_first_time_share_one_key() {
    for round in 0..12 {
        let database = TestDatabase::create().await;
        let nodes: Arc<AtomicU8> = Arc::default();
        let starts = (0..2).map(|_| {
            let (database, nodes) = (database.share(), nodes.clone());
            task(async move { TestApp::start_on(&database, nodes).await })
        });
        let started = at_once(starts.collect()).await;
        let keys = started[0].store.signing_keys().await.expect("the keys can be read");
        assert_eq!(keys.len(), 1, "round {round}");
        assert_eq!((keys[0].algorithm.as_str(), keys[0].expose().len()), ("HS256", 32));

        demo::seed(&started[0].app.auth).await.expect("the accounts fit");
        for (one, other) in [(0, 1), (1, 0)] {
            let token = started[one].token("staff").await;
            assert!(
                started[other].accepts(&token).await,
                "round {round}, node {one}'s token"
            );
        }
    }
}

#[tokio::test]
async fn a_node_that_starts_later_makes_no_key_of_its_own() {
    let bench = Bench::set_up().await;
    let before = bench.app.signing_key().await;
    let node = bench.app.another_node().await;
    let keys = node.store.signing_keys().await.expect("the keys can be read");
    assert_eq!(keys.len(), 1);
    assert_eq!(keys[0].id, before.id);
    assert!(node.accepts(&bench.token).await);
}

#[tokio::test]
async fn a_key_that_another_node_adds_later_is_picked_up() {
    let bench = Bench::set_up().await;
    let token = add_key(&bench, 2, "HS256").await;
    bench.app.pass(SECOND);
    assert!(bench.app.accepts(&token).await, "by the new key");
    assert!(bench.app.accepts(&bench.token).await, "by the old key");
    // The newest signs from then on.
    let next = bench.app.token("staff").await;
    assert!(bench.app.accepts(&next).await);
    assert_eq!(key_of(&next), key_of(&token));
}

/// Anybody can invent key names, so they do not send us to the database each time: a key that arrives right after a
/// look for another one is not seen before the second is over.
#[tokio::test]
async fn unknown_key_names_lead_to_one_look_into_the_database_in_a_second() {
    let bench = Bench::set_up().await;
    bench.app.pass(SECOND);
    let unknown = bench
        .forged
        .clone()
        .header_member("kid", Uuid::from_u128(7).to_string());
    assert!(
        is_refused(&bench.app, &unknown.sign()).await,
        "this one leads to a look"
    );
    let token = add_key(&bench, 2, "HS256").await;
    for _ in 0..3 {
        assert!(is_refused(&bench.app, &token).await, "none within the second");
    }
    bench.app.pass(SECOND - MILLISECOND);
    assert!(is_refused(&bench.app, &token).await, "nor at its very end");
    bench.app.pass(MILLISECOND);
    assert!(bench.app.accepts(&token).await);
}

#[tokio::test]
async fn a_clock_that_steps_back_does_not_keep_new_keys_out() {
    let bench = Bench::set_up().await;
    let token = add_key(&bench, 2, "HS256").await;
    bench.app.clock.step_back(SECOND);
    assert!(bench.app.accepts(&token).await);
}

#[tokio::test]
async fn a_key_of_an_algorithm_that_is_not_known_here_verifies_nothing() {
    let bench = Bench::set_up().await;
    let token = add_key(&bench, 2, "HS512").await;
    bench.app.pass(SECOND);
    assert!(
        is_refused(&bench.app, &token).await,
        "signed as HS256 by a key for HS512"
    );
    assert!(bench.app.accepts(&bench.token).await);
    assert_eq!(
        key_of(&bench.app.token("staff").await),
        key_of(&bench.token),
        "nor does it sign"
    );
}

/// Adds a key as another node would, and returns a token that says what the bench's says, signed by it.
async fn add_key(bench: &Bench, generation: i64, algorithm: &str) -> String {
    let (id, secret) = (Uuid::from_u128(99), vec![9; 32]);
    let columns = ["id", "generation", "algorithm", "secret", "created_at"];
    let mut insert = Query::insert();
    insert.into_table("signing_keys").columns(columns).values_panic([
        id.into(),
        generation.into(),
        algorithm.into(),
        secret.clone().into(),
        (START * 1000).into(),
    ]);
    bench.app.database.run(&insert).await;
    Forged::like(&bench.token, &secret)
        .header_member("kid", id.simple().to_string())
        .sign()
}

fn key_of(token: &str) -> String {
    let header = token.split('.').next().expect("a header");
    header.to_owned()
}

#[tokio::test]
async fn a_node_without_keys_reports_that_it_is_not_ready() {
    let bench = Bench::set_up().await;
    assert!(bench.app.app.auth.check_readiness().await.is_ok());
    bench.app.database.execute("DELETE FROM signing_keys").await;
    assert!(bench.app.app.auth.check_readiness().await.is_err());
}
