//! A database file that is read on the calling thread, with its cache.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::Connection;

use crate::cache::{Cache, Cached, View};
use crate::error::NotRead;
use crate::observer::TransactionObserver;
use crate::reader::Reader;
use crate::schema::{Invalidation, Schema};
use crate::wal_index::{Version, WalIndex};

/// Reads and caches. It never waits and never fails for long: what it cannot read, an ordinary pool can.
pub struct Database<S: Schema> {
    reader: Reader,
    /// `None` where nothing is to be cached, or the WAL-index cannot be read.
    cache: Option<Cache<S>>,
    /// What the open transaction of this process makes stale.
    changes: Mutex<Vec<Invalidation<S::Key, S::Row>>>,
}

impl<S: Schema> Database<S> {
    /// Opens a database that exists and is in WAL mode, and caches up to so many bytes of it.
    ///
    /// Pass it to [`crate::GroupCommit::new`] as the observer: without that, each commit of this process drops the
    /// whole cache.
    ///
    /// # Errors
    /// [`NotRead`] when the file cannot be opened.
    pub fn open(database: &Path, cache_bytes: u64) -> Result<Self, NotRead> {
        let reader = Reader::open(database)?;
        let index = (cache_bytes > 0).then(|| WalIndex::open(database));
        let cache = index.and_then(|opened| match opened {
            Ok(index) => Some(Cache::new(index, cache_bytes)),
            Err(error) => {
                tracing::warn!(%error, "the cache is off, because the WAL-index cannot be read");
                None
            }
        });
        Ok(Self {
            reader,
            cache,
            changes: Mutex::default(),
        })
    }

    /// Looks up one or more entries of the same version of the database. This costs one read of 48 bytes.
    pub fn lookup<T>(&self, look: impl FnOnce(&View<'_, S>) -> Option<T>) -> Cached<T> {
        self.cache
            .as_ref()
            .map_or(Cached::Miss(None), |cache| cache.lookup(look))
    }

    /// Reads on the calling thread.
    ///
    /// # Errors
    /// [`NotRead`] when `read` says so, when a connection cannot be opened, and once the database is closed.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, NotRead>) -> Result<T, NotRead> {
        self.reader.read(read)
    }

    /// Caches what was read after the lookup that returned this version, unless there has been a commit since.
    pub fn insert(&self, since: Option<Version>, key: S::Key, entry: impl FnOnce() -> S::Entry) {
        if let (Some(cache), Some(since)) = (&self.cache, since) {
            cache.insert(since, key, entry());
        }
    }

    /// Closes all connections and drops the cache. Later reads fail.
    pub fn close(&self) {
        self.reader.close();
        if let Some(cache) = &self.cache {
            cache.clear();
        }
    }

    fn take_changes(&self) -> Vec<Invalidation<S::Key, S::Row>> {
        std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    #[cfg(test)]
    pub(crate) fn cache(&self) -> Option<&Cache<S>> {
        self.cache.as_ref()
    }
}

impl<S: Schema> TransactionObserver for Database<S> {
    fn began(&self) {
        if let Some(cache) = &self.cache {
            cache.began();
        }
    }

    fn changed(&self, table: &str, row: i64) {
        let change = S::invalidated_by(table, row);
        if !matches!(change, Invalidation::Nothing) {
            self.changes.lock().unwrap_or_else(PoisonError::into_inner).push(change);
        }
    }

    fn committed(&self) {
        let changes = self.take_changes();
        if let Some(cache) = &self.cache {
            cache.committed(cache.version(), &changes);
        }
    }

    fn rolled_back(&self) {
        drop(self.take_changes());
        if let Some(cache) = &self.cache {
            cache.rolled_back();
        }
    }
}

impl<S: Schema> fmt::Debug for Database<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Database")
    }
}
