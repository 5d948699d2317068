//! Caches what was read, for as long as it is exactly what the database says.
//!
//! Every lookup compares the WAL-index with the version that the entries belong to. A difference means that somebody
//! has committed. If that was another process, all entries are dropped. If it was this process, and the WAL-index says
//! that there was no other commit since this process took the write lock, SQLite has reported the rows that were written
//! ([`crate::TransactionObserver::changed`]), and only their entries are dropped. So a value is never served after the
//! commit that changed it was confirmed to anybody.

use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Mutex, MutexGuard, PoisonError};

use quick_cache::{DefaultHashBuilder, Lifecycle, Weighter, unsync};

use crate::schema::{Invalidation, Schema};
use crate::wal_index::{Version, WalIndex};

/// About how many bytes an entry takes, for sizing the map.
const TYPICAL_SIZE: u64 = 320;
/// What the map takes for an entry, and an allocation for itself.
pub const OVERHEAD: usize = 112;
/// What the index by row takes for an entry.
const ROW_INDEX: usize = 48;

/// The result of a lookup in the cache.
#[derive(Debug)]
pub enum Cached<T> {
    /// Everything that was looked for is cached.
    Hit(T),
    /// It is not. What is read from now on can be cached with this version; `None` means that it cannot be.
    Miss(Option<Version>),
}

/// The entries, all of one version of the database.
pub struct View<'c, S: Schema>(&'c State<S>);

impl<S: Schema> View<'_, S> {
    /// The entry with this key.
    pub fn get(&self, key: &S::Key) -> Option<S::Entry> {
        self.0.entries.get(key).cloned()
    }

    /// The version of the database that all entries belong to.
    pub fn version(&self) -> Option<Version> {
        self.0.version
    }
}

/// See the module.
pub(crate) struct Cache<S: Schema> {
    index: WalIndex,
    state: Mutex<State<S>>,
}

struct State<S: Schema> {
    /// The version of the database that the entries belong to.
    version: Option<Version>,
    /// This process holds the write lock: a change may be its own.
    writing: bool,
    /// The version when it took the lock.
    before: Option<Version>,
    entries: unsync::Cache<S::Key, S::Entry, Size<S>, DefaultHashBuilder, EvictedRows<S>>,
    /// The keys of the entries that have a row.
    keys_by_row: HashMap<S::Row, S::Key>,
}

impl<S: Schema> Cache<S> {
    /// Caches up to so many bytes.
    pub(crate) fn new(index: WalIndex, bytes: u64) -> Self {
        let capacity = usize::try_from(bytes / TYPICAL_SIZE).unwrap_or(usize::MAX);
        let hasher = DefaultHashBuilder::default();
        let state = State {
            version: None,
            writing: false,
            before: None,
            entries: unsync::Cache::with(capacity, bytes, Size(PhantomData), hasher, EvictedRows(PhantomData)),
            keys_by_row: HashMap::new(),
        };
        Self {
            index,
            state: Mutex::new(state),
        }
    }

