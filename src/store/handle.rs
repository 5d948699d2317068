//! The handle that all queries are methods of.

use std::sync::Arc;

use futures_util::FutureExt;
use sea_orm::{ConnectionTrait, DbBackend};

use super::batched::Batched;
use super::error::StoreError;
use super::known_users::KnownUsers;
use super::patience::Patience;
use super::pool::Pool;
use super::session_with_account::{WithAccount, with_subscribers, with_users};
use super::sqlite::inline::InlineSqlite;
use super::write::{Write, Writer};
use super::write_behind::queue::WriteBehindQueue;
use crate::metrics::{ConnectionCounts, StatementMetrics};
use crate::model::{SessionId, Subscriber, User};

/// Handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) reader: Pool,
    /// SQLite has one writer at a time: writers share a connection and queue for it here, in order, instead of polling
    /// for the file's lock. On PostgreSQL this is the same pool as `reader`.
    pub(super) writer: Writer,
    /// Uses of sessions and API keys that are still to be written.
    pub(super) write_behind: Arc<WriteBehindQueue>,
    /// Sessions with their accounts, on PostgreSQL.
    pub(super) users_sessions: Batched<SessionId, WithAccount<User>>,
    pub(super) subscribers_sessions: Batched<SessionId, WithAccount<Subscriber>>,
    /// Reads the same file on the calling thread. `None` for PostgreSQL and for an SQLite database in memory.
    pub(super) inline: Option<Arc<InlineSqlite>>,
}

impl Store {
    pub(super) fn new(reader: Pool, writer: Writer, inline: Option<Arc<InlineSqlite>>, users: KnownUsers) -> Self {
        let (of_users, of_subscribers) = (reader.clone(), reader.clone());
        Self {
            users_sessions: Batched::new(move |ids| {
                let (pool, users) = (of_users.clone(), users.clone());
                async move { with_users(&pool, &users, &ids).await }.boxed()
            }),
            subscribers_sessions: Batched::new(move |ids| {
                let pool = of_subscribers.clone();
                async move { with_subscribers(&pool, &ids).await }.boxed()
            }),
            reader,
            writer,
            write_behind: Arc::default(),
            inline,
        }
    }

    /// The budget of a request: as much time as one statement has.
    pub fn patience(&self) -> Patience {
        Patience::of(self.reader.time())
    }

    /// What is measured of statements.
    pub fn metrics(&self) -> &StatementMetrics {
        self.reader.metrics()
    }

    /// How many connections there are to the database. SQLite has one more, for writing.
    pub fn connection_counts(&self) -> ConnectionCounts {
        self.reader.connection_counts()
    }

    /// The word for the kind of database: `sqlite` or `postgresql`.
    pub fn kind(&self) -> &'static str {
        match self.reader.get_database_backend() {
            DbBackend::Postgres => "postgresql",
            _ => "sqlite",
        }
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin(&self) -> Result<Write, StoreError> {
        self.writer.begin().await
    }
}
