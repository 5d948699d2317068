//! What was read lately, for as long as it is exactly what the database says.
//!
//! Every look compares the WAL-index with the one that goes with what is remembered; where it differs, somebody has
//! committed. If that was another process, everything is forgotten. If it was this one, and the connection that writes
//! says that nobody else has committed since it did before (`PRAGMA data_version`), SQLite has said which rows it was about
//! (`changed.rs`), and only those are. So a session that was ended, by whomever, is never remembered as open
//! by the time at which that was confirmed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quick_cache::unsync::Cache as Entries;
use quick_cache::{DefaultHashBuilder, Lifecycle};

use super::entry::{Candidates, Entry, Key, Value};
use super::invalidation::Change;
use super::wal_index::{Snapshot, WalIndex};
use super::weight::ByteWeight;
use crate::model::{ApiKey, SessionId};

/// About how many bytes an entry takes.
const ABOUT_EACH: u64 = 320;

/// What a look came to.
pub(super) enum CacheLookup<T> {
    /// It is remembered.
    Hit(T),
    /// It is not. What is read from now on can be remembered with this.
    Miss(Option<Snapshot>),
}

/// See the module.
pub(super) struct Cache {
    index: WalIndex,
    state: Mutex<State>,
}

struct State {
    /// The state of the database that the entries are of.
    snapshot: Option<Snapshot>,
    /// This process is about to commit: a change may be its own.
    writing: bool,
    /// The state of the database as that begin_write.
    before: Option<Snapshot>,
    /// What the connection that writes said after its last commit.
    version: Option<i64>,
    entries: Entries<Key, Entry, ByteWeight, DefaultHashBuilder, EvictedSessions>,
    /// The sessions that are remembered, by the numbers of their rows.
    sessions: HashMap<i64, SessionId>,
}

impl Cache {
    /// Remembers up to so many bytes.
    pub(super) fn new(index: WalIndex, bytes: u64) -> Self {
        let about_so_many = usize::try_from(bytes / ABOUT_EACH).unwrap_or(usize::MAX);
        let entries = Entries::with(
            about_so_many,
            bytes,
            ByteWeight,
            DefaultHashBuilder::default(),
            EvictedSessions,
        );
        let state = State {
            snapshot: None,
            writing: false,
            before: None,
            version: None,
            entries,
            sessions: HashMap::new(),
        };
        Self {
            index,
            state: Mutex::new(state),
        }
    }

    /// Looks for something.
    pub(super) fn get(&self, key: &Key) -> CacheLookup<Entry> {
        let mut state = self.lock();
        let Some(now) = state.synchronize(&self.index) else {
            return CacheLookup::Miss(None);
        };
        match state.entries.get(key) {
            Some(entry) => CacheLookup::Hit(entry.clone()),
            None => CacheLookup::Miss(Some(now)),
        }
    }

    /// Looks for a session and, at once, its account, which may not be remembered.
    pub(super) fn get_with_account(&self, id: SessionId) -> CacheLookup<(Entry, Option<Entry>)> {
        let mut state = self.lock();
        let Some(now) = state.synchronize(&self.index) else {
            return CacheLookup::Miss(None);
        };
        let Some(session) = state.entries.get(&Key::Session(id)).cloned() else {
            return CacheLookup::Miss(Some(now));
        };
        let account = session.of_session().map(|(_, account)| Key::of(account));
        let account = account.and_then(|key| state.entries.get(&key).cloned());
        CacheLookup::Hit((session, account))
    }

    /// Looks for two things at once. Nothing, unless both are remembered.
    pub(super) fn get_both(&self, keys: (&Key, &Key)) -> Option<(Entry, Entry)> {
        let mut state = self.lock();
        state.synchronize(&self.index)?;
        let first = state.entries.get(keys.0)?.clone();
        Some((first, state.entries.get(keys.1)?.clone()))
    }

    /// Looks for API keys and, at once, their owners. Nothing, unless all of these are remembered.
    pub(super) fn get_with_owners(&self, keys: &Key) -> Option<(Candidates, Vec<Entry>)> {
        let mut state = self.lock();
        state.synchronize(&self.index)?;
        let Entry::Whole(Value::KeysByPrefix(found)) = state.entries.get(keys)? else {
            return None;
        };
        let found = found.clone();
        let owner = |(key, _): &(Arc<ApiKey>, _)| state.entries.get(&Key::User(key.owner)).cloned();
        let owners = found.iter().map(owner).collect::<Option<_>>()?;
        Some((found, owners))
    }

