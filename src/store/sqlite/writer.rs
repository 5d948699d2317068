//! Writing to an SQLite file on the thread that asks.
//!
//! Within a transaction that has the write lock, a statement waits for nobody and takes microseconds; handing it to the
//! thread of a pooled connection and back takes ten times that. What does wait, the lock and the disk, is for whoever
//! calls this to take to a thread that may: `store/writing/group.rs`.

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use sea_orm::{DbErr, Statement};

use super::error::db_error;
use super::invalidation::ChangedRows;
use super::row::LocalRow;
use super::statements;

const SETTINGS: &str = "
    PRAGMA foreign_keys = ON;
    -- A client that was told \"logged out\" must still be logged out after a power cut.
    PRAGMA synchronous = FULL;
    -- What writers in one transaction need to be undone one by one is not worth a file.
    PRAGMA temp_store = MEMORY;
    -- What is deleted or replaced, such as a signing key in the clear, does not stay in unused space.
    PRAGMA secure_delete = ON;";

/// The one connection of this process that writes. Whoever has it has the turn; the lock is for the compiler.
pub(in crate::store) struct WriteConnection(Mutex<Connection>);

impl WriteConnection {
    /// Opens a database that is there and in WAL mode. What is written to it is collected in `touched`.
    pub(in crate::store) fn open(database: &Path, changed: &ChangedRows) -> Result<Self, DbErr> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(database, flags).map_err(db_error)?;
        connection.execute_batch(SETTINGS).map_err(db_error)?;
        statements::keep_prepared(&connection).map_err(db_error)?;
        changed.watch(&connection).map_err(db_error)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Begins a transaction that has the write lock, after waiting for it so long.
    pub(in crate::store) fn begin(&self, patience: Duration) -> Result<(), DbErr> {
        let connection = self.lock();
        connection.busy_timeout(patience).map_err(db_error)?;
        if !connection.is_autocommit() {
            // It could not be rolled back when it should have been.
            connection.execute_batch("ROLLBACK").map_err(db_error)?;
        }
        connection
            .prepare_cached("BEGIN IMMEDIATE")
            .and_then(|mut begin| begin.execute([]))
            .map_err(db_error)?;
        Ok(())
    }

    /// Runs a statement without parameters that is needed again and again.
    pub(in crate::store) fn run(&self, sql: &str) -> Result<(), DbErr> {
        let connection = self.lock();
        let ran = connection.prepare_cached(sql).and_then(|mut known| known.execute([]));
        ran.map(drop).map_err(db_error)
    }

    /// Undoes the transaction, if there still is one.
    pub(in crate::store) fn roll_back(&self) -> Result<(), DbErr> {
        if self.lock().is_autocommit() {
            return Ok(());
        }
        self.run("ROLLBACK")
    }

    /// Runs a statement that has no rows. Returns how many it changed.
    pub(in crate::store) fn execute(&self, statement: &Statement) -> Result<u64, DbErr> {
        statements::execute(&self.lock(), statement).map_err(db_error)
    }

    /// Runs a statement, and returns its rows.
    pub(in crate::store) fn query(&self, statement: &Statement) -> Result<Vec<LocalRow>, DbErr> {
        statements::query(&self.lock(), statement).map_err(db_error)
    }

    /// What `PRAGMA data_version` says: it stays the same while nobody but this connection commits
    /// (<https://www.sqlite.org/pragma.html#pragma_data_version>).
    pub(in crate::store) fn data_version(&self) -> Option<i64> {
        let connection = self.lock();
        let mut asked = connection.prepare_cached("PRAGMA data_version").ok()?;
        asked.query_row([], |row| row.get(0)).ok()
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
