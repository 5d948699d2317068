//! What only a database inside the process can do: read on the spot, and remember exactly.
//!
//! [`Embedded::find`] answers from memory, or reads and remembers. It never waits and never fails: what it cannot
//! answer, the caller asks the pool, as for any other database. `wal_index.rs` says why what is remembered is true.

mod entry;
mod lookups;
mod memory;
mod reader;
mod rows;
#[cfg(test)]
mod tests;
mod touched;
mod wal_index;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use entry::WithAccount;
pub(super) use entry::{Candidates, Key, Value};
use memory::{Look, Memory, Version};
use reader::Reader;
pub(super) use touched::Touched;
use wal_index::{Moment, WalIndex};

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
        let since = match self.look(|memory| memory.look(&key)) {
            Look::Known(value) => return Some(Some(value)),
            Look::Unknown(since) => since,
        };
        let found = self.reader.read(|connection| lookups::read(connection, &key)).ok()?;
        if let Some(value) = &found {
            self.keep(since, key, value);
        }
        Some(found)
    }

    /// A session, and its account: read together where the session is not remembered. As with [`Embedded::find`], the
    /// outer `None` says that somebody else has to be asked.
    pub(super) fn session_with_account(&self, id: SessionId) -> Option<Option<WithAccount>> {
        let since = match self.look(|memory| memory.look_with_account(id)) {
            Look::Known(found) => return Some(Some(found)),
            Look::Unknown(since) => since,
        };
        let read = |connection: &_| lookups::session_with_account(connection, id);
        let Some((session, row, account)) = self.reader.read(read).ok()? else {
            return Some(None);
        };
        if let Some(account) = &account {
            self.keep(since, Key::of(session.account), account);
        }
        self.keep(since, Key::Session(id), &Value::Session(session.clone(), row));
        Some(Some((session, account)))
    }

    fn look<T>(&self, look: impl FnOnce(&Memory) -> Look<T>) -> Look<T> {
        self.memory.as_ref().map_or(Look::Unknown(None), look)
    }

    fn keep(&self, since: Option<Moment>, key: Key, value: &Value) {
        if let (Some(memory), Some(since)) = (&self.memory, since) {
            memory.keep(since, key, value.clone());
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

/// For as long as this process holds the write lock: made once it is taken, ended or dropped once it is given back.
pub(super) struct Watch {
    embedded: Arc<Embedded>,
    writer: DatabaseConnection,
    committed: bool,
}

impl Watch {
    /// The connection whose changes are collected has taken the write lock.
    pub(super) fn new(embedded: Arc<Embedded>, writer: DatabaseConnection) -> Self {
        if let Some(memory) = &embedded.memory {
            memory.began();
        }
        Self {
            embedded,
            writer,
            committed: false,
        }
    }

    /// It has committed. Until this is through, nothing is remembered of what it wrote.
    pub(super) async fn committed(mut self) {
        self.committed = true;
        let touched = self.embedded.touched.take();
        let Some(memory) = &self.embedded.memory else { return };
        // In this order: a commit of somebody else that got into the first shows in the second.
        let now = memory.now();
        let version = self.version().await;
        memory.committed(now, version, &touched);
    }

    async fn version(&self) -> Option<Version> {
        let asked = Statement::from_string(DbBackend::Sqlite, "PRAGMA data_version");
        let row = self.writer.query_one_raw(asked).await.ok()??;
        Some(Version {
            connection: self.embedded.touched.connection(),
            number: row.try_get_by_index(0).ok()?,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.committed {
            drop(self.embedded.touched.take());
            if let Some(memory) = &self.embedded.memory {
                memory.gave_up();
            }
        }
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
