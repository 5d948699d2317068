//! Backups of an SQLite file: made while servers use it, checked, and put back.
//!
//! A copy of the file alone lacks what is in the write-ahead log beside it. SQLite's own backup reads both: here from one
//! read transaction, so that writers neither wait for it nor make it begin again. Whatever is made here is written beside
//! its place, checked, and put there by one rename.
//!
//! Everything here blocks its thread.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::cause::sqlite_words;
use super::files::{create_private, folder_of};
use super::schema::unknown_step;
use crate::model::os_reason;

/// How many pages are copied between two reports.
const PAGES: i32 = 500;
/// How long a lock of others is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// Why there is no backup, or why it was not put back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Both are the same file.
    #[error("{} is the database itself", .0.display())]
    Same(PathBuf),
    /// A process uses the database that would be replaced.
    #[error("the database is in use; stop the servers first")]
    InUse,
    /// What was to be put back is no database of ours.
    #[error("{} has no tables of latchkey", .0.display())]
    Foreign(PathBuf),
    /// What was to be put back was made by a newer version.
    #[error("a newer version of latchkey has made the schema (step {0}); restore it with that version")]
    Newer(String),
    /// The pages contradict each other.
    #[error("{} is damaged: {problem}", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite says.
        problem: String,
    },
    /// SQLite cannot do it.
    #[error("{}: {reason}", .path.display())]
    Sqlite {
        /// With which file.
        path: PathBuf,
        /// What it says.
        reason: String,
    },
    /// A file cannot be made, or not be moved.
    #[error("{}: {}", .path.display(), os_reason(.cause))]
    File {
        /// Which one.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        cause: io::Error,
    },
}

/// Is told how many pages of how many have been copied.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Whether an SQLite file has the sign of one that was copied while a server used it, without the write-ahead log beside
/// it: the log is what has the tables of a young database.
pub fn is_copied_without_log(database: &Path) -> bool {
    let mut header = [0; 100];
    let read = File::open(database).and_then(|mut file| file.read_exact(&mut header));
    // <https://www.sqlite.org/fileformat2.html#the_database_header>
    let uses_log = header.get(18..20) == Some(&[2, 2]);
    let is_one_page = header.get(28..32) == Some(&[0, 0, 0, 1]);
    read.is_ok() && uses_log && is_one_page && !with_suffix(database, "-wal").exists()
}

/// Copies the database into a file, which is replaced if it is there. Returns its length in bytes.
///
/// # Errors
/// [`BackupError`]; nothing is left behind then.
pub fn back_up(database: &Path, file: &Path, progress: Progress<'_>) -> Result<u64, BackupError> {
    if is_same(database, file) {
        return Err(BackupError::Same(file.to_owned()));
    }
    let new = Unfinished::beside(file)?;
    copy(database, &new.path, progress)?;
    check(&new.path)?;
    let length = fs::metadata(&new.path).map_err(of_file(&new.path))?.len();
    new.finish()?;
    Ok(length)
}

