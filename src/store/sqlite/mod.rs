//! What only a database inside the process can do: read and write on the spot, and remember exactly.
//!
//! [`InlineSqlite::find`] answers from cache, or reads and remembers. It never waits and never fails: what it cannot
//! answer, the caller asks the pool, as for any other database. `wal_index.rs` says why what is remembered is true.
//! [`WriteConnection`] is what `store/writing` writes with.

mod cache;
mod cached_row;
mod codec;
mod entry;
mod error;
mod invalidation;
mod loader;
mod reader;
mod row;
mod statements;
#[cfg(test)]
mod tests;
mod wal_index;
mod weight;
mod writer;

use std::fmt;
use std::path::Path;

use sea_orm::Statement;

use crate::store::lookup::Lookup;

use cache::{Cache, CacheLookup};
pub(super) use entry::{Candidates, Key, Value};
use entry::{Entry, Loaded, WithAccount};
pub(super) use invalidation::ChangedRows;
use reader::{NotInline, Reader};
use wal_index::{Snapshot, WalIndex};
pub(super) use writer::WriteConnection;

use crate::model::SessionId;
pub(super) use row::LocalRow;

/// See the module.
pub(super) struct InlineSqlite {
    reader: Reader,
    /// Not there where nothing is to be remembered, or the WAL-index cannot be read.
    cache: Option<Cache>,
    changed: ChangedRows,
}

impl fmt::Debug for InlineSqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InlineSqlite")
    }
}

impl InlineSqlite {
    /// Opens a database that is there and in WAL mode, and remembers up to so many bytes of it.
    /// `touched` collects what this process writes to it.
    pub(super) fn open(database: &Path, bytes: u64, changed: ChangedRows) -> Option<Self> {
        let reader = Reader::open(database).ok()?;
        let cache = (bytes > 0).then(|| WalIndex::open(database));
        let cache = cache.and_then(|opened| match opened {
            Ok(index) => Some(Cache::new(index, bytes)),
            Err(error) => {
                tracing::warn!(%error, "nothing is remembered, because the WAL-index cannot be read");
                None
            }
        });
        Some(Self { reader, cache, changed })
    }

    /// What the key stands for.
    pub(super) fn find(&self, key: Key) -> Lookup<Value> {
        self.load(key).into()
    }

    fn load(&self, key: Key) -> Result<Option<Value>, NotInline> {
        self.get_or_load(key, |key| self.reader.read(|connection| loader::read(connection, key)))
    }

    /// What is remembered, or read and remembered.
    fn get_or_load(
        &self,
        key: Key,
        read: impl FnOnce(&Key) -> Result<Option<Loaded>, NotInline>,
    ) -> Result<Option<Value>, NotInline> {
        let since = match self.look(|cache| cache.get(&key)) {
            CacheLookup::Hit(entry) => return entry.value().map(Some),
            CacheLookup::Miss(since) => since,
        };
        let Some(row) = read(&key)? else {
            return Ok(None);
        };
        self.keep(since, key, &row);
        row.value().map(Some)
    }

    /// A session with its account, read together where the session is not cached.
    pub(super) fn session_with_account(&self, id: SessionId) -> Lookup<WithAccount> {
        self.session_and_account(id).into()
    }

    fn session_and_account(&self, id: SessionId) -> Result<Option<WithAccount>, NotInline> {
        let with = |session, account| match session {
            Value::Session(session) => Ok(Some((session, account))),
            _ => Err(NotInline),
        };
        let since = match self.look(|cache| cache.get_with_account(id)) {
            CacheLookup::Hit((session, account)) => {
                return with(session.value()?, account.map(Entry::value).transpose()?);
            }
            CacheLookup::Miss(since) => since,
        };
        // A session that was just changed is read anew, and its account, which was not, is still remembered.
        let account = |connection: &_, key| self.get_or_load(key, |key| loader::read(connection, key));
        let read = |connection: &_| loader::session(connection, id, |key| account(connection, key));
        let Some((row, account)) = self.reader.read(read)? else {
            return Ok(None);
        };
        self.keep(since, Key::Session(id), &row);
        with(row.value()?, account)
    }

    /// What two keys stand for, of one state of the database where both are remembered. The outer `None` says that
    /// somebody else has to be asked.
    pub(super) fn find_both(&self, first: Key, second: Key) -> Option<(Option<Value>, Option<Value>)> {
        let known = self.cache.as_ref()?.get_both((&first, &second));
        match known {
            Some((first, second)) => Some((Some(first.value().ok()?), Some(second.value().ok()?))),
            None => Some((self.load(first).ok()?, self.load(second).ok()?)),
        }
    }

    /// The API keys that begin like this, each with its owner. `None` says that somebody else has to be asked.
    pub(super) fn keys_with_owners(&self, prefix: &str) -> Option<(Candidates, Vec<Option<Value>>)> {
        let key = Key::KeysByPrefix(prefix.into());
        if let Some((keys, owners)) = self.cache.as_ref().and_then(|cache| cache.get_with_owners(&key)) {
            let owners = owners.into_iter().map(|owner| owner.value().map(Some));
            return Some((keys, owners.collect::<Result<_, _>>().ok()?));
        }
        let Some(Value::KeysByPrefix(keys)) = self.load(key).ok()? else {
            return Some(Default::default());
        };
        let owners = keys.iter().map(|(key, _)| self.load(Key::User(key.owner)));
        let owners = owners.collect::<Result<_, _>>().ok()?;
        Some((keys, owners))
    }

    /// The rows of a statement that only reads. `None` says that somebody else has to be asked.
    pub(super) fn query(&self, statement: &Statement) -> Option<Vec<LocalRow>> {
        let read = |connection: &_| Ok(statements::query(connection, statement)?);
        self.reader.read(read).ok()
    }

    fn look<T>(&self, look: impl FnOnce(&Cache) -> CacheLookup<T>) -> CacheLookup<T> {
        self.cache.as_ref().map_or(CacheLookup::Miss(None), look)
    }

    fn keep(&self, since: Option<Snapshot>, key: Key, fresh: &Loaded) {
        if let (Some(cache), Some(since)) = (&self.cache, since) {
            cache.keep(since, key, Entry::of(fresh));
        }
    }

    /// The connection that writes has taken the write lock.
    pub(super) fn begin_write(&self) {
        if let Some(cache) = &self.cache {
            cache.begin_write();
        }
    }

    /// It has committed, and nobody else has had a turn since. From then on, what it wrote can be remembered.
    pub(super) fn after_commit(&self, connection: &WriteConnection) {
        let changed = self.changed.take();
        if let Some(cache) = &self.cache {
            // In this order: a commit of somebody else that got into the first shows in the second.
            let now = cache.now();
            let version = connection.data_version();
            cache.after_commit(now, version, &changed);
        }
    }

    /// It has given the write lock back, and does not know that it has changed anything.
    pub(super) fn after_rollback(&self) {
        drop(self.changed.take());
        if let Some(cache) = &self.cache {
            cache.after_rollback();
        }
    }

    /// Closes what is open. Nothing is found from then on.
    pub(super) fn close(&self) {
        self.reader.close();
        if let Some(cache) = &self.cache {
            cache.close();
        }
    }
}
