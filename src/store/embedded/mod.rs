//! What only a database inside the process can do: read and write on the spot, and remember exactly.
//!
//! [`Embedded::find`] answers from memory, or reads and remembers. It never waits and never fails: what it cannot
//! answer, the caller asks the pool, as for any other database. `wal_index.rs` says why what is remembered is true.
//! [`WriteConnection`] is what `store/writing` writes with.

mod entry;
mod fault;
mod lookups;
mod memory;
mod packed;
mod reader;
mod rows;
mod statements;
#[cfg(test)]
mod tests;
mod touched;
mod wal_index;
mod weight;
mod writer;

use std::fmt;
use std::path::Path;

use sea_orm::Statement;

pub(super) use entry::{Candidates, Key, Value};
use entry::{Entry, Fresh, WithAccount};
use memory::{Look, Memory};
use reader::{Reader, Unread};
pub(super) use touched::Touched;
use wal_index::{Moment, WalIndex};
pub(super) use writer::WriteConnection;

use super::writing::Row;
use crate::model::SessionId;

/// See the module.
pub(super) struct Embedded {
    reader: Reader,
    /// Not there where nothing is to be remembered, or the WAL-index cannot be read.
    memory: Option<Memory>,
    touched: Touched,
}

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Embedded")
    }
}

impl Embedded {
    /// Opens a database that is there and in WAL mode, and remembers up to so many bytes of it.
    /// `touched` collects what this process writes to it.
    pub(super) fn open(database: &Path, bytes: u64, touched: Touched) -> Option<Self> {
        let reader = Reader::open(database).ok()?;
        let memory = (bytes > 0).then(|| WalIndex::open(database));
        let memory = memory.and_then(|opened| match opened {
            Ok(index) => Some(Memory::new(index, bytes)),
            Err(error) => {
                tracing::warn!(%error, "nothing is remembered, because the WAL-index cannot be read");
                None
            }
        });
        Some(Self {
            reader,
            memory,
            touched,
        })
    }

    /// What the key stands for. The outer `None` says that somebody else has to be asked.
    pub(super) fn find(&self, key: Key) -> Option<Option<Value>> {
        let read = |key: &Key| self.reader.read(|connection| lookups::read(connection, key));
        self.known_or(key, read).ok()
    }

    /// What is remembered, or read and remembered.
    fn known_or(
        &self,
        key: Key,
        read: impl FnOnce(&Key) -> Result<Option<Fresh>, Unread>,
    ) -> Result<Option<Value>, Unread> {
        let since = match self.look(|memory| memory.look(&key)) {
            Look::Known(entry) => return entry.value().map(Some),
            Look::Unknown(since) => since,
        };
        let Some(row) = read(&key)? else {
            return Ok(None);
        };
        self.keep(since, key, &row);
        row.value().map(Some)
    }

    /// A session, and its account: read together where the session is not remembered. As with [`Embedded::find`], the
    /// outer `None` says that somebody else has to be asked.
    pub(super) fn session_with_account(&self, id: SessionId) -> Option<Option<WithAccount>> {
        self.session_and_account(id).ok()
    }

    fn session_and_account(&self, id: SessionId) -> Result<Option<WithAccount>, Unread> {
        let with = |session, account| match session {
            Value::Session(session) => Ok(Some((session, account))),
            _ => Err(Unread),
        };
        let since = match self.look(|memory| memory.look_with_account(id)) {
            Look::Known((session, account)) => return with(session.value()?, account.map(Entry::value).transpose()?),
            Look::Unknown(since) => since,
        };
        // A session that was just changed is read anew, and its account, which was not, is still remembered.
        let account = |connection: &_, key| self.known_or(key, |key| lookups::read(connection, key));
        let read = |connection: &_| lookups::session(connection, id, |key| account(connection, key));
        let Some((row, account)) = self.reader.read(read)? else {
            return Ok(None);
        };
        self.keep(since, Key::Session(id), &row);
        with(row.value()?, account)
    }

    /// What two keys stand for, of one state of the database where both are remembered. The outer `None` says that
    /// somebody else has to be asked.
    pub(super) fn find_both(&self, first: Key, second: Key) -> Option<(Option<Value>, Option<Value>)> {
        let known = self.memory.as_ref()?.look_for_both((&first, &second));
        match known {
            Some((first, second)) => Some((Some(first.value().ok()?), Some(second.value().ok()?))),
            None => Some((self.find(first)?, self.find(second)?)),
        }
    }

    /// The API keys that begin like this, each with its owner. `None` says that somebody else has to be asked.
    pub(super) fn keys_with_owners(&self, prefix: &str) -> Option<(Candidates, Vec<Option<Value>>)> {
        let key = Key::KeysByPrefix(prefix.into());
        if let Some((keys, owners)) = self.memory.as_ref().and_then(|memory| memory.look_with_owners(&key)) {
            let owners = owners.into_iter().map(|owner| owner.value().map(Some));
            return Some((keys, owners.collect::<Result<_, _>>().ok()?));
        }
        let Some(Value::KeysByPrefix(keys)) = self.find(key)? else {
            return Some(Default::default());
        };
        let owners = keys.iter().map(|(key, _)| self.find(Key::User(key.owner)));
        let owners = owners.collect::<Option<_>>()?;
        Some((keys, owners))
    }

    /// The rows of a statement that only reads. `None` says that somebody else has to be asked.
    pub(super) fn query(&self, statement: &Statement) -> Option<Vec<Row>> {
        let read = |connection: &_| Ok(statements::query(connection, statement)?);
        self.reader.read(read).ok()
    }

    fn look<T>(&self, look: impl FnOnce(&Memory) -> Look<T>) -> Look<T> {
        self.memory.as_ref().map_or(Look::Unknown(None), look)
    }

    fn keep(&self, since: Option<Moment>, key: Key, fresh: &Fresh) {
        if let (Some(memory), Some(since)) = (&self.memory, since) {
            memory.keep(since, key, Entry::of(fresh));
        }
    }

    /// The connection that writes has taken the write lock.
    pub(super) fn began(&self) {
        if let Some(memory) = &self.memory {
            memory.began();
        }
    }

    /// It has committed, and nobody else has had a turn since. From then on, what it wrote can be remembered.
    pub(super) fn committed(&self, connection: &WriteConnection) {
        let touched = self.touched.take();
        if let Some(memory) = &self.memory {
            // In this order: a commit of somebody else that got into the first shows in the second.
            let now = memory.now();
            let version = connection.data_version();
            memory.committed(now, version, &touched);
        }
    }

    /// It has given the write lock back, and does not know that it has changed anything.
    pub(super) fn gave_up(&self) {
        drop(self.touched.take());
        if let Some(memory) = &self.memory {
            memory.gave_up();
        }
    }

    /// Closes what is open. Nothing is found from then on.
    pub(super) fn close(&self) {
        self.reader.close();
        if let Some(memory) = &self.memory {
            memory.close();
        }
    }
}
