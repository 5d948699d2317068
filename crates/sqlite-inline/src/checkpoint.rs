//! Checkpoints beside the writers.
//!
//! By default SQLite copies the WAL back into the database within the commit that made it long, and that commit takes as
//! long as a hundred others. Here another connection does it on a blocking thread while writers go on. What they have
//! added meanwhile is little, and is copied during one turn: otherwise a busy writer's WAL would never be copied to its
//! end, never start again from its beginning, and grow for ever. SQLite does not say whether there is something: it
//! compares what it has copied with what was there when it began.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::Error;

/// How many frames make a checkpoint due: what SQLite has by default.
const FRAMES: u32 = 1000;
/// After how many more the next one is due, where readers keep the WAL from starting again.
const MORE: u32 = 100;

/// See the module.
pub(crate) struct Checkpointer {
    /// `None` once it is closed.
    connection: Mutex<Option<Connection>>,
    /// How many frames the WAL had when the last checkpoint became due.
    last: AtomicU32,
    is_running: AtomicBool,
    /// Whether the next transaction may write the WAL from its beginning.
    restarts: AtomicBool,
}

impl Checkpointer {
    /// Opens a connection of its own to a database that exists and is in WAL mode.
    pub(crate) fn open(database: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(database, flags)?;
        connection.busy_timeout(Duration::ZERO)?;
        connection.execute_batch("PRAGMA synchronous = FULL")?;
        Ok(Self {
            connection: Mutex::new(Some(connection)),
            last: AtomicU32::new(0),
            is_running: AtomicBool::new(false),
            restarts: AtomicBool::new(false),
        })
    }

    /// Whether a commit that left so many frames in the WAL makes a checkpoint due. The caller then runs it, and calls
    /// [`Self::finish`].
    pub(crate) fn begin(&self, frames: u32) -> bool {
        // It has started again from its beginning.
        if frames < self.last.load(Ordering::Relaxed) {
            self.last.store(0, Ordering::Relaxed);
        }
        let is_due = frames >= FRAMES && frames >= self.last.load(Ordering::Relaxed).saturating_add(MORE);
        if !is_due || self.is_running.swap(true, Ordering::AcqRel) {
            return false;
        }
        self.last.store(frames, Ordering::Relaxed);
        true
    }

    /// Lets the next checkpoint begin.
    pub(crate) fn finish(&self) {
        self.is_running.store(false, Ordering::Release);
    }

    #[cfg(test)]
    pub(crate) fn is_running(&self) -> bool {
        self.is_running.load(Ordering::Acquire)
    }

    /// Copies what can be copied without waiting for anybody.
    pub(crate) fn run(&self) -> Result<(), Error> {
        self.copy().map(drop)
    }

    /// The same while this process does not write: if that is everything, the WAL starts again.
    pub(crate) fn run_alone(&self) -> Result<(), Error> {
        let (frames, copied) = self.copy()?;
        if frames == copied {
            self.restarts.store(true, Ordering::Release);
        }
        Ok(())
    }

    /// Returns how many frames there were at the beginning, and how many are copied.
    fn copy(&self) -> Result<(i64, i64), Error> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = connection.as_ref().ok_or(Error::Closed)?;
        Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
            Ok((row.get(1)?, row.get(2)?))
        })?)
    }

    /// Whether the transaction that begins now may write the WAL from its beginning, which costs an `fsync` of its header.
    pub(crate) fn take_restart(&self) -> bool {
        self.restarts.swap(false, Ordering::AcqRel)
    }

    /// Closes the connection, after the checkpoint that is running.
    pub(crate) fn close(&self) {
        *self.connection.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
