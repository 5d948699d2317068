//! What a new connection is told.

use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnection, PgPoolOptions};
use sea_orm::sqlx::{self, Error};
use tokio::time::timeout;

use super::servers::takes_writes;
use crate::store::options::StoreOptions;

/// The server sends something over an idle connection after a minute, so that no firewall forgets it, and closes one
/// whose other end is gone within half a minute more.
const KEEP_ALIVE: &str = "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";

/// Has each new connection of a pool told how long a statement may take, and to be kept alive. Behind a pooler that would
/// be told to the connections of others. A connection that must take writes and does not is closed again.
pub(in crate::store) fn prepare(pool: PgPoolOptions, options: &StoreOptions) -> PgPoolOptions {
    let told = Told {
        must_take_writes: options.must_take_writes,
        is_pooled: options.is_pooled,
        time: options.statement_timeout,
    };
    // A pooler whose connections are all in use lets one more client in, and keeps it waiting for its first statement.
    let patience = options.acquire_timeout;
    pool.after_connect(move |connection, _| {
        Box::pin(async move {
            let told = timeout(patience, tell(connection, told)).await;
            told.unwrap_or(Err(Error::PoolTimedOut))
        })
    })
}

/// What a connection is told.
#[derive(Clone, Copy)]
struct Told {
    must_take_writes: bool,
    is_pooled: bool,
    time: Option<Duration>,
}

async fn tell(connection: &mut PgConnection, told: Told) -> Result<(), Error> {
    if told.must_take_writes && !takes_writes(connection).await? {
        return Err(Error::Configuration("the server takes no writes".into()));
    }
    if told.is_pooled {
        return sqlx::raw_sql("SELECT 1").execute(connection).await.map(drop);
    }
    if let Some(time) = told.time {
        let limit = format!("SET statement_timeout = {}", time.as_millis());
        sqlx::raw_sql(sqlx::AssertSqlSafe(limit))
            .execute(&mut *connection)
            .await?;
    }
    keep_alive(connection).await
}

/// A server that only speaks PostgreSQL's protocol may not have these settings.
async fn keep_alive(connection: &mut PgConnection) -> Result<(), Error> {
    match sqlx::raw_sql(KEEP_ALIVE).execute(connection).await {
        Ok(_) | Err(Error::Database(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
