//! Reads an SQLite file on the calling thread.
//!
//! A lookup by key takes SQLite three microseconds; handing it to the thread of a pooled connection and back takes ten
//! times that. Readers in WAL mode wait for nobody, so a read does not block an async thread.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::NotRead;
use crate::row::keep_prepared;

/// A stack of idle read-only connections. It grows to as many as threads ever read at once.
pub(crate) struct Reader {
    database: PathBuf,
    /// `None` once the reader is closed.
    idle: Mutex<Option<Vec<Connection>>>,
}

impl Reader {
    /// Opens the first connection, which stays open.
    pub(crate) fn open(database: &Path) -> Result<Self, NotRead> {
        let first = connect(database)?;
        Ok(Self {
            database: database.to_owned(),
            idle: Mutex::new(Some(vec![first])),
        })
    }

    /// Reads something.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&Connection) -> Result<T, NotRead>) -> Result<T, NotRead> {
        let idle = self.lock().as_mut().ok_or(NotRead)?.pop();
        let connection = idle.map_or_else(|| connect(&self.database), Ok)?;
        let result = read(&connection);
        if let Some(idle) = self.lock().as_mut() {
            idle.push(connection);
        }
        result
    }

    /// Closes all connections. Later reads fail.
    pub(crate) fn close(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Vec<Connection>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn connect(database: &Path) -> Result<Connection, NotRead> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    // The caller is an async thread: what has to wait is left to the pool.
    connection.busy_timeout(Duration::ZERO)?;
    keep_prepared(&connection)?;
    // The first read maps the WAL-index.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}