    /// Looks up one or more entries of the same version.
    pub(crate) fn lookup<T>(&self, look: impl FnOnce(&View<'_, S>) -> Option<T>) -> Cached<T> {
        let mut state = self.lock();
        let Some(version) = state.revalidate(&self.index) else {
            return Cached::Miss(None);
        };
        match look(&View(&state)) {
            Some(found) => Cached::Hit(found),
            None => Cached::Miss(Some(version)),
        }
    }

    /// Caches what was read after the lookup that returned this version, unless there has been a commit since.
    pub(crate) fn insert(&self, since: Version, key: S::Key, entry: S::Entry) {
        let mut state = self.lock();
        if state.version != Some(since) {
            return;
        }
        let indexed = S::row(&key, &entry).map(|row| (row, key.clone()));
        let mut evicted = Vec::new();
        state.entries.insert_with_lifecycle(key, entry, &mut evicted);
        for row in evicted {
            state.keys_by_row.remove(&row);
        }
        // After that: an equal entry that another thread inserted in the meantime is evicted by this one.
        if let Some((row, key)) = indexed
            && state.entries.peek(&key).is_some()
        {
            state.keys_by_row.insert(row, key);
        }
    }

    /// This process has taken the write lock: no other process commits until it gives it back.
    pub(crate) fn began(&self) {
        let mut state = self.lock();
        state.writing = true;
        state.before = self.index.version().ok();
    }

    /// The version of the database now.
    pub(crate) fn version(&self) -> Option<Version> {
        self.index.version().ok()
    }

    /// This process has committed these changes, after which it has read the version `now`. Another process may have
    /// committed in between.
    pub(crate) fn committed(&self, now: Option<Version>, changes: &[Invalidation<S::Key, S::Row>]) {
        let mut state = self.lock();
        state.writing = false;
        match (state.before.take(), now) {
            (Some(before), Some(now)) if now.commits_since(before) <= 1 && state.version == Some(before) => {
                changes.iter().for_each(|change| state.invalidate(change));
                state.version = Some(now);
            }
            _ => state.clear(),
        }
    }

    /// This process has given back the write lock, and nothing is known to have changed.
    pub(crate) fn rolled_back(&self) {
        let mut state = self.lock();
        let (before, now) = (state.before.take(), self.index.version().ok());
        state.writing = false;
        if now.is_none() || now != before {
            state.clear();
        }
    }

    /// Drops all entries.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// How many bytes the entries take, how many there are, and how many are found by their row.
    #[cfg(test)]
    pub(crate) fn usage(&self) -> (u64, usize, usize) {
        let state = self.lock();
        (state.entries.weight(), state.entries.len(), state.keys_by_row.len())
    }

    fn lock(&self) -> MutexGuard<'_, State<S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Schema> State<S> {
    /// The version of the database now, which is that of the entries; entries of another version are dropped. `None`
    /// while it cannot be told. Read under the lock: a version that was read before could be older than the entries.
    fn revalidate(&mut self, index: &WalIndex) -> Option<Version> {
        let now = index.version().ok()?;
        if self.version != Some(now) {
            if self.writing {
                return None;
            }
            self.clear();
            self.version = Some(now);
        }
        Some(now)
    }

    fn invalidate(&mut self, change: &Invalidation<S::Key, S::Row>) {
        match change {
            Invalidation::Nothing => {}
            Invalidation::Key(key) => drop(self.entries.remove(key)),
            Invalidation::Row(row) => {
                if let Some(key) = self.keys_by_row.remove(row) {
                    self.entries.remove(&key);
                }
            }
            Invalidation::Matching(matches) => self.entries.retain(|key, _| !matches(key)),
            Invalidation::Everything => self.clear(),
        }
    }

    fn clear(&mut self) {
        self.version = None;
        self.entries.clear();
        self.keys_by_row.clear();
    }
}

/// Weighs entries in bytes.
struct Size<S>(PhantomData<fn() -> S>);

impl<S> Clone for Size<S> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<S: Schema> Weighter<S::Key, S::Entry> for Size<S> {
    fn weight(&self, key: &S::Key, entry: &S::Entry) -> u64 {
        let row_index = S::row(key, entry).map_or(0, |_| ROW_INDEX);
        u64::try_from(OVERHEAD + row_index + S::size(key, entry)).unwrap_or(u64::MAX)
    }
}

/// Collects the rows of the entries that had to make room.
struct EvictedRows<S>(PhantomData<fn() -> S>);

impl<S> Clone for EvictedRows<S> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<S: Schema> Lifecycle<S::Key, S::Entry> for EvictedRows<S> {
    type RequestState = Vec<S::Row>;

    fn on_evict(&self, rows: &mut Self::RequestState, key: S::Key, entry: S::Entry) {
        rows.extend(S::row(&key, &entry));
    }
}
