//! Commits that need not be durable.

use std::sync::mpsc;

use super::*;
use crate::{Durability, Transaction};

const UPDATE: &str = "UPDATE notes SET text = 'x' WHERE id = 1";

async fn relaxed(fixture: &Fixture) -> Transaction {
    fixture.writers.begin_with(Durability::Relaxed).await.unwrap()
}

/// How the transaction will be committed: 1 is `NORMAL`, without `fsync`, and 2 is `FULL`.
fn synchronous(write: &Transaction) -> i64 {
    let rows = write.query("PRAGMA synchronous", []).unwrap();
    rows[0].get("synchronous").unwrap()
}

#[tokio::test]
async fn a_write_is_committed_as_it_asks() {
    let fixture = Fixture::new();
    for _ in 0..2 {
        let write = relaxed(&fixture).await;
        assert_eq!(synchronous(&write), 1);
        write.execute(UPDATE, []).unwrap();
        write.commit().await.unwrap();
        assert_eq!(fixture.get(&Key::Note(1)).as_deref(), Some("x"));
        let write = fixture.writers.begin().await.unwrap();
        assert_eq!(synchronous(&write), 2);
        write.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_relaxed_write_joins_a_durable_one_but_not_the_other_way_round() {
    let fixture = Fixture::new();
    let waiting = |durability| {
        let writers = fixture.writers.clone();
        tokio::spawn(async move {
            let write = writers.begin_with(durability).await.unwrap();
            let level = synchronous(&write);
            write.commit().await.unwrap();
            level
        })
    };
    let durable = fixture.writers.begin().await.unwrap();
    let joins = waiting(Durability::Relaxed);
    tokio::task::yield_now().await;
    durable.commit().await.unwrap();
    assert_eq!(joins.await.unwrap(), 2);

    let first = relaxed(&fixture).await;
    let other = waiting(Durability::Full);
    tokio::task::yield_now().await;
    assert_eq!(synchronous(&first), 1);
    first.commit().await.unwrap();
    assert_eq!(other.await.unwrap(), 2);
}

#[test]
fn a_relaxed_commit_needs_no_other_thread() {
    let fixture = Fixture::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    runtime.block_on(async {
        let (release, held) = mpsc::channel::<()>();
        // Nothing else can run on a blocking thread meanwhile.
        let busy = runtime.spawn_blocking(move || held.recv());
        let write = relaxed(&fixture).await;
        write.execute(UPDATE, []).unwrap();
        write.commit().await.unwrap();
        assert_eq!(fixture.get(&Key::Note(1)).as_deref(), Some("x"));
        release.send(()).unwrap();
        busy.await.unwrap().unwrap();
    });
}

#[tokio::test]
async fn the_commit_that_starts_the_log_again_is_durable() {
    let fixture = Fixture::new();
    fixture.write(MANY_PAGES).await;
    fixture.writers.checkpointed().await;
    for expected in [2, 1] {
        let write = relaxed(&fixture).await;
        assert_eq!(synchronous(&write), expected);
        write.execute(UPDATE, []).unwrap();
        write.commit().await.unwrap();
    }
}
