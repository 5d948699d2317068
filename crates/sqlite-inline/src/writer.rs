//! Writes to an SQLite file on the calling thread.
//!
//! Within a transaction that holds the write lock, a statement waits for nobody and takes microseconds; handing it to
//! the thread of a pooled connection and back takes ten times that. What does wait, the lock and the disk, is moved to
//! another thread by [`crate::GroupCommit`].

use std::cell::Cell;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::hooks::Wal;
use rusqlite::{Connection, OpenFlags, Params};

use crate::checkpoint::Checkpointer;
use crate::durability::Durability;
use crate::error::Error;
use crate::observer::TransactionObserver;
use crate::row::{self, Row, keep_prepared};

const SETTINGS: &str = "
    PRAGMA foreign_keys = ON;
    -- The savepoints of a shared transaction are not worth a file.
    PRAGMA temp_store = MEMORY;
    -- What is deleted or replaced, such as a secret, does not stay in unused space.
    PRAGMA secure_delete = ON;";

thread_local! {
    /// How many frames the WAL has after the last commit on this thread. SQLite's hook takes no closure.
    static FRAMES: Cell<u32> = const { Cell::new(0) };
}

/// The only connection of this process that writes, and the one that checkpoints what it writes.
pub struct WriteConnection {
    /// The holder of the shared transaction uses it alone; the lock is there for the compiler.
    writer: Mutex<Writer>,
    checkpointer: Arc<Checkpointer>,
}

struct Writer {
    connection: Connection,
    /// What the next commit promises.
    durability: Durability,
}

impl WriteConnection {
    /// Opens a database that exists and is in WAL mode.
    ///
    /// # Errors
    /// [`Error::Sqlite`] when the file cannot be opened for writing.
    pub fn open(database: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(database, flags)?;
        connection.execute_batch(SETTINGS)?;
        let durability = Durability::Full;
        connection.execute_batch(durability.setting())?;
        keep_prepared(&connection)?;
        // This hook takes the place of SQLite's own, which checkpoints.
        connection.wal_hook(Some(count_frames));
        Ok(Self {
            writer: Mutex::new(Writer { connection, durability }),
            checkpointer: Arc::new(Checkpointer::open(database)?),
        })
    }

    /// The other connection.
    pub(crate) fn checkpointer(&self) -> &Arc<Checkpointer> {
        &self.checkpointer
    }

    /// Reports each row that is written from now on, as `sqlite3_update_hook` sees it.
    pub(crate) fn report_to(&self, observer: Arc<dyn TransactionObserver>) -> Result<(), Error> {
        let hook = move |_, _: &str, table: &str, row| observer.changed(table, row);
        Ok(self.lock().connection.update_hook(Some(hook))?)
    }

    /// Begins a transaction that holds the write lock, and waits at most this long for the lock.
    pub(crate) fn begin(&self, patience: Duration, durability: Durability) -> Result<(), Error> {
        let mut writer = self.lock();
        writer.connection.busy_timeout(patience)?;
        if !writer.connection.is_autocommit() {
            // An earlier rollback failed.
            writer.connection.execute_batch("ROLLBACK")?;
        }
        if writer.durability != durability {
            writer.connection.execute_batch(durability.setting())?;
            writer.durability = durability;
        }
        writer.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(())
    }

    /// Commits the transaction. Returns how many frames the WAL has now; 0 where nothing was written.
    pub(crate) fn commit(&self) -> Result<u32, Error> {
        FRAMES.set(0);
        self.run("COMMIT")?;
        Ok(FRAMES.get())
    }

    /// Runs a statement without parameters that is needed again and again.
    pub(crate) fn run(&self, sql: &str) -> Result<(), Error> {
        self.execute(sql, []).map(drop)
    }

    /// Rolls back the transaction, if there still is one.
    pub(crate) fn roll_back(&self) -> Result<(), Error> {
        if self.lock().connection.is_autocommit() {
            return Ok(());
        }
        self.run("ROLLBACK")
    }

    /// Runs a statement that returns no rows. Returns how many it changed.
    pub(crate) fn execute(&self, sql: &str, parameters: impl Params) -> Result<u64, Error> {
        Ok(row::execute(&self.lock().connection, sql, parameters)?)
    }

    /// Runs a statement and returns its rows.
    pub(crate) fn query(&self, sql: &str, parameters: impl Params) -> Result<Vec<Row>, Error> {
        Ok(row::query(&self.lock().connection, sql, parameters)?)
    }

    fn lock(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count_frames(_: &Wal, frames: i32) -> rusqlite::Result<()> {
    FRAMES.set(u32::try_from(frames).unwrap_or_default());
    Ok(())
}

impl fmt::Debug for WriteConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WriteConnection")
    }
}
