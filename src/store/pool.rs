//! The connection pool, whose statements have a deadline.
//!
//! A connection that goes silent, as behind a firewall that forgot it, would be waited for without end, and would then be
//! given back to the pool. So each statement has so much time, the wait for a connection included. Once one has missed it,
//! all connections are under suspicion for a while: each is tried, with little patience, before it is used and when it is
//! given back, and closed where it does not answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnection, PgPoolOptions};
use sea_orm::sqlx::{self, Connection};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement, TransactionTrait,
};
use sea_orm_migration::prelude::async_trait;
use tokio::time::{Instant, timeout};

/// How long all connections are under suspicion after one has missed a deadline.
const SUSPECTED: Duration = Duration::from_secs(10);
/// A connection that was idle for so long is tried before use, which costs a round trip. Under load none is idle.
const TRIED_AFTER: Duration = Duration::from_secs(1);
/// How long a connection has to answer when it is tried.
const ANSWERS_WITHIN: Duration = Duration::from_millis(500);

/// A pool of connections.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    connections: DatabaseConnection,
    /// How much time a statement has; `None` where it has all of it.
    time: Option<Duration>,
    suspicion: Suspicion,
}

impl Pool {
    pub(super) fn new(connections: DatabaseConnection, time: Option<Duration>, suspicion: Suspicion) -> Self {
        Self {
            connections,
            time,
            suspicion,
        }
    }

    /// The pool, without deadlines: for what takes long, such as steps of the schema.
    pub(super) fn unlimited(&self) -> &DatabaseConnection {
        &self.connections
    }

    /// Begins a transaction. Its statements go through [`Pool::in_time`].
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.in_time(self.connections.begin()).await
    }

    /// Waits for what a statement does, as long as it may.
    pub(super) async fn in_time<T, E: From<DbErr>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        let Some(time) = self.time else {
            return work.await;
        };
        // On the heap: the future of every request holds this one.
        match timeout(time, Box::pin(work)).await {
            Ok(done) => done,
            Err(_) => {
                self.suspicion.raise();
                let late = RuntimeErr::Internal("the database did not answer in time".to_owned());
                Err(DbErr::Conn(late).into())
            }
        }
    }

    /// Closes all connections.
    pub(super) async fn close(self) -> Result<(), DbErr> {
        self.connections.close().await
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Pool {
    fn get_database_backend(&self) -> DbBackend {
        self.connections.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.in_time(self.connections.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.in_time(self.connections.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.in_time(self.connections.query_one_raw(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.in_time(self.connections.query_all_raw(statement)).await
    }
}

/// Whether connections may have gone silent.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspicion(Arc<Mutex<Option<Instant>>>);

impl Suspicion {
    fn raise(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    fn is_raised(&self) -> bool {
        let raised = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        raised.is_some_and(|at| at.elapsed() < SUSPECTED)
    }

    /// Has PostgreSQL's connections tried, and those closed that do not answer. The server gives up a statement after
    /// this time by itself.
    pub(super) fn watch(&self, options: PgPoolOptions, time: Option<Duration>) -> PgPoolOptions {
        let (before, after) = (self.clone(), self.clone());
        let options = options
            .test_before_acquire(false)
            .before_acquire(move |connection, metadata| {
                let is_tried = metadata.idle_for >= TRIED_AFTER || before.is_raised();
                Box::pin(answers(connection, is_tried))
            })
            .after_release(move |connection, _| {
                let is_tried = after.is_raised();
                Box::pin(answers(connection, is_tried))
            });
        let Some(time) = time else {
            return options;
        };
        options.after_connect(move |connection, _| {
            Box::pin(async move {
                let limit = format!("SET statement_timeout = {}", time.as_millis());
                sqlx::query(sqlx::AssertSqlSafe(limit)).execute(connection).await?;
                Ok(())
            })
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
