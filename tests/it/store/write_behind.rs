//! What is written behind is written soon, and holds up nobody.

use std::sync::Arc;
use std::time::Duration;

use latchkey::model::{AccountRef, ApiKeyId, Context, Realm, Session, SessionId, Timestamp, UserId};
use latchkey::store::{Store, StoreError};
use sea_orm::{Database, DbBackend, TransactionTrait};

use crate::support::database::TestDatabase;
use crate::support::rows::{api_key, at, empty_sqlite_store, empty_store, hash, opening, session, start, uid, user};
use crate::support::wal::{Lock, commits};

const ANNA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 1,
};
const MINUTE: Duration = Duration::from_secs(60);

/// Adds the user anna with a key and so many sessions, all open for an hour.
async fn fill(store: &Store, sessions: u128) {
    let context = Context::operator();
    let added = store.add_user(&user("anna"), uid(1), start(), &context).await;
    added.expect("a user");
    let added = store
        .add_api_key(&api_key("api_a_key_of_anna", UserId(1)), &context)
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
async fn a_use_is_written_within_a_second_or_so_without_anybody_asking_for_it() {
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
async fn several_uses_of_one_thing_are_the_one_that_would_have_been_noted_last() {
    let (database, store) = empty_store().await;
    fill(&store, 1).await;
    let before = stored(&store, 1).await;
    for now in [60, 61, 119, 125, 184, 70] {
        touch(&store, &before, at(now)).await;
        store.touch_api_key(ApiKeyId(1), at(now), MINUTE);
    }
    store.flush().await.expect("written");
    assert_eq!(used(&database).await, both(at(125)));
    // What was noted before it came to be written is not set back.
    touch(&store, &before, at(90)).await;
    store.touch_api_key(ApiKeyId(1), at(90), MINUTE);
    store.flush().await.expect("written");
    assert_eq!(used(&database).await, both(at(125)));
}

/// Its next request could come before the use is written, and must not find it over.
#[tokio::test]
async fn the_use_of_a_session_that_would_end_in_a_moment_is_there_at_once() {
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
    store.flush().await.expect("it is forgotten, not tried for ever");
}

#[tokio::test]
async fn whoever_writes_holds_up_no_use() {
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
async fn uses_share_transactions_that_are_not_too_long() {
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

/// Whoever holds the lock of a row may wait for another one that is held here.
#[tokio::test]
async fn a_row_that_somebody_else_is_writing_is_not_waited_for() {
    let (database, store) = empty_store().await;
    fill(&store, 2).await;
    let connection = Database::connect(database.url()).await.expect("the database answers");
    if connection.get_database_backend() != DbBackend::Postgres {
        return;
    }
    let other = connection.begin().await.expect("a transaction");
    let lock = format!("UPDATE sessions SET seen_at = seen_at WHERE id = '{}'", uid(1));
    sea_orm::ConnectionTrait::execute_unprepared(&other, &lock)
        .await
        .expect("a lock");
    for number in [1, 2] {
        touch(&store, &stored(&store, number).await, at(60)).await;
    }
    let flushed = tokio::time::timeout(Duration::from_secs(30), store.flush()).await;
    flushed.expect("it does not wait").expect("written");
    assert_eq!(stored(&store, 2).await.seen_at, at(60));
    other.rollback().await.expect("a rollback");
}
