//! Whether an SQLite database has changed, for the price of one small read.
//!
//! In WAL mode every commit, by whichever process, ends with a new header in the WAL-index, the `-shm` file that all
//! connections of all processes map into their cache. Its layout is part of the file format
//! (<https://www.sqlite.org/walformat.html#the_wal_index_header>): 48 bytes, written twice, the copy at the beginning
//! last. So while those 48 bytes stay the same, no commit has returned to whoever asked for it.

use std::fs::{File, Metadata, metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

const BYTES: usize = 48;
/// Where the format's version stands, and the only one that there is.
const VERSION: (usize, u32) = (0, 3_007_000);
/// Where it says that the rest is there.
const IS_INITIALIZED: usize = 12;

/// A state of the database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Snapshot([u8; BYTES]);

impl Snapshot {
    fn number(&self, at: usize) -> u32 {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&self.0[at..at + 4]);
        u32::from_ne_bytes(bytes)
    }
}

/// The WAL-index of a database.
pub(super) struct WalIndex(Arc<File>);

impl WalIndex {
    /// Opens the WAL-index of this database. A connection of this process must have read from the database, and stay
    /// open for as long as this is used: the last one removes the file.
    pub(super) fn open(database: &Path) -> io::Result<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push("-shm");
        let this = Self(open_for_ever(Path::new(&path))?);
        let now = this.now()?;
        if now.number(VERSION.0) == VERSION.1 && now.0[IS_INITIALIZED] != 0 {
            Ok(this)
        } else {
            Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the WAL-index is of another format",
            ))
        }
    }

    /// The state of the database. In the middle of a commit it may be one that there never was; it is then none that
    /// there will be either.
    pub(super) fn now(&self) -> io::Result<Snapshot> {
        let mut bytes = [0; BYTES];
        self.0.read_exact_at(&mut bytes, 0)?;
        Ok(Snapshot(bytes))
    }
}

/// Every WAL-index that this process has opened and may not close.
static OPEN: Mutex<Vec<Arc<File>>> = Mutex::new(Vec::new());

/// Opens a file that stays open. SQLite holds its locks on this file, and POSIX lets go of all locks that a process has
/// on a file when it closes any descriptor of it (<https://www.sqlite.org/howtocorrupt.html>, section 2.2). So a file is
/// opened once, and closed when it is in use no more *and* has been removed: then nobody has it for a database.
pub(super) fn open_for_ever(path: &Path) -> io::Result<Arc<File>> {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    open.retain(|file| Arc::strong_count(file) > 1 || file.metadata().is_ok_and(|about| about.nlink() > 0));
    let wanted = identity(&metadata(path)?);
    let known = open
        .iter()
        .find(|file| file.metadata().is_ok_and(|about| identity(&about) == wanted));
    if let Some(known) = known {
        return Ok(known.clone());
    }
    let file = Arc::new(File::open(path)?);
    open.push(file.clone());
    Ok(file)
}

/// What is open, by inode.
#[cfg(test)]
pub(super) fn open_inodes() -> Vec<u64> {
    let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    open.iter()
        .filter_map(|file| Some(file.metadata().ok()?.ino()))
        .collect()
}

fn identity(about: &Metadata) -> (u64, u64) {
    (about.dev(), about.ino())
}
