//! How everything is written: on PostgreSQL each write is a transaction of its own, on SQLite writes that wait together
//! share one, because what a write costs there is its commit (`group.rs`).
//!
//! Either way a write has its own begin, commit and rollback; whoever has been told that it is committed can count on
//! that, and a write that is dropped half-done leaves nothing behind.

mod found;
mod group;
mod place;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::InsertStatement;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, StatementBuilder, TransactionTrait,
};

use super::StoreError;
use super::embedded::{Embedded, WriteConnection};
pub(super) use found::{Found, Row};
use group::{Member, Turns};

/// The column with the number of a row.
const ID: &str = "id";

/// What writes.
#[derive(Clone, Debug)]
pub(super) enum Writer {
    /// Each write has a connection of this pool to itself.
    SideBySide(DatabaseConnection),
    /// One writes after the other.
    InTurns(Turns),
}

/// A write that was begun. Dropped, it is undone.
pub(super) enum Write {
    Alone(DatabaseTransaction),
    InTurn(Member),
}

impl Writer {
    /// One writes after the other. `patience` is how long a write waits for its turn before the database counts as not
    /// available.
    pub(super) fn in_turns(connection: WriteConnection, patience: Duration, embedded: Option<Arc<Embedded>>) -> Self {
        Self::InTurns(Turns::new(connection, patience, embedded))
    }

    /// Begins a transaction.
    pub(super) async fn begin(&self) -> Result<Write, DbErr> {
        Ok(match self {
            Self::SideBySide(pool) => Write::Alone(pool.begin().await?),
            Self::InTurns(turns) => Write::InTurn(turns.begin().await?),
        })
    }

    /// Runs a statement that is a whole transaction. Returns how many rows it changed.
    pub(super) async fn execute(&self, statement: &impl StatementBuilder) -> Result<u64, StoreError> {
        if let Self::SideBySide(pool) = self {
            return Ok(pool.execute(statement).await?.rows_affected());
        }
        let write = self.begin().await?;
        let changed = write.execute(statement).await?;
        write.commit().await?;
        Ok(changed)
    }

    /// Waits for the writes that have begun.
    pub(super) async fn finish(&self) {
        if let Self::InTurns(turns) = self {
            turns.finish().await;
        }
    }

    /// Waits for the writes that have begun, and closes the connection.
    pub(super) async fn close(self) -> Result<(), DbErr> {
        match self {
            Self::SideBySide(pool) => pool.close().await,
            Self::InTurns(turns) => {
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
            Self::Alone(transaction) => transaction.commit().await,
            Self::InTurn(member) => member.commit().await,
        }
    }

    /// Undoes it. Once this returns, all that it has seen is there for good, so that an answer may rest on it.
    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        match self {
            Self::Alone(transaction) => transaction.rollback().await,
            Self::InTurn(member) => member.rollback().await,
        }
    }

    /// Runs a statement. Returns how many rows it changed.
    pub(super) async fn execute(&self, statement: &impl StatementBuilder) -> Result<u64, StoreError> {
        Ok(match self {
            Self::Alone(transaction) => transaction.execute(statement).await?.rows_affected(),
            Self::InTurn(member) => member.execute(&DbBackend::Sqlite.build(statement))?,
        })
    }

    /// Runs a statement, and returns its rows.
    pub(super) async fn query(&self, statement: &impl StatementBuilder) -> Result<Vec<Found>, StoreError> {
        Ok(match self {
            Self::Alone(transaction) => {
                let rows = transaction.query_all(statement).await?;
                rows.into_iter().map(Found::Far).collect()
            }
            Self::InTurn(member) => {
                let rows = member.query(&DbBackend::Sqlite.build(statement))?;
                rows.into_iter().map(Found::Here).collect()
            }
        })
    }

    /// Runs a statement, and returns its only row, if there is one.
    pub(super) async fn query_one(&self, statement: &impl StatementBuilder) -> Result<Option<Found>, StoreError> {
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
