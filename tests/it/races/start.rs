//! Nodes that start together.

use std::sync::Arc;
use std::sync::atomic::AtomicU8;

use latchkey::store::Store;

use super::ROUNDS;
use crate::support::TestApp;
use crate::support::concurrently::{at_once, task};
use crate::support::database::TestDatabase;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn processes_that_open_a_new_database_together_all_open_it() {
    for round in 0..ROUNDS {
        let database = TestDatabase::create().await;
        let openings = (0..8).map(|_| {
            let database = database.share();
            task(async move { Store::connect(&database.options()).await.map(drop) })
        });
        for opened in at_once(openings.collect()).await {
            assert!(opened.is_ok(), "round {round}: {opened:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_nodes_that_migrate_an_empty_database_together_one_does_all_steps() {
    for round in 0..12 {
        let database = TestDatabase::create().await;
        let migrations = (0..4).map(|_| {
            let database = database.share();
            task(async move {
                let store = Store::connect(&database.options()).await.expect("the database opens");
                let applied = store.migrate().await.expect("migrations apply");
                (applied, store.schema_is_current().await.expect("a query"))
            })
        });
        let mut results = at_once(migrations.collect()).await;
        results.sort_unstable();
        assert!(results.iter().all(|(_, current)| *current), "round {round}");
        let applied: Vec<usize> = results.iter().map(|(applied, _)| *applied).collect();
        assert_eq!(applied[..3], [0, 0, 0], "round {round}");
        assert!(applied[3] >= 3, "round {round}: {applied:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_start_together_on_an_empty_database_are_all_ready() {
    for round in 0..6 {
        let database = TestDatabase::create().await;
        let counter: Arc<AtomicU8> = Arc::default();
        let starts = (0..4).map(|_| {
            let (database, counter) = (database.share(), counter.clone());
            task(async move { TestApp::start_on(&database, counter).await })
        });
        for node in at_once(starts.collect()).await {
            let ready = node.app.auth.check_readiness().await;
            assert!(ready.is_ok(), "round {round}: {ready:?}");
        }
        assert_eq!(database.count("signing_keys").await, 1, "round {round}");
    }
}
