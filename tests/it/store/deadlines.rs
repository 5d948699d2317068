//! A database that does not answer: a statement has so much time, and the connection that missed it is not used again.

use std::time::Duration;

use latchkey::model::{Context, UserId};
use latchkey::store::{Store, StoreError, StoreOptions};
use sea_orm::{ConnectionTrait, Database, TransactionTrait};

use crate::support::database::TestDatabase;
use crate::support::proxy::{Mode, Proxy};
use crate::support::rows::{start, subscriber};
use crate::support::store::Put;

const TIME: Duration = Duration::from_millis(500);

fn impatient(database: &TestDatabase) -> StoreOptions {
    StoreOptions {
        statement_timeout: Some(TIME),
        ..database.options()
    }
}

async fn opened(options: &StoreOptions) -> Store {
    let store = Store::connect(options).await.expect("the database answers");
    store.migrate().await.expect("migrations apply");
    store
}

#[track_caller]
fn assert_unavailable<T: std::fmt::Debug>(outcome: Result<T, StoreError>) {
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_database_that_others_have_locked_is_unavailable_until_they_are_done() {
    let database = TestDatabase::create().await;
    let store = opened(&impatient(&database)).await;
    let other = Database::connect(database.url()).await.expect("the database answers");
    let transaction = other.begin().await.expect("a transaction");
    let is_sqlite = database.url().starts_with("sqlite:");
    let lock = match is_sqlite {
        true => "DELETE FROM subscribers",
        false => "LOCK TABLE subscribers, users IN ACCESS EXCLUSIVE MODE",
    };
    transaction.execute_unprepared(lock).await.expect("a lock");
    let added = |name| {
        let store = store.clone();
        async move {
            store
                .put_subscriber(&subscriber(name), start(), &Context::operator())
                .await
        }
    };
    let (ann, ben, eva) = tokio::join!(added("ann"), added("ben"), added("eva"));
    for outcome in [ann, ben, eva] {
        assert_unavailable(outcome);
    }
    // SQLite's readers do not wait for a writer.
    if !is_sqlite {
        assert_unavailable(store.user(UserId(1)).await);
    }
    transaction.rollback().await.expect("a rollback");
    added("ann").await.expect("the lock is gone");
    assert!(store.user(UserId(1)).await.expect("a query").is_none());
}

#[tokio::test]
async fn connections_that_go_silent_are_replaced() {
    let database = TestDatabase::create().await;
    // SQLite has no connections that could.
    let Some(proxy) = Proxy::before(&database, Mode::Passing).await else {
        return;
    };
    let options = StoreOptions {
        url: proxy.url.clone(),
        ..impatient(&database)
    };
    let store = opened(&options).await;
    let ask = |number| {
        let store = store.clone();
        async move { store.user(UserId(number)).await }
    };
    let (one, two, three, four) = tokio::join!(ask(1), ask(2), ask(3), ask(4));
    for outcome in [one, two, three, four] {
        assert!(outcome.expect("a query").is_none());
    }
    proxy.turn(Mode::Passing);
    let (one, two, three, four) = tokio::join!(ask(1), ask(2), ask(3), ask(4));
    for outcome in [one, two, three, four] {
        assert_unavailable(outcome);
    }
    // Each attempt takes half a second at most, and closes what does not answer.
    let mut attempts = 0;
    while ask(1).await.is_err() {
        attempts += 1;
        assert!(attempts < 8, "the silent connections are still used");
    }
    let written = store
        .put_subscriber(&subscriber("ann"), start(), &Context::operator())
        .await;
    written.expect("a write");
}
