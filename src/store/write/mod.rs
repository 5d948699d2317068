//! How everything is written: on PostgreSQL each write is a transaction of its own, on SQLite writes that wait together
//! share one, because what a write costs there is its commit (`group.rs`).
//!
//! Either way a write has its own begin, commit and rollback; whoever has been told that it is committed can count on
//! that, and a write that is dropped half-done leaves nothing behind.

mod group_commit;
mod row;
mod shared_transaction;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::InsertStatement;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, StatementBuilder, TransactionTrait,
};

use super::error::StoreError;
use super::sqlite::{InlineSqlite, WriteConnection};
use group_commit::{GroupCommit, GroupWrite};
pub(super) use row::Row;

/// The column with the number of a row.
const ID: &str = "id";

/// What writes.
#[derive(Clone, Debug)]
pub(super) enum Writer {
    /// Each write has a connection of this pool to itself.
    Pooled(DatabaseConnection),
    /// One writes after the other.
    Grouped(GroupCommit),
}

/// A write that was begun. Dropped, it is undone.
pub(super) enum Write {
    Single(DatabaseTransaction),
    Grouped(GroupWrite),
}

impl Writer {
    /// One writes after the other. `timeout` is how long a write waits for its turn before the database counts as not
    /// available.
    pub(super) fn grouped(connection: WriteConnection, timeout: Duration, inline: Option<Arc<InlineSqlite>>) -> Self {
        Self::Grouped(GroupCommit::new(connection, timeout, inline))
    }

    /// Begins a transaction.
    pub(super) async fn begin(&self) -> Result<Write, DbErr> {
        Ok(match self {
            Self::Pooled(pool) => Write::Single(pool.begin().await?),
            Self::Grouped(turns) => Write::Grouped(turns.begin().await?),
        })
    }

    /// Runs a statement that is a whole transaction. Returns how many rows it changed.
    pub(super) async fn execute(&self, statement: &impl StatementBuilder) -> Result<u64, StoreError> {
        if let Self::Pooled(pool) = self {
            return Ok(pool.execute(statement).await?.rows_affected());
        }
        let write = self.begin().await?;
        let changed = write.execute(statement).await?;
        write.commit().await?;
        Ok(changed)
    }

    /// Waits for the writes that have begun.
    pub(super) async fn finish(&self) {
        if let Self::Grouped(turns) = self {
            turns.finish().await;
        }
    }

    /// Waits for the writes that have begun, and closes the connection.
    pub(super) async fn close(self) -> Result<(), DbErr> {
        match self {
            Self::Pooled(pool) => pool.close().await,
            Self::Grouped(turns) => {
                turns.close().await;
                Ok(())
            }
        }
    }
}

impl Write {
    /// Ends it. Once this returns, what was written is there for everybody and for good.
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        match self {
            Self::Single(transaction) => transaction.commit().await,
            Self::Grouped(member) => member.commit().await,
        }
    }

    /// Undoes it. Once this returns, all that it has seen is there for good, so that an answer may rest on it.
    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        match self {
            Self::Single(transaction) => transaction.rollback().await,
            Self::Grouped(member) => member.rollback().await,
        }
    }

    /// Runs a statement. Returns how many rows it changed.
    pub(super) async fn execute(&self, statement: &impl StatementBuilder) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Single(transaction) => transaction.execute(statement).await?.rows_affected(),
            Self::Grouped(member) => member.execute(&DbBackend::Sqlite.build(statement))?,
        })
    }

    /// Runs a statement, and returns its rows.
    pub(super) async fn query(&self, statement: &impl StatementBuilder) -> Result<Vec<Row>, StoreError> {
        Ok(match self {
            Self::Single(transaction) => {
                let rows = transaction.query_all(statement).await?;
                rows.into_iter().map(Row::Remote).collect()
            }
            Self::Grouped(member) => {
                let rows = member.query(&DbBackend::Sqlite.build(statement))?;
                rows.into_iter().map(Row::Local).collect()
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
