//! The connection pool, whose statements have a deadline.
//!
//! A connection that goes silent, as behind a firewall that forgot it, would be waited for without end, and would then be
//! given back to the pool. So each statement has so much time, the wait for a connection included. What fails tells
//! something about the connections, see [`ConnectionHealth`].

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr,
    Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::prelude::async_trait;
use tokio::time::Instant;

use super::patience;
use super::postgres::health::ConnectionHealth;
use super::postgres::pooled;
use super::statement_span::statement_span;
use crate::metrics::{ConnectionCounts, StatementKind, StatementMetrics};

/// A pool of connections.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    connections: DatabaseConnection,
    /// How much time a statement has; `None` where it has all of it.
    time: Option<Duration>,
    /// Whether a pooler gives a connection away after each transaction, so that each statement needs one.
    is_pooled: bool,
    health: ConnectionHealth,
    metrics: Arc<StatementMetrics>,
}

impl Pool {
    pub(super) fn new(connections: DatabaseConnection, time: Option<Duration>, health: ConnectionHealth) -> Self {
        Self {
            connections,
            time,
            is_pooled: false,
            health,
            metrics: Arc::default(),
        }
    }

    /// What is measured of the statements.
    pub(super) fn metrics(&self) -> &Arc<StatementMetrics> {
        &self.metrics
    }

    /// How many connections there are.
    pub(super) fn connection_counts(&self) -> ConnectionCounts {
        let (open, idle, max) = match self.get_database_backend() {
            DbBackend::Postgres => {
                let pool = self.connections.get_postgres_connection_pool();
                (pool.size(), pool.num_idle(), pool.options().get_max_connections())
            }
            _ => {
                let pool = self.connections.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle(), pool.options().get_max_connections())
            }
        };
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        ConnectionCounts {
            open: number(open),
            idle,
            max: number(max),
        }
    }

    /// The same, through a pooler in transaction mode.
    pub(super) fn behind_pooler(self, is_pooled: bool) -> Self {
        Self { is_pooled, ..self }
    }

    /// The pool, without deadlines: for what takes long, and is a transaction.
    pub(super) fn unlimited(&self) -> &DatabaseConnection {
        &self.connections
    }

    /// What a transaction on [`Pool::unlimited`] begins with.
    pub(super) fn preparation(&self) -> Option<String> {
        self.is_pooled.then(|| pooled::preparation(self.time))
    }

    /// Begins a transaction. Its statements go through [`Pool::in_time`].
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let begin = self.begin_with(TransactionOptions::default(), self.time);
        self.in_time(StatementKind::Begin, begin).await
    }

    /// Begins a transaction without deadlines, on our side: for what takes long, such as steps of the schema.
    pub(super) async fn begin_unlimited(&self, options: TransactionOptions) -> Result<DatabaseTransaction, DbErr> {
        self.begin_with(options, None).await
    }

    async fn begin_with(
        &self,
        options: TransactionOptions,
        time: Option<Duration>,
    ) -> Result<DatabaseTransaction, DbErr> {
        if self.is_pooled {
            return pooled::begin(&self.connections, options, time).await;
        }
        self.connections.begin_with_options(options).await
    }

    /// Waits for what a statement does, as long as it may.
    pub(super) async fn in_time<T>(
        &self,
        kind: StatementKind,
        work: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        let begun = Instant::now();
        let Ok(done) = patience::wait(self.time, work).await else {
            self.health.suspect();
            self.metrics.gave_up();
            return Err(late());
        };
        self.metrics.observe(kind, begun.elapsed());
        done.inspect_err(|error| self.health.observe(error))
    }

    /// Runs a statement in a transaction of its own.
    async fn in_transaction<T>(
        &self,
        kind: StatementKind,
        run: impl AsyncFnOnce(&DatabaseTransaction) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        self.in_time(kind, async {
            let transaction = self.begin_with(TransactionOptions::default(), self.time).await?;
            let done = run(&transaction).await?;
            transaction.commit().await?;
            Ok(done)
        })
        .await
    }

    /// How long a statement may take.
    pub(super) fn time(&self) -> Option<Duration> {
        self.time
    }

    /// Closes all connections.
    pub(super) async fn close(self) -> Result<(), DbErr> {
        self.connections.close().await
    }
}

/// The deadline has passed.
pub(super) fn late() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal("the database did not answer in time".to_owned()))
}

#[async_trait::async_trait]
impl ConnectionTrait for Pool {
    fn get_database_backend(&self) -> DbBackend {
        self.connections.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let span = statement_span(self.get_database_backend(), &statement.sql);
        if self.is_pooled {
            let run = async |transaction: &DatabaseTransaction| transaction.execute_raw(statement).await;
            let done = span.around(self.in_transaction(StatementKind::Write, run)).await;
            return span.end(done);
        }
        let work = self.in_time(StatementKind::Write, self.connections.execute_raw(statement));
        let done = span.around(work).await;
        span.end(done)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let span = statement_span(self.get_database_backend(), sql);
        if self.is_pooled {
            let run = async |transaction: &DatabaseTransaction| transaction.execute_unprepared(sql).await;
            let done = span.around(self.in_transaction(StatementKind::Write, run)).await;
            return span.end(done);
        }
        let work = self.in_time(StatementKind::Write, self.connections.execute_unprepared(sql));
        let done = span.around(work).await;
        span.end(done)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let span = statement_span(self.get_database_backend(), &statement.sql);
        if self.is_pooled {
            let run = async |transaction: &DatabaseTransaction| transaction.query_one_raw(statement).await;
            let done = span.around(self.in_transaction(StatementKind::Read, run)).await;
            return span.end(done);
        }
        let work = self.in_time(StatementKind::Read, self.connections.query_one_raw(statement));
        let done = span.around(work).await;
        span.end(done)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let span = statement_span(self.get_database_backend(), &statement.sql);
        if self.is_pooled {
            let run = async |transaction: &DatabaseTransaction| transaction.query_all_raw(statement).await;
            let done = span.around(self.in_transaction(StatementKind::Read, run)).await;
            return span.end(done);
        }
        let work = self.in_time(StatementKind::Read, self.connections.query_all_raw(statement));
        let done = span.around(work).await;
        span.end(done)
    }
}
