//! Writes to an SQLite file on the calling thread.
//!
//! Within a transaction that holds the write lock, a statement waits for nobody and takes microseconds; handing it to
//! the thread of a pooled connection and back takes ten times that. What does wait, the lock and the disk, is moved to
//! a blocking thread by [`crate::GroupCommit`].

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Params};

use crate::error::Error;
use crate::observer::TransactionObserver;
use crate::row::{self, Row, keep_prepared};

const SETTINGS: &str = "
    PRAGMA foreign_keys = ON;
    -- A commit that was reported survives a power cut.
    PRAGMA synchronous = FULL;
    -- The savepoints of a shared transaction are not worth a file.
    PRAGMA temp_store = MEMORY;
    -- What is deleted or replaced, such as a secret, does not stay in unused space.
    PRAGMA secure_delete = ON;";

/// The only connection of this process that writes. The holder of the shared transaction uses it alone; the lock is
/// there for the compiler.
pub struct WriteConnection(Mutex<Connection>);

impl WriteConnection {
    /// Opens a database that exists and is in WAL mode.
    ///
    /// # Errors
    /// [`Error::Sqlite`] when the file cannot be opened for writing.
    pub fn open(database: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(database, flags)?;
        connection.execute_batch(SETTINGS)?;
        keep_prepared(&connection)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Reports each row that is written from now on, as `sqlite3_update_hook` sees it.
    pub(crate) fn report_to(&self, observer: std::sync::Arc<dyn TransactionObserver>) -> Result<(), Error> {
        let hook = move |_, _: &str, table: &str, row| observer.changed(table, row);
        Ok(self.lock().update_hook(Some(hook))?)
    }

    /// Begins a transaction that holds the write lock, and waits at most this long for the lock.
    pub(crate) fn begin(&self, patience: Duration) -> Result<(), Error> {
        let connection = self.lock();
        connection.busy_timeout(patience)?;
        if !connection.is_autocommit() {
            // An earlier rollback failed.
            connection.execute_batch("ROLLBACK")?;
        }
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(())
    }

    /// Runs a statement without parameters that is needed again and again.
    pub(crate) fn run(&self, sql: &str) -> Result<(), Error> {
        self.execute(sql, []).map(drop)
    }

    /// Rolls back the transaction, if there still is one.
    pub(crate) fn roll_back(&self) -> Result<(), Error> {
        if self.lock().is_autocommit() {
            return Ok(());
        }
        self.run("ROLLBACK")
    }

    /// Runs a statement that returns no rows. Returns how many it changed.
    pub(crate) fn execute(&self, sql: &str, parameters: impl Params) -> Result<u64, Error> {
        Ok(row::execute(&self.lock(), sql, parameters)?)
    }

    /// Runs a statement and returns its rows.
    pub(crate) fn query(&self, sql: &str, parameters: impl Params) -> Result<Vec<Row>, Error> {
        Ok(row::query(&self.lock(), sql, parameters)?)
    }

    /// `PRAGMA data_version`: it stays the same while only this connection commits
    /// (<https://www.sqlite.org/pragma.html#pragma_data_version>).
    pub(crate) fn data_version(&self) -> Option<i64> {
        let connection = self.lock();
        let mut prepared = connection.prepare_cached("PRAGMA data_version").ok()?;
        prepared.query_row([], |row| row.get(0)).ok()
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for WriteConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteConnection")
    }
}