    /// Remembers what was read after this snapshot, unless there has been a commit since.
    pub(super) fn keep(&self, since: Snapshot, key: Key, entry: Entry) {
        let mut state = self.lock();
        if state.snapshot != Some(since) {
            return;
        }
        let session = match (&key, entry.of_session()) {
            (Key::Session(id), Some((row, _))) => Some((row, *id)),
            _ => None,
        };
        let mut evicted = Vec::new();
        state.entries.insert_with_lifecycle(key, entry, &mut evicted);
        for row in evicted {
            state.sessions.remove(&row);
        }
        // After that: what another thread has read and kept in the meantime is evicted by the same that is kept now.
        if let Some((row, id)) = session
            && state.entries.peek(&Key::Session(id)).is_some()
        {
            state.sessions.insert(row, id);
        }
    }

    /// This process has taken the write lock: nobody else commits until it gives it back.
    pub(super) fn begin_write(&self) {
        let mut state = self.lock();
        state.writing = true;
        state.before = self.index.now().ok();
    }

    /// The state of the database now.
    pub(super) fn now(&self) -> Option<Snapshot> {
        self.index.now().ok()
    }

    /// This process has committed changes of these rows, which led to this state. `version` was asked for after that.
    pub(super) fn after_commit(&self, now: Option<Snapshot>, version: Option<i64>, changed: &[Change]) {
        let mut state = self.lock();
        let nobody_else = version.is_some() && version == state.version;
        state.version = version;
        state.writing = false;
        match (state.before.take(), now) {
            (Some(before), Some(now)) if nobody_else && state.snapshot == Some(before) => {
                changed.iter().for_each(|change| state.invalidate(*change));
                state.snapshot = Some(now);
            }
            _ => state.clear(),
        }
    }

    /// This process has given back the write lock, and does not know that it has changed anything.
    pub(super) fn after_rollback(&self) {
        let mut state = self.lock();
        let (before, now) = (state.before.take(), self.index.now().ok());
        state.writing = false;
        if now.is_none() || now != before {
            state.clear();
        }
    }

    /// Forgets everything.
    pub(super) fn close(&self) {
        self.lock().clear();
    }

    /// How many bytes the entries take, how many there are, and how many sessions are found by their rows.
    #[cfg(test)]
    pub(super) fn size(&self) -> (u64, usize, usize) {
        let state = self.lock();
        (state.entries.weight(), state.entries.len(), state.sessions.len())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The state of the database that the entries are of, which is that of this snapshot; those of another are forgotten.
    /// Nothing while it cannot be told. Asked for under the lock: what was read before that might be older than what is
    /// remembered by now.
    fn synchronize(&mut self, index: &WalIndex) -> Option<Snapshot> {
        let now = index.now().ok()?;
        if self.snapshot != Some(now) {
            if self.writing {
                return None;
            }
            self.clear();
            self.snapshot = Some(now);
        }
        Some(now)
    }

    fn invalidate(&mut self, touch: Change) {
        match touch {
            Change::Session(row) => {
                if let Some(id) = self.sessions.remove(&row) {
                    self.entries.remove(&Key::Session(id));
                }
            }
            Change::User(id) => drop(self.entries.remove(&Key::User(id))),
            Change::Subscriber(id) => drop(self.entries.remove(&Key::Subscriber(id))),
            Change::Links => self.entries.retain(|key, _| !matches!(key, Key::User(_))),
            Change::ApiKeys => self
                .entries
                .retain(|key, _| !matches!(key, Key::KeysByPrefix(_) | Key::KeysOf(_))),
            Change::Settings => self.entries.retain(|key, _| !matches!(key, Key::SettingsOf(_))),
            Change::Anything => self.clear(),
        }
    }

    fn clear(&mut self) {
        self.snapshot = None;
        self.entries.clear();
        self.sessions.clear();
    }
}

/// Collects the rows of the sessions that had to make room.
#[derive(Clone)]
struct EvictedSessions;

impl Lifecycle<Key, Entry> for EvictedSessions {
    type RequestState = Vec<i64>;

    fn on_evict(&self, rows: &mut Vec<i64>, _: Key, entry: Entry) {
        rows.extend(entry.of_session().map(|(row, _)| row));
    }
}
