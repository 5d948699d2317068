//! How the configuration describes the database.

use crate::config::{Config, Pooler};
use crate::store::StoreOptions;

/// How to reach the configured database.
pub(super) fn store_options(config: &Config) -> StoreOptions {
    let mut servers = config.database.url.expose_servers().into_iter();
    StoreOptions {
        url: servers.next().unwrap_or_default(),
        other_servers: servers.collect(),
        must_take_writes: config.database.url.requires_writable(),
        is_pooled: config.database.pooler == Pooler::Transaction,
        max_connections: config.database.max_connections.get(),
        acquire_timeout: config.database.acquire_timeout(),
        statement_timeout: config.database.statement_timeout(),
        cache_bytes: config.database.cache_bytes(),
    }
}
