//! Write-behind: uses are written soon, and no request waits for them.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use latchkey::model::{AccountRef, ApiKeyId, Context, Realm, Session, SessionId, Timestamp, UserId};
use latchkey::store::{Store, StoreError};
use sea_orm::{ConnectionTrait, Database, DbBackend, TransactionTrait};

use crate::support::database::TestDatabase;
use crate::support::rows::{api_key, at, empty_sqlite_store, empty_store, hash, opening, session, start, uid, user};
use crate::support::store::Put;
use crate::support::wal::{Lock, commits};

const ANNA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 1,
};
const MINUTE: Duration = Duration::from_secs(60);

/// Adds the user anna with a key and so many sessions, all open for an hour.
async fn fill(store: &Store, sessions: u128) {
    let context = Context::operator();
    let added = store.put_user(&user("anna"), uid(1), start(), &context).await;
    added.expect("a user");
    let added = store
        .put_api_key(&api_key("api_a_key_of_anna", UserId(1)), &context)
        .await;
    added.expect("a key");
    for number in 1..=sessions {
        let opened = store
            .open_session(&opening(&session(number, ANNA), &hash(), false))
            .await;
        opened.expect("a session");
    }
}

async fn stored(store: &Store, number: u128) -> Session {
    let found = store.session(SessionId(uid(number))).await;
    Arc::unwrap_or_clone(found.expect("a query").expect("a session"))
}

async fn touch(store: &Store, session: &Session, now: Timestamp) {
    let noted = store.touch_session(session, now, MINUTE, now.plus(60 * MINUTE)).await;
    noted.expect("noted");
}

/// When the only session and the only key were last used, asked of another connection.
async fn used(database: &TestDatabase) -> [Option<String>; 2] {
    [
        database.text("SELECT CAST(seen_at AS TEXT) FROM sessions").await,
        database.text("SELECT CAST(last_used_at AS TEXT) FROM api_keys").await,
    ]
}

fn both(at: Timestamp) -> [Option<String>; 2] {
    [Some(at.millis().to_string()), Some(at.millis().to_string())]
}

#[tokio::test]
async fn a_use_is_written_soon_without_a_flush() {
    let (database, store) = empty_store().await;
    fill(&store, 1).await;
    touch(&store, &stored(&store, 1).await, at(60)).await;
    store.touch_api_key(ApiKeyId(1), at(60), MINUTE);
    let written = async {
        while used(&database).await != both(at(60)) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(30), written).await;
    assert!(in_time.is_ok(), "{:?}", used(&database).await);
    assert_eq!(stored(&store, 1).await.idle_until, at(60).plus(60 * MINUTE));
}

#[tokio::test]
async fn closing_writes_what_is_still_to_be_written() {
    let (database, store) = empty_store().await;
    fill(&store, 1).await;
    touch(&store, &stored(&store, 1).await, at(60)).await;
    store.touch_api_key(ApiKeyId(1), at(60), MINUTE);
    store.close().await.expect("closing");
    assert_eq!(used(&database).await, both(at(60)));
}

#[tokio::test]
async fn several_uses_of_one_row_are_written_as_the_last_one_that_is_due() {
    let (database, store) = empty_store().await;
    fill(&store, 1).await;
    let before = stored(&store, 1).await;
    for now in [60, 61, 119, 125, 184, 70] {
        touch(&store, &before, at(now)).await;
        store.touch_api_key(ApiKeyId(1), at(now), MINUTE);
    }
    store.flush().await.expect("written");
    assert_eq!(used(&database).await, both(at(125)));
    // An earlier use does not set back what is written.
    touch(&store, &before, at(90)).await;
    store.touch_api_key(ApiKeyId(1), at(90), MINUTE);
    store.flush().await.expect("written");
    assert_eq!(used(&database).await, both(at(125)));
}

/// Its next request could come before the flush, and must not find it over.
#[tokio::test]
async fn the_use_of_a_session_that_is_about_to_end_is_written_at_once() {
    let (database, store) = empty_store().await;
    fill(&store, 1).await;
    let before = stored(&store, 1).await;
    touch(&store, &before, before.idle_until.minus(MINUTE)).await;
    let [seen, _] = used(&database).await;
    assert_eq!(seen, Some(before.idle_until.minus(MINUTE).millis().to_string()));
}

#[tokio::test]
async fn a_database_that_is_away_holds_up_no_use() {
    let (_database, store) = empty_store().await;
    fill(&store, 1).await;
    let session = stored(&store, 1).await;
    store.clone().close().await.expect("closing");
    touch(&store, &session, at(60)).await;
    store.touch_api_key(ApiKeyId(1), at(60), MINUTE);
    let flushed = store.flush().await;
    assert!(matches!(flushed, Err(StoreError::Unavailable(_))), "{flushed:?}");
    store.flush().await.expect("it is dropped, not tried again");
}

#[tokio::test]
async fn another_writer_holds_up_no_use() {
    let (database, store) = empty_sqlite_store().await;
    fill(&store, 1).await;
    let lock = Lock::take(&database).await;
    touch(&store, &stored(&store, 1).await, at(60)).await;
    store.touch_api_key(ApiKeyId(1), at(60), MINUTE);
    lock.release().await;
    store.flush().await.expect("written");
    assert_eq!(used(&database).await, both(at(60)));
}

#[tokio::test]
async fn a_flush_writes_fifty_uses_a_transaction() {
    let (database, store) = empty_sqlite_store().await;
    fill(&store, 120).await;
    for number in 1..=120 {
        touch(&store, &stored(&store, number).await, at(60)).await;
    }
    let before = commits(&database);
    store.flush().await.expect("written");
    assert_eq!(commits(&database) - before, 3);
    let seen = format!("sessions WHERE seen_at = {}", at(60).millis());
    assert_eq!(database.count(&seen).await, 120);
}

/// On PostgreSQL the lock is that of a row, and its holder may wait for another row of the flush: the row is skipped. On
/// SQLite it is that of the file, and its holder waits for nobody: the flush waits and then writes both.
#[tokio::test]
async fn a_flush_skips_a_locked_row_and_waits_for_a_locked_file() {
    let (database, store) = empty_store().await;
    fill(&store, 2).await;
    let before = stored(&store, 1).await;
    let connection = Database::connect(database.url()).await.expect("the database answers");
    let is_remote = connection.get_database_backend() == DbBackend::Postgres;
    let id = if is_remote {
        format!("'{}'", uid(1))
    } else {
        format!("x'{}'", uid(1).simple())
    };
    let other = connection.begin().await.expect("a transaction");
    let lock = format!("UPDATE sessions SET seen_at = seen_at WHERE id = {id}");
    let locked = other.execute_unprepared(&lock).await.expect("a lock");
    assert_eq!(locked.rows_affected(), 1);
    for number in [1, 2] {
        touch(&store, &stored(&store, number).await, at(60)).await;
    }
    let mut flush = pin!(store.flush());
    let patience = if is_remote { 30_000 } else { 100 };
    let flushed = tokio::time::timeout(Duration::from_millis(patience), &mut flush).await;
    if is_remote {
        flushed.expect("it does not wait").expect("written");
        other.rollback().await.expect("a rollback");
    } else {
        flushed.expect_err("it waits for the file");
        other.rollback().await.expect("a rollback");
        flush.await.expect("written");
    }
    let skipped = if is_remote { before.seen_at } else { at(60) };
    assert_eq!(stored(&store, 1).await.seen_at, skipped);
    assert_eq!(stored(&store, 2).await.seen_at, at(60));
}
