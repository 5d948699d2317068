//! Statements through a pooler in transaction mode, such as PgBouncer.
//!
//! The pooler gives the server's connection to another client after each transaction. So each statement is a transaction:
//! the driver prepares it under a name in one message and runs it in another, which must reach the same connection. What
//! else a connection would keep, such as the deadline, is set anew in each transaction.

use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionOptions, TransactionTrait};

/// Options of connections to a pooler: the driver keeps no prepared statements.
pub(in crate::store) fn options(options: PgConnectOptions) -> PgConnectOptions {
    options.statement_cache_capacity(0)
}

/// Begins a transaction. `time` is how long each of its statements may take.
///
/// # Errors
/// As every statement.
pub(in crate::store) async fn begin(
    connections: &DatabaseConnection,
    options: TransactionOptions,
    time: Option<Duration>,
) -> Result<DatabaseTransaction, DbErr> {
    let transaction = connections.begin_with_options(options).await?;
    transaction.execute_unprepared(&preparation(time)).await?;
    Ok(transaction)
}

/// The first statements of a transaction. Another client may have left prepared statements whose names this one is about
/// to use.
pub(in crate::store) fn preparation(time: Option<Duration>) -> String {
    let limit = time.map_or(0, |time| time.as_millis());
    format!("DEALLOCATE ALL; SET LOCAL statement_timeout = {limit}")
}
