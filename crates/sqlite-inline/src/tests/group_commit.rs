//! Writers that share a transaction.

use super::*;
use crate::{Error, Transaction};

async fn begin(fixture: &Fixture) -> Transaction {
    fixture.writers.begin().await.unwrap()
}

fn texts(fixture: &Fixture) -> String {
    let all = "SELECT group_concat(text, ' ' ORDER BY id) FROM notes";
    fixture.other.query_row(all, [], |row| row.get(0)).unwrap()
}

/// How many commits there have been, by the frames of the write-ahead log that end one.
fn commits(fixture: &Fixture) -> usize {
    let log = std::fs::read(fixture.file.with_extension("db-wal")).unwrap();
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
    let frame = 24 + number(8) as usize;
    let (salt, frames) = (&log[16..24], (32..log.len()).step_by(frame));
    frames
        .filter(|at| log[at + 8..at + 16] == *salt && number(at + 4) != 0)
        .count()
}

#[tokio::test]
async fn a_lone_writer_commits_at_once() {
    let fixture = Fixture::new();
    let before = commits(&fixture);
    let write = begin(&fixture).await;
    assert_eq!(write.execute("UPDATE notes SET text = 'x'", []).unwrap(), 2);
    write.commit().await.unwrap();
    assert_eq!((texts(&fixture).as_str(), commits(&fixture) - before), ("x x", 1));
}

#[tokio::test]
async fn writers_that_wait_together_share_one_commit() {
    let fixture = Fixture::new();
    let before = commits(&fixture);
    let first = begin(&fixture).await;
    let mut waiting = Vec::new();
    for id in 3..=6_i64 {
        let writers = fixture.writers.clone();
        waiting.push(tokio::spawn(async move {
            let write = writers.begin().await?;
            write.execute("INSERT INTO notes VALUES (?1, ?1)", [id])?;
            // One of them gives up, and one is dropped.
            match id {
                4 => write.rollback().await,
                5 => {
                    drop(write);
                    Ok(())
                }
                _ => write.commit().await,
            }
        }));
    }
    tokio::task::yield_now().await;
    first.execute("UPDATE notes SET text = 'x' WHERE id = 1", []).unwrap();
    first.commit().await.unwrap();
    for write in waiting {
        write.await.unwrap().unwrap();
    }
    assert_eq!((texts(&fixture).as_str(), commits(&fixture) - before), ("x two 3 6", 1));
}

#[tokio::test]
async fn a_dropped_write_is_undone_and_gives_back_the_lock() {
    let fixture = Fixture::new();
    let write = begin(&fixture).await;
    write.execute("UPDATE notes SET text = 'x'", []).unwrap();
    drop(write);
    fixture.elsewhere("UPDATE notes SET text = 'y' WHERE id = 1");
    assert_eq!(texts(&fixture), "y two");
}

#[tokio::test]
async fn a_write_that_waits_too_long_for_another_process_is_told_so() {
    let fixture = Fixture::new();
    fixture.elsewhere("BEGIN IMMEDIATE");
    let refused = fixture.writers.begin().await.err();
    assert!(refused.as_ref().is_some_and(Error::is_busy), "{refused:?}");
    fixture.elsewhere("ROLLBACK");
    begin(&fixture).await.commit().await.unwrap();
}

#[tokio::test]
async fn a_write_that_waits_too_long_for_its_turn_is_told_so() {
    let fixture = Fixture::new();
    let first = begin(&fixture).await;
    let refused = fixture.writers.begin().await.err();
    assert!(matches!(refused, Some(Error::Timeout)), "{refused:?}");
    first.commit().await.unwrap();
}

#[tokio::test]
async fn a_closed_connection_writes_nothing() {
    let fixture = Fixture::new();
    fixture.writers.close().await;
    let refused = fixture.writers.begin().await.err();
    assert!(matches!(refused, Some(Error::Closed)), "{refused:?}");
}
