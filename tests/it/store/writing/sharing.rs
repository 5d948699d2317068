use std::time::Duration;

use latchkey::model::{Context, SessionId};
use latchkey::store::{Refreshed, Store, StoreError, StoreOptions};
use tokio::task::JoinSet;

use super::{ANNA, all, begin, begin_to_end, end, ended, open, with_sessions};
use crate::support::rows::{at, rotation, start, token, uid, user};
use crate::support::store::Put;
use crate::support::wal::{Lock, commits};

#[tokio::test]
async fn a_lone_writer_commits_at_once_and_nobody_else_commits() {
    let (database, store) = with_sessions(3).await;
    for number in 1..=3 {
        let before = commits(&database);
        assert!(end(&store, number).await.expect("a query"));
        assert_eq!(commits(&database) - before, 1);
    }
}

#[tokio::test]
async fn writers_that_wait_together_share_one_commit() {
    let (database, store) = with_sessions(20).await;
    let before = commits(&database);
    let lock = Lock::take(&database).await;
    let begun = begin_to_end(&store, 1..=20).await;
    lock.release().await;
    for ended in all(begun).await {
        assert!(ended.expect("a query"));
    }
    assert_eq!(commits(&database) - before, 1);
    assert_eq!(ended(&database).await, (20, 20));
}

#[tokio::test]
async fn no_more_than_64_share_a_commit() {
    let (database, store) = with_sessions(70).await;
    let before = commits(&database);
    let lock = Lock::take(&database).await;
    let begun = begin_to_end(&store, 1..=70).await;
    lock.release().await;
    all(begun).await;
    assert_eq!(commits(&database) - before, 2);
    assert_eq!(ended(&database).await, (70, 70));
}

#[tokio::test]
async fn turns_are_taken_in_the_order_of_coming() {
    let (database, store) = with_sessions(5).await;
    let lock = Lock::take(&database).await;
    let begun = begin_to_end(&store, [3, 1, 5, 2, 4]).await;
    lock.release().await;
    all(begun).await;
    let order = "SELECT group_concat(substr(subject, -1), '') \
                 FROM (SELECT subject FROM audit_events WHERE action = 'logout' ORDER BY id)";
    assert_eq!(database.text(order).await.as_deref(), Some("31524"));
}

/// Asked of another store, right when the writer is told.
#[tokio::test]
async fn what_somebody_was_told_is_there_for_everybody() {
    let (database, store) = with_sessions(8).await;
    let another = Store::connect(&database.options()).await.expect("the database answers");
    let lock = Lock::take(&database).await;
    let mut running = JoinSet::new();
    for number in 1..=8 {
        let (store, another) = (store.clone(), another.clone());
        running.spawn(async move {
            assert!(end(&store, number).await.expect("a query"));
            let seen = another.session(SessionId(uid(number))).await.expect("a query");
            assert!(seen.is_some_and(|seen| seen.ended_at.is_some()), "session {number}");
        });
    }
    tokio::task::yield_now().await;
    lock.release().await;
    running.join_all().await;
}

/// It lost to somebody whose own write is not committed yet: what it says must be true for all who look.
#[tokio::test]
async fn whoever_is_too_late_is_told_so_when_it_is_true() {
    let (database, store) = with_sessions(1).await;
    let another = Store::connect(&database.options()).await.expect("the database answers");
    let before = commits(&database);
    let lock = Lock::take(&database).await;
    let mut begun = Vec::new();
    for next in [7, 8] {
        let (store, another) = (store.clone(), another.clone());
        let refresh = async move {
            let (id, rotation, context) = (SessionId(uid(1)), rotation(1, next, 1), Context::system());
            let rotated = store
                .rotate_token(ANNA, id, &rotation, &context)
                .await
                .expect("a query");
            let seen = another.session(id).await.expect("a query");
            (rotated, seen.map(|seen| seen.token_id))
        };
        begun.push(begin(refresh).await);
    }
    lock.release().await;
    let seen = Some(token(7));
    assert_eq!(
        all(begun).await,
        [(Refreshed::Rotated, seen), (Refreshed::TooLate, seen)]
    );
    assert_eq!(commits(&database) - before, 1);
}

#[tokio::test]
async fn whoever_waits_for_too_long_finds_the_database_not_available() {
    let (database, _) = with_sessions(2).await;
    let options = StoreOptions {
        acquire_timeout: Duration::from_millis(100),
        statement_timeout: None,
        ..database.options()
    };
    let store = Store::connect(&options).await.expect("the database answers");
    let lock = Lock::take(&database).await;
    for refused in all(begin_to_end(&store, 1..=2).await).await {
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }
    lock.release().await;
    for number in 1..=2 {
        assert!(end(&store, number).await.expect("a query"));
    }
}

/// There is only one connection to it, which reads too.
#[tokio::test]
async fn a_database_in_memory_is_written_and_read_by_many() {
    let options = StoreOptions {
        url: "sqlite::memory:".to_owned(),
        ..crate::support::database::TestDatabase::file().options()
    };
    let store = Store::connect(&options).await.expect("a database");
    store.migrate().await.expect("migrations apply");
    let (new, context) = (user("anna"), Context::operator());
    let added = store.put_user(&new, uid(1), start(), &context).await;
    added.expect("a user");
    let mut running = JoinSet::new();
    for number in 1..=20 {
        let store = store.clone();
        running.spawn(async move {
            assert!(open(&store, number).await.expect("a session"));
            let found = store.session(SessionId(uid(number))).await.expect("a query");
            assert!(found.is_some_and(|session| session.ended_at.is_none()));
            assert!(end(&store, number).await.expect("a query"));
        });
    }
    running.join_all().await;
    assert!(store.open_sessions(ANNA, at(1)).await.expect("a query").is_empty());
    store.close().await.expect("closing");
}
