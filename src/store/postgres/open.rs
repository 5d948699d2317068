//! Opening a pool of connections to PostgreSQL.

use sea_orm::sqlx::{self, ConnectOptions, postgres::PgConnectOptions};
use sea_orm::{Database, DbErr, RuntimeErr};

use super::health::ConnectionHealth;
use super::servers::{self, Servers};
use super::{pooled, session};
use crate::store::options::StoreOptions;
use crate::store::pool::Pool;

/// Opens a pool. With several servers it follows the one that can be used.
///
/// # Errors
/// Nothing answers, or none of the servers can be used.
pub(in crate::store) async fn open(options: &StoreOptions, max_connections: u32) -> Result<Pool, DbErr> {
    let health = ConnectionHealth::default();
    let all = servers_of(options)?;
    let is_any = all.len() == 1 && !options.must_take_writes;
    let current = match is_any {
        true => 0,
        false => servers::find(&all, options.must_take_writes).await?,
    };
    let mut connect = options.of_pool(max_connections);
    let (watching, settings) = (health.clone(), options.clone());
    connect.map_sqlx_postgres_pool_opts(move |pool| session::prepare(watching.watch(pool), &settings));
    if let Some(chosen) = all.get(current).cloned() {
        connect.map_sqlx_postgres_opts(move |_| chosen.clone());
    }
    let connections = Database::connect(connect).await?;
    if all.len() > 1 {
        let pool = connections.get_postgres_connection_pool().clone();
        health.choose_from(Servers::new(all, options.must_take_writes, pool, current));
    }
    let pool = Pool::new(connections, options.statement_timeout, health);
    Ok(pool.behind_pooler(options.is_pooled))
}

fn servers_of(options: &StoreOptions) -> Result<Vec<PgConnectOptions>, DbErr> {
    let urls = std::iter::once(&options.url).chain(&options.other_servers);
    let parsed = urls.map(|url| {
        let server: PgConnectOptions = url.parse()?;
        // No number here is a float, and PgBouncer does not know the parameter.
        let server = server.disable_statement_logging().extra_float_digits(None);
        Ok(match options.is_pooled {
            true => pooled::options(server),
            false => server,
        })
    });
    let all: Result<_, sqlx::Error> = parsed.collect();
    all.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))
}
