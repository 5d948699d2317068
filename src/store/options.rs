//! How to reach the database, and how much of it to use.

use std::time::Duration;

use sea_orm::ConnectOptions;

/// How long a statement may wait for the one connection to a database in memory.
const IN_MEMORY: Duration = Duration::from_secs(2);

/// How to reach the database, and how much of it to use.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// `sqlite://FILE`, `sqlite::memory:` or `postgres://…`.
    pub url: String,
    /// The URLs of further PostgreSQL servers, one of which may take the place of the first.
    pub other_servers: Vec<String>,
    /// Whether only a PostgreSQL server that takes writes will do.
    pub must_take_writes: bool,
    /// Whether a pooler gives a connection to PostgreSQL away after each transaction.
    pub is_pooled: bool,
    /// The most connections to keep open.
    pub max_connections: u32,
    /// How long a query may wait for a connection before the database counts as not available.
    pub acquire_timeout: Duration,
    /// How long a statement may take, the wait for a connection included; `None`: as long as it does.
    pub statement_timeout: Option<Duration>,
    /// How many bytes of an SQLite file this process may cache.
    pub cache_bytes: u64,
}

impl StoreOptions {
    /// A database in memory, which lives as long as its connection.
    pub(super) fn in_memory() -> Self {
        Self {
            url: "sqlite::memory:".to_owned(),
            other_servers: Vec::new(),
            must_take_writes: false,
            is_pooled: false,
            max_connections: 1,
            acquire_timeout: IN_MEMORY,
            statement_timeout: Some(IN_MEMORY),
            cache_bytes: 0,
        }
    }

    pub(super) fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }

    /// How long a lock of another process is waited for.
    pub(super) fn patience(&self) -> Duration {
        let statement = self.statement_timeout.unwrap_or(self.acquire_timeout);
        self.acquire_timeout.min(statement)
    }

    /// The options of a pool with so many connections.
    pub(super) fn of_pool(&self, max_connections: u32) -> ConnectOptions {
        let mut connect = ConnectOptions::new(&self.url);
        connect
            .max_connections(max_connections)
            .min_connections(1)
            .connect_timeout(self.acquire_timeout)
            .acquire_timeout(self.acquire_timeout)
            // Statements carry names and hashes; they are never logged.
            .sqlx_logging(false)
            .record_stmt_in_spans(false);
        connect
    }
}
