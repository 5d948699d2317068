//! Detects whether an SQLite database has changed, with one small read.
//!
//! In WAL mode every commit, by whichever process, ends with a new header in the WAL-index, the `-shm` file that all
//! connections of all processes map into memory. Its layout is part of the file format
//! (<https://www.sqlite.org/walformat.html#the_wal_index_header>): 48 bytes, written twice, the copy at the beginning
//! last. While those 48 bytes stay the same, no commit has returned to its caller.

use std::fs::{File, Metadata, metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

const BYTES: usize = 48;
/// Offset of the format's version, and the only version there is.
const FORMAT: (usize, u32) = (0, 3_007_000);
/// Offset of the byte that says that the header is initialized.
const IS_INITIALIZED: usize = 12;
/// Offset of the number that each commit counts up.
const COMMITS: usize = 8;

/// A state of the database: the WAL-index header after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version([u8; BYTES]);

impl Version {
    /// How many commits lie between an earlier version and this one.
    pub(crate) fn commits_since(&self, earlier: Self) -> u32 {
        self.number(COMMITS).wrapping_sub(earlier.number(COMMITS))
    }

    fn number(&self, at: usize) -> u32 {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&self.0[at..at + 4]);
        u32::from_ne_bytes(bytes)
    }
}

/// The WAL-index of a database.
pub(crate) struct WalIndex(Arc<File>);

impl WalIndex {
    /// Opens the WAL-index of this database. A connection of this process must have read from the database, and must
    /// stay open for as long as this is used: the last connection to close removes the file.
    pub(crate) fn open(database: &Path) -> io::Result<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push("-shm");
        let index = Self(open_pinned(Path::new(&path))?);
        let version = index.version()?;
        if version.number(FORMAT.0) == FORMAT.1 && version.0[IS_INITIALIZED] != 0 {
            Ok(index)
        } else {
            Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "the WAL-index has an unknown format",
            ))
        }
    }

    /// The current state of the database. A read in the middle of a commit may give a state that never existed; no
    /// later state equals it either.
    pub(crate) fn version(&self) -> io::Result<Version> {
        let mut bytes = [0; BYTES];
        self.0.read_exact_at(&mut bytes, 0)?;
        Ok(Version(bytes))
    }
}

/// Every WAL-index that this process has opened and must not close.
static PINNED: Mutex<Vec<Arc<File>>> = Mutex::new(Vec::new());

/// Opens a file and keeps it open. SQLite holds its locks on this file, and POSIX drops all locks of a process on a
/// file when the process closes any descriptor of it (<https://www.sqlite.org/howtocorrupt.html>, section 2.2). So a
/// file is opened once, and closed only when it is unused *and* has been removed: then no connection uses it.
pub(crate) fn open_pinned(path: &Path) -> io::Result<Arc<File>> {
    let mut pinned = PINNED.lock().unwrap_or_else(PoisonError::into_inner);
    pinned.retain(|file| Arc::strong_count(file) > 1 || file.metadata().is_ok_and(|about| about.nlink() > 0));
    let wanted = identity(&metadata(path)?);
    let known = pinned
        .iter()
        .find(|file| file.metadata().is_ok_and(|about| identity(&about) == wanted));
    if let Some(known) = known {
        return Ok(known.clone());
    }
    let file = Arc::new(File::open(path)?);
    pinned.push(file.clone());
    Ok(file)
}

fn identity(about: &Metadata) -> (u64, u64) {
    (about.dev(), about.ino())
}

/// What the fuzz target calls.
#[cfg(feature = "fuzzing")]
pub mod fuzzing {
    use std::io;
    use std::path::Path;

    use super::{BYTES, WalIndex};

    /// Opens the WAL-index of this database, and returns the header that stands for the database's state.
    ///
    /// # Errors
    /// If the file cannot be read, is too short, or has an unknown format.
    pub fn wal_index_header(database: &Path) -> io::Result<[u8; BYTES]> {
        Ok(WalIndex::open(database)?.version()?.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wal_index_stays_open_until_it_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test-shm");
        std::fs::write(&path, [0; 136]).unwrap();
        let first = open_pinned(&path).unwrap();
        let again = open_pinned(&path).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        let pinned = Arc::downgrade(&first);
        drop((first, again));
        assert!(pinned.upgrade().is_some(), "closing it would drop SQLite's locks");
        std::fs::remove_file(&path).unwrap();
        let other = folder.path().join("other-shm");
        std::fs::write(&other, [0; 136]).unwrap();
        drop(open_pinned(&other).unwrap());
        assert!(pinned.upgrade().is_none());
    }

    #[test]
    fn a_file_of_another_format_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("test-shm"), [0; 136]).unwrap();
        let opened = WalIndex::open(&folder.path().join("test"));
        assert_eq!(opened.err().map(|error| error.kind()), Some(io::ErrorKind::InvalidData));
    }
}
