//! Which connections of a pool may be used again.
//!
//! Once a connection has gone silent or is lost, all are under suspicion for a while: each is tried, with little patience,
//! before it is used and when it is given back, and closed where it does not answer. Once one has refused to write, all
//! that are older are replaced.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use sea_orm::DbErr;
use sea_orm::sqlx::postgres::{PgConnection, PgPoolOptions};
use sea_orm::sqlx::{self, Connection};
use tokio::time::{Instant, timeout};

use super::fault::Fault;
use super::servers::Servers;

/// How long all connections are under suspicion.
const SUSPECTED: Duration = Duration::from_secs(10);
/// How far apart all connections are replaced. Where the whole server is read-only, new ones do no better.
const REPLACED_EVERY: Duration = Duration::from_secs(1);
/// A connection that was idle for so long is tried before use, which costs a round trip. Under load none is idle.
const TRIED_AFTER: Duration = Duration::from_secs(1);
/// How long a connection has to answer when it is tried.
const ANSWERS_WITHIN: Duration = Duration::from_millis(500);

/// What is known about the connections of a pool.
#[derive(Clone, Debug, Default)]
pub(in crate::store) struct ConnectionHealth(Arc<Known>);

#[derive(Debug, Default)]
struct Known {
    /// When the last connection went silent or was lost.
    suspected: Mutex<Option<Instant>>,
    /// Connections made before this are replaced.
    replaced: Mutex<Option<Instant>>,
    /// The servers to choose from, if there are several.
    servers: OnceLock<Servers>,
}

impl ConnectionHealth {
    /// Has another server looked for when this one fails.
    pub(in crate::store) fn choose_from(&self, servers: Servers) {
        // Set once, where the pool is made.
        drop(self.0.servers.set(servers));
    }

    /// Learns from a failed statement.
    pub(in crate::store) fn observe(&self, error: &DbErr) {
        match Fault::of(error) {
            Some(Fault::Lost) => self.suspect(),
            Some(Fault::ReadOnly) => {
                self.replace_all();
                self.look_for_a_server();
            }
            None => {}
        }
    }

    /// A connection did not answer, or was lost.
    pub(in crate::store) fn suspect(&self) {
        *lock(&self.0.suspected) = Some(Instant::now());
        self.look_for_a_server();
    }

    fn look_for_a_server(&self) {
        let Some(servers) = self.0.servers.get() else {
            return;
        };
        let health = self.clone();
        servers.look_for_another(move || *lock(&health.0.replaced) = Some(Instant::now()));
    }

    fn replace_all(&self) {
        let mut replaced = lock(&self.0.replaced);
        if replaced.is_none_or(|at| at.elapsed() >= REPLACED_EVERY) {
            *replaced = Some(Instant::now());
        }
    }

    fn is_suspected(&self) -> bool {
        lock(&self.0.suspected).is_some_and(|at| at.elapsed() < SUSPECTED)
    }

    /// Whether connections of this age are replaced.
    fn is_replaced(&self, age: Duration) -> bool {
        lock(&self.0.replaced).is_some_and(|at| at.elapsed() < age)
    }

    /// Has a pool close the connections that may not be used again.
    pub(in crate::store) fn watch(&self, options: PgPoolOptions) -> PgPoolOptions {
        let (before, after) = (self.clone(), self.clone());
        options
            .test_before_acquire(false)
            .before_acquire(move |connection, metadata| {
                let is_replaced = before.is_replaced(metadata.age);
                let is_tried = metadata.idle_for >= TRIED_AFTER || before.is_suspected();
                Box::pin(async move { Ok(!is_replaced && answers(connection, is_tried).await?) })
            })
            .after_release(move |connection, metadata| {
                let is_replaced = after.is_replaced(metadata.age);
                let is_tried = after.is_suspected();
                Box::pin(async move { Ok(!is_replaced && answers(connection, is_tried).await?) })
            })
    }
}

/// Whether a connection answers. An error has the pool close it without a word to the other end.
async fn answers(connection: &mut PgConnection, is_tried: bool) -> Result<bool, sqlx::Error> {
    if !is_tried {
        return Ok(true);
    }
    match timeout(ANSWERS_WITHIN, connection.ping()).await {
        Ok(answered) => answered.map(|()| true),
        Err(_) => Err(sqlx::Error::PoolTimedOut),
    }
}

fn lock<T>(known: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}
