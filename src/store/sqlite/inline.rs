//! Reads SQLite on the calling thread, through the cache.
//!
//! Nothing here waits. What cannot be answered here, the caller asks the pool, as for PostgreSQL.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use sea_orm::DbBackend;
use sqlite_inline::{Cached, Database, NotRead, Row, TransactionObserver, Version, query};
use tokio::time::Instant;

use super::entry::{Candidates, Entry, Key, Loaded, SessionWithAccount, Value};
use super::invalidation::CachedTables;
use super::loader;
use super::statement::SqliteStatement;
use crate::metrics::{StatementKind, StatementMetrics};
use crate::model::SessionId;
use crate::store::lookup::Lookup;
use crate::store::rows::user_links::UserLinks;
use crate::store::statement_span::{lookup_span, statement_span};

/// See the module.
#[derive(Debug)]
pub(in crate::store) struct InlineSqlite(Arc<Database<CachedTables>>, Arc<StatementMetrics>);

impl InlineSqlite {
    /// Opens a database that exists and is in WAL mode, and caches up to so many bytes of it. `None` when it cannot be
    /// opened; the pool then reads everything.
    pub(in crate::store) fn open(database: &Path, cache_bytes: u64, metrics: Arc<StatementMetrics>) -> Option<Self> {
        let opened = Database::open(database, cache_bytes).ok()?;
        Some(Self(Arc::new(opened), metrics))
    }

    /// Reads the file.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, NotRead>) -> Result<T, NotRead> {
        let since = Instant::now();
        let done = self.0.read(read)?;
        self.1.observe(StatementKind::Read, since.elapsed());
        Ok(done)
    }

    /// What the writer reports its transactions to.
    pub(in crate::store) fn observer(&self) -> Arc<dyn TransactionObserver> {
        self.0.clone()
    }

    /// Looks up what the key stands for.
    pub(in crate::store) fn find(&self, key: Key) -> Lookup<Value> {
        self.load(key).into()
    }

    fn load(&self, key: Key) -> Result<Option<Value>, NotRead> {
        let since = match self.0.lookup(|view| view.get(&key)) {
            Cached::Hit(entry) => return entry.value().map(Some),
            Cached::Miss(since) => since,
        };
        let _span = lookup_span(key.table());
        self.read(|connection| self.read_and_cache(connection, since, key))
    }

    /// A part of what is read by a statement that goes on: the cached value of the same version, or else what is read and
    /// then cached. `since` is the version before that statement. A newer one would be wrong: a transaction may have
    /// committed since the statement began, and what is read here is as old as the statement.
    pub(super) fn part(
        &self,
        connection: &Connection,
        since: Option<Version>,
        key: Key,
    ) -> Result<Option<Value>, NotRead> {
        match self.0.lookup(|view| view.get(&key).filter(|_| view.version() == since)) {
            Cached::Hit(entry) => entry.value().map(Some),
            Cached::Miss(_) => self.read_and_cache(connection, since, key),
        }
    }

    fn read_and_cache(
        &self,
        connection: &Connection,
        since: Option<Version>,
        key: Key,
    ) -> Result<Option<Value>, NotRead> {
        // A login changes the row of its user, and no names, which take longer to read than the row.
        let names = |id| match self.part(connection, since, Key::NamesOf(id))? {
            Some(Value::NamesOf(names)) => Ok(UserLinks::clone(&names)),
            _ => Err(NotRead),
        };
        let Some(loaded) = loader::read(connection, &key, names)? else {
            return Ok(None);
        };
        self.insert(since, key, &loaded);
        loaded.value().map(Some)
    }

    /// Looks up a session with its account: read together where the session is not cached.
    pub(in crate::store) fn session_with_account(&self, id: SessionId) -> Lookup<SessionWithAccount> {
        self.load_session_with_account(id).into()
    }

    fn load_session_with_account(&self, id: SessionId) -> Result<Option<SessionWithAccount>, NotRead> {
        let with = |session, account| match session {
            Value::Session(session) => Ok(Some((session, account))),
            _ => Err(NotRead),
        };
        let cached = self.0.lookup(|view| {
            let session = view.get(&Key::Session(id))?;
            let account = session.session_head().map(|(_, account)| Key::of(account));
            let account = account.and_then(|key| view.get(&key));
            Some((session, account))
        });
        let since = match cached {
            Cached::Hit((session, account)) => return with(session.value()?, account.map(Entry::value).transpose()?),
            Cached::Miss(since) => since,
        };
        // A session that was just changed is read again; its account, which was not, is still cached.
        let read = |connection: &_| loader::session(connection, id, |key| self.part(connection, since, key));
        let span = lookup_span(Key::Session(id).table());
        let found = self.read(read)?;
        drop(span);
        let Some((loaded, account)) = found else {
            return Ok(None);
        };
        self.insert(since, Key::Session(id), &loaded);
        with(loaded.value()?, account)
    }

    /// What two keys stand for, of one version of the database where both are cached.
    pub(in crate::store) fn find_both(
        &self,
        first: Key,
        second: Key,
    ) -> Result<(Option<Value>, Option<Value>), NotRead> {
        let cached = self.0.lookup(|view| Some((view.get(&first)?, view.get(&second)?)));
        match cached {
            Cached::Hit((first, second)) => Ok((Some(first.value()?), Some(second.value()?))),
            Cached::Miss(_) => Ok((self.load(first)?, self.load(second)?)),
        }
    }

    /// The API keys with this prefix, each with its owner.
    pub(in crate::store) fn keys_with_owners(&self, prefix: &str) -> Result<(Candidates, Vec<Option<Value>>), NotRead> {
        let key = Key::KeysByPrefix(prefix.into());
        let cached = self.0.lookup(|view| {
            let Entry::Whole(Value::KeysByPrefix(keys)) = view.get(&key)? else {
                return None;
            };
            let owners = keys.iter().map(|(key, _)| view.get(&Key::User(key.owner)));
            let owners = owners.collect::<Option<Vec<_>>>()?;
            Some((keys, owners))
        });
        if let Cached::Hit((keys, owners)) = cached {
            let owners = owners.into_iter().map(|owner| owner.value().map(Some));
            return Ok((keys, owners.collect::<Result<_, _>>()?));
        }
        let Some(Value::KeysByPrefix(keys)) = self.load(key)? else {
            return Ok(Default::default());
        };
        let owners = keys.iter().map(|(key, _)| self.load(Key::User(key.owner)));
        let owners = owners.collect::<Result<_, _>>()?;
        Ok((keys, owners))
    }

    /// The rows of a statement that only reads.
    pub(in crate::store) fn query(&self, statement: &SqliteStatement) -> Result<Vec<Row>, NotRead> {
        let _span = statement_span(DbBackend::Sqlite, statement.sql());
        self.read(|connection| Ok(query(connection, statement.sql(), statement.parameters())?))
    }

    /// Closes all connections. Every later lookup asks the pool.
    pub(in crate::store) fn close(&self) {
        self.0.close();
    }

    fn insert(&self, since: Option<Version>, key: Key, loaded: &Loaded) {
        self.0.insert(since, key, || Entry::of(loaded));
    }

    /// The version of the database now, where this key is not cached.
    #[cfg(test)]
    pub(super) fn version_without(&self, key: &Key) -> Option<Version> {
        match self.0.lookup(|view| view.get(key)) {
            Cached::Hit(_) => None,
            Cached::Miss(since) => since,
        }
    }

    #[cfg(test)]
    pub(super) fn is_cached(&self, key: &Key) -> bool {
        matches!(self.0.lookup(|view| view.get(key)), Cached::Hit(_))
    }
}