/// Puts a backup in the place of the database. Returns where the database that was there is now.
///
/// # Errors
/// [`BackupError`]; the database is as it was then.
pub fn restore(database: &Path, file: &Path, progress: Progress<'_>) -> Result<Option<PathBuf>, BackupError> {
    if is_same(database, file) {
        return Err(BackupError::Same(file.to_owned()));
    }
    let new = Unfinished::beside(database)?;
    copy(file, &new.path, progress)?;
    check(&new.path)?;
    if !database.exists() {
        new.finish()?;
        return Ok(None);
    }
    let held = hold(database)?;
    let kept = keep(database)?;
    new.finish()?;
    // Nobody could open the old file before the new one was there.
    drop(held);
    Ok(Some(kept))
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

fn copy(from: &Path, to: &Path, progress: Progress<'_>) -> Result<(), BackupError> {
    // The last connection that may write removes the files beside the database again. Elsewhere it may be read-only.
    let open = |flag| Connection::open_with_flags(from, flag | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let source = open(OpenFlags::SQLITE_OPEN_READ_WRITE).or_else(|_| open(OpenFlags::SQLITE_OPEN_READ_ONLY));
    let source = source.map_err(of_sqlite(from))?;
    source.busy_timeout(PATIENCE).map_err(of_sqlite(from))?;
    source.execute_batch("BEGIN").map_err(of_sqlite(from))?;
    // From here on this connection sees one state.
    let tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'seaql_migrations'";
    let found: i64 = source
        .query_row(tables, [], |row| row.get(0))
        .map_err(of_sqlite(from))?;
    if found == 0 {
        return Err(BackupError::Foreign(from.to_owned()));
    }
    let mut target = Connection::open(to).map_err(of_sqlite(to))?;
    let backup = Backup::new(&source, &mut target).map_err(of_sqlite(to))?;
    loop {
        let step = backup.step(PAGES).map_err(of_sqlite(to))?;
        let seen = backup.progress();
        let (all, left) = (seen.pagecount.unsigned_abs(), seen.remaining.unsigned_abs());
        progress(all.saturating_sub(left).into(), all.into());
        match step {
            StepResult::Done => break,
            StepResult::More => {}
            // `StepResult` is `#[non_exhaustive]`; the others wait for a lock.
            _ => sleep(PAUSE),
        }
    }
    drop(backup);
    // One file, which needs no other beside it.
    target
        .query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
        .map_err(of_sqlite(to))
}

/// Checks a copy: that its pages fit together, and that this version understands its schema.
fn check(copy: &Path) -> Result<(), BackupError> {
    let connection = Connection::open(copy).map_err(of_sqlite(copy))?;
    let problem: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(of_sqlite(copy))?;
    if problem != "ok" {
        return Err(BackupError::Damaged {
            path: copy.to_owned(),
            problem,
        });
    }
    let steps = connection
        .prepare("SELECT version FROM seaql_migrations ORDER BY version")
        .and_then(|mut steps| steps.query_map([], |row| row.get(0))?.collect())
        .map_err(of_sqlite(copy))?;
    match unknown_step(steps) {
        Some(step) => Err(BackupError::Newer(step)),
        None => Ok(()),
    }
}

/// Makes sure that nobody uses the database, and that nobody can until the result is dropped. One that is damaged cannot
/// be asked, and is not held.
fn hold(database: &Path) -> Result<Option<Connection>, BackupError> {
    let held = Connection::open(database).and_then(|connection| {
        connection.busy_timeout(Duration::ZERO)?;
        connection.query_row("PRAGMA locking_mode = EXCLUSIVE", [], |_| Ok(()))?;
        // Empties the write-ahead log and removes it, which fails while others have the file open.
        connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        connection.execute_batch("BEGIN EXCLUSIVE")?;
        Ok(connection)
    });
    match held {
        Ok(connection) => Ok(Some(connection)),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Err(BackupError::InUse),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Ok(None),
            _ => Err(of_sqlite(database)(error)),
        },
    }
}

/// Gives the database a second name, under which it stays.
fn keep(database: &Path) -> Result<PathBuf, BackupError> {
    let kept = (1..)
        .map(|number| with_suffix(database, &format!(".replaced-{number}")))
        .find(|path| !path.exists());
    let kept = kept.unwrap_or_else(|| with_suffix(database, ".replaced"));
    fs::hard_link(database, &kept).map_err(of_file(&kept))?;
    // Only beside a database that is damaged: these would be taken for those of the new one.
    for suffix in ["-wal", "-shm"] {
        let beside = with_suffix(database, suffix);
        if beside.exists() {
            fs::rename(&beside, with_suffix(&kept, suffix)).map_err(of_file(&beside))?;
        }
    }
    Ok(kept)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn of_file(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    |cause| BackupError::File { path, cause }
}

fn of_sqlite(path: &Path) -> impl FnOnce(rusqlite::Error) -> BackupError {
    let path = path.to_owned();
    |error| {
        let code = error
            .sqlite_error()
            .map(|said| said.extended_code.unsigned_abs() & 0xff);
        let reason = code.and_then(sqlite_words);
        let reason = reason.map_or_else(|| error.to_string(), str::to_owned);
        BackupError::Sqlite { path, reason }
    }
}

/// A file that is written beside the one that it becomes. Dropped before [`Unfinished::finish`], it is removed.
struct Unfinished {
    path: PathBuf,
    becomes: PathBuf,
}

impl Unfinished {
    /// Makes it, so that only its owner can read it.
    fn beside(becomes: &Path) -> Result<Self, BackupError> {
        let path = with_suffix(becomes, &format!(".{}.unfinished", std::process::id()));
        create_private(&path).map_err(of_file(&path))?;
        let becomes = becomes.to_owned();
        Ok(Self { path, becomes })
    }

    /// Puts it where it belongs, once it is on the disk.
    fn finish(self) -> Result<(), BackupError> {
        let written = File::open(&self.path).and_then(|file| file.sync_all());
        written.map_err(of_file(&self.path))?;
        fs::rename(&self.path, &self.becomes).map_err(of_file(&self.becomes))?;
        let folder = folder_of(&self.becomes);
        // The new name is on the disk with its folder.
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(of_file(folder))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After `finish` it has another name, and there is nothing to remove.
        drop(fs::remove_file(&self.path));
    }
}
