//! Checkpoints beside the writers.

use super::*;
use crate::checkpoint::Checkpointer;

/// How many frames the write-ahead log has, and how many of them are in the database.
fn log(fixture: &Fixture) -> (i64, i64) {
    // `NOOP` is a checkpoint that copies nothing.
    let look = "PRAGMA wal_checkpoint(NOOP)";
    fixture
        .other
        .query_row(look, [], |row| Ok((row.get(1)?, row.get(2)?)))
        .unwrap()
}

#[tokio::test]
async fn a_long_log_is_copied_without_a_commit_and_starts_again() {
    let fixture = Fixture::new();
    fixture.write(MANY_PAGES).await;
    fixture.writers.checkpointed().await;
    let (frames, copied) = log(&fixture);
    assert!(frames > 1000, "{frames}");
    assert_eq!(copied, frames);
    fixture.write("UPDATE notes SET text = 'x'").await;
    assert_eq!(log(&fixture), (1, 0));
}

#[tokio::test]
async fn the_log_of_a_writer_that_goes_on_starts_again() {
    let fixture = Fixture::new();
    fixture.write(MANY_PAGES).await;
    let mut beside = 0;
    while fixture.writers.is_checkpointing().await {
        fixture.write("UPDATE notes SET text = text || 'x'").await;
        beside += 1;
    }
    assert!(beside > 0);
    fixture.write("UPDATE notes SET text = 'x'").await;
    let (frames, copied) = log(&fixture);
    assert!(
        frames < 1000,
        "the log has {frames} frames, of which {copied} are copied"
    );
}

#[tokio::test]
async fn the_log_of_a_snapshot_that_is_still_read_is_copied_later() {
    let fixture = Fixture::new();
    let reader = Connection::open(&fixture.file).unwrap();
    let read = "BEGIN; SELECT * FROM notes";
    reader.execute_batch(read).unwrap();
    fixture.write(MANY_PAGES).await;
    fixture.writers.checkpointed().await;
    let (frames, copied) = log(&fixture);
    assert!(copied < frames, "{copied} of {frames}");
    reader.execute_batch("ROLLBACK").unwrap();
    fixture.write(MANY_PAGES).await;
    fixture.writers.checkpointed().await;
    let (later, copied) = log(&fixture);
    assert!(later > frames, "{later}");
    assert_eq!(copied, later);
}

#[test]
fn a_checkpoint_is_due_every_so_many_frames_and_one_runs_at_a_time() {
    let fixture = Fixture::new();
    let checkpointer = Checkpointer::open(&fixture.file).unwrap();
    let due = |frames| {
        let is_due = checkpointer.begin(frames);
        if is_due {
            checkpointer.finish();
        }
        is_due
    };
    let frames = [0, 999, 1000, 1001, 1099, 1100, 1150, 3, 900, 1000];
    let expected = [false, false, true, false, false, true, false, false, false, true];
    assert_eq!(frames.map(due), expected);
    assert!(checkpointer.begin(2000));
    assert!(!checkpointer.begin(3000), "the first is running");
    checkpointer.finish();
    assert!(checkpointer.begin(3000));
}

#[test]
fn a_closed_connection_copies_nothing() {
    let fixture = Fixture::new();
    let checkpointer = Checkpointer::open(&fixture.file).unwrap();
    checkpointer.run().unwrap();
    checkpointer.close();
    assert!(matches!(checkpointer.run(), Err(crate::Error::Closed)));
}
