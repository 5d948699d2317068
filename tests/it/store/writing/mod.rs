//! Writers that wait for the same SQLite file share a transaction. Commits are counted in the write-ahead log.

mod dropped;
mod failing;
mod sharing;

use std::future::Future;

use latchkey::model::{AccountRef, Context, EndReason, Realm, SessionId};
use latchkey::store::{Store, StoreError};
use tokio::task::JoinHandle;

use crate::support::database::TestDatabase;
use crate::support::rows::{at, empty_sqlite_store, hash, opening, session, start, uid, user};
use crate::support::store::Put;

const ANNA: AccountRef = AccountRef {
    realm: Realm::Users,
    id: 1,
};

/// A store with the user anna, who has so many sessions.
async fn with_sessions(count: u128) -> (TestDatabase, Store) {
    let (database, store) = empty_sqlite_store().await;
    let (new, context) = (user("anna"), Context::operator());
    let added = store.put_user(&new, uid(1), start(), &context).await;
    added.expect("a user");
    for number in 1..=count {
        open(&store, number).await.expect("a session");
    }
    (database, store)
}

async fn open(store: &Store, number: u128) -> Result<bool, StoreError> {
    store
        .open_session(&opening(&session(number, ANNA), &hash(), false))
        .await
}

/// The session of this number ends.
async fn end(store: &Store, number: u128) -> Result<bool, StoreError> {
    let (id, context) = (SessionId(uid(number)), Context::system());
    store.end_session(ANNA, id, EndReason::Logout, at(1), &context).await
}

/// Starts something, which goes on until it has to wait for others.
async fn begin<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    let begun = tokio::spawn(work);
    // All tasks of these tests share one thread. Those that are not waiting run before this goes on.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    begun
}

/// Starts to end these sessions, one after the other.
async fn begin_to_end(
    store: &Store,
    numbers: impl IntoIterator<Item = u128>,
) -> Vec<JoinHandle<Result<bool, StoreError>>> {
    let mut begun = Vec::new();
    for number in numbers {
        let store = store.clone();
        begun.push(begin(async move { end(&store, number).await }).await);
    }
    begun
}

async fn all<T>(begun: Vec<JoinHandle<T>>) -> Vec<T> {
    let mut results = Vec::new();
    for one in begun {
        results.push(one.await.expect("no panic"));
    }
    results
}

/// How many sessions have ended, and how many ends are recorded.
async fn ended(database: &TestDatabase) -> (u64, u64) {
    let sessions = database.count("sessions WHERE ended_at IS NOT NULL").await;
    let events = database.count("audit_events WHERE action = 'logout'").await;
    (sessions, events)
}
