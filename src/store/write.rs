//! How everything is written: on PostgreSQL each write is a transaction of its own; on SQLite writes that wait together
//! share one ([`sqlite_inline::GroupCommit`]).
//!
//! Either way a write has its own begin, commit and rollback. A commit that has returned is durable, and a write that is
//! dropped half-done leaves nothing behind.

use std::sync::Arc;

use sea_orm::sea_query::InsertStatement;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, StatementBuilder};
use sqlite_inline::{Durability, GroupCommit, Transaction};
use tokio::time::Instant;

use super::error::StoreError;
use super::patience;
use super::pool::{Pool, late};
use super::row::Row;
use super::sqlite::statement::SqliteStatement;
use super::statement_span::{built_span, statement_span};
use crate::metrics::{StatementKind, StatementMetrics};

/// The column with the number of a row.
const ID: &str = "id";

/// The source of write transactions.
#[derive(Clone, Debug)]
pub(super) enum Writer {
    /// Each write has a connection of this pool to itself.
    Pool(Pool),
    /// Writes take turns at one connection.
    GroupCommit(GroupCommit, Arc<StatementMetrics>),
}

/// A write transaction. Dropped, it is undone.
pub(super) enum Write {
    Pool(DatabaseTransaction, Pool),
    Shared(Transaction, Arc<StatementMetrics>),
}

impl Writer {
    /// Begins a transaction.
    pub(super) async fn begin(&self) -> Result<Write, StoreError> {
        self.begin_with(Durability::Full).await
    }

    /// Begins one whose commit promises at least this. PostgreSQL's always are durable.
    pub(super) async fn begin_with(&self, durability: Durability) -> Result<Write, StoreError> {
        let span = statement_span(self.backend(), "BEGIN");
        let begun = span.around(self.wait_for_transaction(durability)).await;
        span.end(begun)
    }

    async fn wait_for_transaction(&self, durability: Durability) -> Result<Write, StoreError> {
        Ok(match self {
            Self::Pool(pool) => Write::Pool(pool.begin().await?, pool.clone()),
            Self::GroupCommit(writers, metrics) => {
                let since = Instant::now();
                let begun = patience::wait(None, writers.begin_with(durability)).await;
                let begun = begun.map_err(|_| {
                    metrics.gave_up();
                    late()
                })??;
                metrics.observe(StatementKind::Begin, since.elapsed());
                Write::Shared(begun, metrics.clone())
            }
        })
    }

    fn backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool) => pool.get_database_backend(),
            Self::GroupCommit(..) => DbBackend::Sqlite,
        }
    }

    /// Runs a statement that is a whole transaction. Returns how many rows it changed.
    pub(super) async fn execute(&self, statement: &impl StatementBuilder) -> Result<u64, StoreError> {
        if let Self::Pool(pool) = self {
            return Ok(pool.execute(statement).await?.rows_affected());
        }
        let write = self.begin().await?;
        let changed = write.execute(statement).await?;
        write.commit().await?;
        Ok(changed)
    }

    /// Waits for the writes that have begun.
    pub(super) async fn finish(&self) {
        if let Self::GroupCommit(writers, _) = self {
            writers.finish().await;
        }
    }

    /// Waits for the writes that have begun, and closes the connection.
    pub(super) async fn close(self) -> Result<(), StoreError> {
        match self {
            Self::Pool(pool) => Ok(pool.close().await?),
            Self::GroupCommit(writers, _) => {
                writers.close().await;
                Ok(())
            }
        }
    }
}

impl Write {
    /// Commits. Once this returns, what was written is durable and visible to everybody.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let span = statement_span(self.backend(), "COMMIT");
        let work = async {
            match self {
                Self::Pool(transaction, pool) => Ok(pool.in_time(StatementKind::Commit, transaction.commit()).await?),
                Self::Shared(transaction, metrics) => {
                    let since = Instant::now();
                    transaction.commit().await?;
                    metrics.observe(StatementKind::Commit, since.elapsed());
                    Ok(())
                }
            }
        };
        let done = span.around(work).await;
        span.end(done)
    }

    fn backend(&self) -> DbBackend {
        match self {
            Self::Pool(_, pool) => pool.get_database_backend(),
            Self::Shared(..) => DbBackend::Sqlite,
        }
    }

    /// Whether no other transaction can hold a row, as SQLite has one writer.
    pub(super) fn is_alone(&self) -> bool {
        matches!(self, Self::Shared(..))
    }

    /// Rolls back. Once this returns, everything that it has read is durable, so that an answer may rest on it.
    pub(super) async fn rollback(self) -> Result<(), StoreError> {
        let span = statement_span(self.backend(), "ROLLBACK");
        let work = async {
            match self {
                Self::Pool(transaction, pool) => {
                    Ok(pool.in_time(StatementKind::Commit, transaction.rollback()).await?)
                }
                Self::Shared(transaction, _) => Ok(transaction.rollback().await?),
            }
        };
        let done = span.around(work).await;
        span.end(done)
    }

    /// Runs a statement. Returns how many rows it changed.
    pub(super) async fn execute(&self, statement: &impl StatementBuilder) -> Result<u64, StoreError> {
        let span = built_span(self.backend(), statement);
        let done = span.around(self.change(statement)).await;
        span.end(done)
    }

    async fn change(&self, statement: &impl StatementBuilder) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Pool(transaction, pool) => {
                let done = pool.in_time(StatementKind::Write, transaction.execute(statement));
                done.await?.rows_affected()
            }
            Self::Shared(transaction, metrics) => {
                let since = Instant::now();
                let statement = SqliteStatement::build(statement);
                let changed = transaction.execute(statement.sql(), statement.parameters())?;
                metrics.observe(StatementKind::Write, since.elapsed());
                changed
            }
        })
    }

    /// Runs a statement, and returns its rows.
    pub(super) async fn query(&self, statement: &impl StatementBuilder) -> Result<Vec<Row>, StoreError> {
        let span = built_span(self.backend(), statement);
        let done = span.around(self.rows(statement)).await;
        span.end(done)
    }

    async fn rows(&self, statement: &impl StatementBuilder) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Pool(transaction, pool) => {
                let rows = pool
                    .in_time(StatementKind::Write, transaction.query_all(statement))
                    .await?;
                rows.into_iter().map(Row::Pool).collect()
            }
            Self::Shared(transaction, metrics) => {
                let since = Instant::now();
                let statement = SqliteStatement::build(statement);
                let rows = transaction.query(statement.sql(), statement.parameters())?;
                metrics.observe(StatementKind::Write, since.elapsed());
                rows.into_iter().map(Row::Inline).collect()
            }
        })
    }

    /// Runs a statement, and returns its only row, if there is one.
    pub(super) async fn query_one(&self, statement: &impl StatementBuilder) -> Result<Option<Row>, StoreError> {
        Ok(self.query(statement).await?.into_iter().next())
    }

    /// Adds a row to a table whose rows are numbered, and returns its number.
    pub(super) async fn insert(&self, mut statement: InsertStatement) -> Result<i64, StoreError> {
        statement.returning_col(ID);
        let row = self
            .query_one(&statement)
            .await?
            .ok_or(StoreError::Corrupt { column: ID })?;
        row.get(ID)
    }
}
