use latchkey::model::{Context, SessionId, UserId};
use latchkey::store::{Store, StoreError};

use super::{ANNA, all, begin, begin_to_end, end, ended, with_sessions};
use crate::support::rows::{rotation, start, uid, user};
use crate::support::store::Put;
use crate::support::wal::{Lock, commits};

async fn add(store: Store, name: &'static str, number: u128) -> Result<UserId, StoreError> {
    let new = user(name);
    store.put_user(&new, uid(number), start(), &Context::operator()).await
}

#[tokio::test]
async fn a_write_that_fails_undoes_itself_and_nothing_else() {
    let (database, store) = with_sessions(0).await;
    let before = commits(&database);
    let lock = Lock::take(&database).await;
    let mut begun = Vec::new();
    for (number, name) in (2..).zip(["ben", "anna", "carla", "carla", "dora"]) {
        begun.push(begin(add(store.clone(), name, number)).await);
    }
    lock.release().await;
    let added = all(begun).await.into_iter().map(|added| match added {
        Ok(_) => "added",
        Err(StoreError::Conflict(_)) => "taken",
        Err(other) => panic!("{other:?}"),
    });
    assert_eq!(added.collect::<Vec<_>>(), ["added", "taken", "added", "taken", "added"]);
    assert_eq!(commits(&database) - before, 1);
    let (users, events) = ("users", "audit_events WHERE action = 'account.added'");
    assert_eq!((database.count(users).await, database.count(events).await), (4, 4));
}

#[tokio::test]
async fn the_first_one_may_fail_too() {
    let (database, store) = with_sessions(0).await;
    let lock = Lock::take(&database).await;
    let mut begun = Vec::new();
    for (number, name) in (2..).zip(["anna", "ben"]) {
        begun.push(begin(add(store.clone(), name, number)).await);
    }
    lock.release().await;
    let results = all(begun).await;
    assert!(
        matches!(results[..], [Err(StoreError::Conflict(_)), Ok(_)]),
        "{results:?}"
    );
    assert_eq!(database.count("users").await, 2);
}

/// Makes the end of session 2 leave behind what cannot be committed.
const RUIN: &str = "
    CREATE TABLE parents (id INTEGER PRIMARY KEY);
    CREATE TABLE orphans (parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER ruin AFTER UPDATE ON sessions WHEN NEW.token_id = x'00000000000000000000000000000002'
    BEGIN INSERT INTO orphans VALUES (1); END";

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all() {
    let (database, store) = with_sessions(4).await;
    database.execute(RUIN).await;
    let lock = Lock::take(&database).await;
    let begun = begin_to_end(&store, [1, 2, 3]).await;
    // This one gives up, because the session has ended - or so it seems.
    let late = {
        let (store, id, context) = (store.clone(), SessionId(uid(1)), Context::system());
        let rotation = rotation(1, 9, 1);
        begin(async move { store.rotate_token(ANNA, id, &rotation, &context).await }).await
    };
    lock.release().await;
    for told in all(begun).await {
        assert!(matches!(told, Err(StoreError::Refused(_))), "{told:?}");
    }
    let told = late.await.expect("no panic");
    assert!(matches!(told, Err(StoreError::Refused(_))), "{told:?}");
    assert_eq!(ended(&database).await, (0, 0));
    // And the store goes on to work.
    for number in [1, 3] {
        assert!(end(&store, number).await.expect("a query"));
    }
    assert_eq!(ended(&database).await, (2, 2));
}

/// Makes the end of session 2 roll back the whole transaction, as SQLite itself may when the disk is full.
const GIVE_UP: &str = "
    CREATE TRIGGER give_up AFTER UPDATE ON sessions WHEN NEW.token_id = x'00000000000000000000000000000002'
    BEGIN SELECT RAISE(ROLLBACK, 'given up'); END";

#[tokio::test]
async fn a_transaction_that_is_lost_is_told_to_those_who_had_written_in_it() {
    let (database, store) = with_sessions(4).await;
    database.execute(GIVE_UP).await;
    let lock = Lock::take(&database).await;
    let begun = begin_to_end(&store, 1..=4).await;
    lock.release().await;
    let told = all(begun).await;
    assert!(
        matches!(
            told[..],
            [
                Err(StoreError::Unavailable(_)),
                Err(StoreError::Refused(_)),
                Ok(true),
                Ok(true)
            ]
        ),
        "{told:?}"
    );
    assert_eq!(ended(&database).await, (2, 2));
    assert!(end(&store, 1).await.expect("a query"));
}

#[tokio::test]
async fn a_transaction_that_is_lost_at_its_end_is_told_to_those_who_had_written_in_it() {
    let (database, store) = with_sessions(2).await;
    database.execute(GIVE_UP).await;
    let lock = Lock::take(&database).await;
    let begun = begin_to_end(&store, 1..=2).await;
    lock.release().await;
    let told = all(begun).await;
    assert!(
        matches!(told[..], [Err(StoreError::Unavailable(_)), Err(StoreError::Refused(_))]),
        "{told:?}"
    );
    assert_eq!(ended(&database).await, (0, 0));
    assert!(end(&store, 1).await.expect("a query"));
    assert_eq!(ended(&database).await, (1, 1));
}
