//! How everything is written: on PostgreSQL each write is a transaction of its own, on SQLite writes that wait together
//! share one, because what a write costs there is its commit (`group.rs`).
//!
//! Either way a write has its own begin, commit and rollback; whoever has been told that it is committed can count on
//! that, and a write that is dropped half-done leaves nothing behind.

mod group;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    StatementBuilder, TransactionTrait,
};

use super::StoreError;
use super::embedded::Embedded;
use group::{Member, Turns};

/// What writes.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    connection: DatabaseConnection,
    /// Whose turn it is, where there is one writer at a time.
    turns: Option<Turns>,
}

/// A write that was begun. Dropped, it is undone.
pub(super) enum Write {
    Alone(DatabaseTransaction),
    InTurn(Member),
}

impl Writer {
    /// Each write has a connection to itself.
    pub(super) fn side_by_side(connection: DatabaseConnection) -> Self {
        Self {
            connection,
            turns: None,
        }
    }

    /// One writes after the other. `patience` is how long a write waits for its turn before the database counts as not
    /// available.
    pub(super) fn in_turns(
        connection: DatabaseConnection,
        patience: Duration,
        embedded: Option<Arc<Embedded>>,
    ) -> Self {
        Self {
            turns: Some(Turns::new(connection.clone(), patience, embedded)),
            connection,
        }
    }

    /// Begins a transaction.
    pub(super) async fn begin(&self) -> Result<Write, DbErr> {
        Ok(match &self.turns {
            None => Write::Alone(self.connection.begin().await?),
            Some(turns) => Write::InTurn(turns.begin().await?),
        })
    }

    /// Runs a statement that is a whole transaction. Returns how many rows it changed.
    pub(super) async fn execute(&self, statement: &impl StatementBuilder) -> Result<u64, StoreError> {
        if self.turns.is_none() {
            return Ok(self.connection.execute(statement).await?.rows_affected());
        }
        let write = self.begin().await?;
        let changed = write.execute(statement).await?.rows_affected();
        write.commit().await?;
        Ok(changed)
    }

    /// The connection, for what is no transaction.
    pub(super) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Waits for the writes that have begun.
    pub(super) async fn finish(&self) {
        if let Some(turns) = &self.turns {
            turns.finish().await;
        }
    }

    /// Waits for the writes that have begun, and closes the connection.
    pub(super) async fn close(self) -> Result<(), DbErr> {
        self.finish().await;
        self.connection.close().await
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

    /// The transaction itself.
    pub(super) fn transaction(&self) -> Result<&DatabaseTransaction, DbErr> {
        match self {
            Self::Alone(transaction) => Ok(transaction),
            Self::InTurn(member) => member.transaction(),
        }
    }
}

/// Statements run in a write as they do in a transaction.
#[async_trait]
impl ConnectionTrait for Write {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Alone(transaction) => transaction.get_database_backend(),
            Self::InTurn(_) => DbBackend::Sqlite,
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.transaction()?.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.transaction()?.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.transaction()?.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.transaction()?.query_all_raw(statement).await
    }
}
