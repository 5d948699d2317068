//! What a new connection is told.

use sea_orm::sqlx::postgres::{PgConnection, PgPoolOptions};
use sea_orm::sqlx::{self, Error};

use super::servers::takes_writes;
use crate::store::options::StoreOptions;

/// The server sends something over an idle connection after a minute, so that no firewall forgets it, and closes one
/// whose other end is gone within half a minute more.
const KEEP_ALIVE: &str = "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3";

/// Has each new connection of a pool told how long a statement may take, and to be kept alive. Behind a pooler that would
/// be told to the connections of others. A connection that must take writes and does not is closed again.
pub(in crate::store) fn prepare(pool: PgPoolOptions, options: &StoreOptions) -> PgPoolOptions {
    let (must_take_writes, is_pooled, time) = (options.must_take_writes, options.is_pooled, options.statement_timeout);
    pool.after_connect(move |connection, _| {
        Box::pin(async move {
            if must_take_writes && !takes_writes(connection).await? {
                return Err(Error::Configuration("the server takes no writes".into()));
            }
            if is_pooled {
                return Ok(());
            }
            if let Some(time) = time {
                let limit = format!("SET statement_timeout = {}", time.as_millis());
                sqlx::raw_sql(sqlx::AssertSqlSafe(limit))
                    .execute(&mut *connection)
                    .await?;
            }
            keep_alive(connection).await
        })
    })
}

/// A server that only speaks PostgreSQL's protocol may not have these settings.
async fn keep_alive(connection: &mut PgConnection) -> Result<(), Error> {
    match sqlx::raw_sql(KEEP_ALIVE).execute(connection).await {
        Ok(_) | Err(Error::Database(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
