//! `[database]`: where accounts and sessions are kept.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::database_url::DatabaseUrl;
use crate::settings::values::{Bounded, word};

/// The settings of the database and its connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Which database, and how to get there. Default: `sqlite://latchkey.db`.
    pub url: DatabaseUrl,
    /// How many connections one node may hold open. 1 to 1000, default 10.
    pub max_connections: Bounded<1, 1000>,
    /// How long a request waits for a free connection before it fails, in seconds. 1 to 300, default 5.
    pub acquire_timeout: Bounded<1, 300>,
    /// How long a server waits for one statement, the wait for a connection included, before it answers with 503, in
    /// seconds. 0 to 300, default 2; 0 is without end.
    pub statement_timeout: Bounded<0, 300>,
    /// How long a server that starts waits for a database server that does not respond yet, in seconds. 0 to 3600, default
    /// 30. A wrong password or name is refused at once.
    pub startup_timeout: Bounded<0, 3600>,
    /// Whether a pooler between this server and PostgreSQL gives a connection away after each transaction. Default: `none`.
    #[serde(deserialize_with = "word")]
    pub pooler: Pooler,
    /// The size of the cache of sessions, accounts and API keys over an SQLite file, in MiB. One holds about 1,600
    /// sessions with their accounts. The cache is never older than the file. On PostgreSQL, of users, each of which is used
    /// only where the database still has that version of it. 0 to 4096, default 48.
    pub cache_mib: Bounded<0, 4096>,
}

impl Database {
    /// `acquire_timeout` as a duration.
    pub fn acquire_timeout(&self) -> Duration {
        Duration::from_secs(self.acquire_timeout.get().into())
    }

    /// `statement_timeout` as a duration, if there is one.
    pub fn statement_timeout(&self) -> Option<Duration> {
        let seconds = self.statement_timeout.get();
        (seconds > 0).then(|| Duration::from_secs(seconds.into()))
    }

    /// `startup_timeout` as a duration.
    pub fn startup_timeout(&self) -> Duration {
        Duration::from_secs(self.startup_timeout.get().into())
    }

    /// `cache_mib` in bytes.
    pub fn cache_bytes(&self) -> u64 {
        u64::from(self.cache_mib.get()) << 20
    }
}

/// What stands between this server and PostgreSQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pooler {
    /// Nothing, or a pooler in session mode, in which a connection keeps its state.
    None,
    /// A pooler in transaction mode, such as PgBouncer with `pool_mode = transaction`: nothing lasts from one transaction
    /// to the next.
    Transaction,
}
