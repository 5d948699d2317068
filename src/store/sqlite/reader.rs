//! Reading from an SQLite file on the thread that asks.
//!
//! A lookup by key takes SQLite three microseconds; handing it to the thread of a pooled connection and back takes ten
//! times that. Writers wait for locks and disks, so they stay in the pool; readers in WAL mode wait for nobody.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::statements::keep_prepared;

/// It was not read here, for whatever reason. Asking the pool tells the reason, or succeeds.
#[derive(Debug)]
pub(in crate::store) struct NotInline;

impl<E: std::error::Error> From<E> for NotInline {
    fn from(_: E) -> Self {
        Self
    }
}

/// Connections that read, as many as threads ever read at once.
pub(super) struct Reader {
    database: PathBuf,
    /// Nothing once it is closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Reader {
    /// Opens the first connection, which stays open.
    pub(super) fn open(database: &Path) -> Result<Self, NotInline> {
        let first = connect(database)?;
        Ok(Self {
            database: database.to_owned(),
            idle: Mutex::new(Some(vec![first])),
        })
    }

    /// Reads something.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, NotInline>) -> Result<T, NotInline> {
        let idle = self.lock().as_mut().ok_or(NotInline)?.pop();
        let connection = idle.map_or_else(|| connect(&self.database), Ok)?;
        let result = read(&connection);
        if let Some(idle) = self.lock().as_mut() {
            idle.push(connection);
        }
        result
    }

    /// Closes what is open. Nothing is read from then on.
    pub(super) fn close(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(database: &Path) -> Result<Connection, NotInline> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    // Whoever asks is an async thread: what has to be waited for is for the pool.
    connection.busy_timeout(Duration::ZERO)?;
    keep_prepared(&connection)?;
    // The first read maps the WAL-index.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}
