//! Why the database failed, in words for an operator.
//!
//! PostgreSQL's own messages are sentences. SQLite's are not: five things that may be wrong with a file are all "unable to
//! open database file", so the file is looked at. To add a cause: its code in [`Cause::fmt`], or its sign in [`of_file`].

use std::error::Error;
use std::fmt;
use std::fs::OpenOptions;
use std::io;
use std::path::Path;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

use super::files::folder_of;
use crate::model::os_reason;

/// A failure of the database, or of the way there.
#[derive(Debug, Clone)]
pub struct Cause {
    pub(super) error: DbErr,
    /// What was found out besides.
    found: Option<String>,
}

impl Cause {
    /// The cause that somebody who looked has found.
    pub(super) fn found(self, found: String) -> Self {
        Self {
            found: Some(found),
            ..self
        }
    }

    /// What the driver says, if it is that which failed.
    pub(super) fn driver(&self) -> Option<&sqlx::Error> {
        match &self.error {
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => Some(cause),
            // `DbErr` is `#[non_exhaustive]`; the rest do not come from a driver.
            _ => None,
        }
    }

    /// The code that the database gave, if it answered.
    pub(super) fn code(&self) -> Option<String> {
        Some(self.driver()?.as_database_error()?.code()?.into_owned())
    }
}

impl From<DbErr> for Cause {
    fn from(error: DbErr) -> Self {
        Self { error, found: None }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(found) = &self.found {
            return f.write_str(found);
        }
        if let DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) = self.error {
            return f.write_str("no connection became free in time");
        }
        if let DbErr::Conn(RuntimeErr::Internal(message)) = &self.error {
            return f.write_str(message);
        }
        let Some(driver) = self.driver() else {
            return self.error.fmt(f);
        };
        match driver {
            sqlx::Error::Io(cause) => f.write_str(&os_reason(cause)),
            sqlx::Error::PoolTimedOut => f.write_str("no connection could be made in time"),
            sqlx::Error::Database(said) => {
                let code = said.code().unwrap_or_default();
                match sqlite_code(&code).and_then(sqlite_words) {
                    Some(words) => write!(f, "{words} (SQLite's code {code})"),
                    None if is_of_pooler(&code) => {
                        write!(
                            f,
                            "{} (code {code}); behind a pooler, see database.pooler",
                            said.message()
                        )
                    }
                    None if code.is_empty() => f.write_str(said.message()),
                    None => write!(f, "{} (code {code})", said.message()),
                }
            }
            // `sqlx::Error` is `#[non_exhaustive]`; the others say it in a sentence.
            other => other.fmt(f),
        }
    }
}

/// The whole cause is in the message.
impl Error for Cause {}

/// What SQLite's primary codes mean to an operator, <https://www.sqlite.org/rescode.html>.
pub(super) fn sqlite_words(code: u32) -> Option<&'static str> {
    Some(match code {
        3 => "no permission",
        5 | 6 => "another process has locked the file",
        8 => "the file, or its folder, is read-only",
        10 => "the disk could not be read or written",
        11 => "the file is damaged; restore a backup",
        13 => "the disk is full",
        14 => "the file cannot be opened",
        26 => "the file is not an SQLite database",
        _ => return None,
    })
}

/// PostgreSQL's codes for a prepared statement that is there already, or is not: it is another connection's.
fn is_of_pooler(code: &str) -> bool {
    matches!(code, "42P05" | "26000")
}

/// The primary one of an SQLite code, <https://www.sqlite.org/rescode.html>: an extended code has it in its low byte.
/// All five characters of a PostgreSQL code may be digits too, but SQLite's codes have at most four.
pub(super) fn sqlite_code(code: &str) -> Option<u32> {
    let number: u32 = code.parse().ok().filter(|_| code.len() < 5)?;
    Some(number & 0xff)
}

/// What keeps a database file from being opened, as far as it can be seen from outside.
pub(super) fn of_file(path: &Path) -> Option<String> {
    let shown = path.display();
    if path.is_dir() {
        return Some(format!("{shown} is a folder, and not a file"));
    }
    let folder = folder_of(path);
    if let Err(cause) = folder.metadata() {
        return Some(format!("the folder {}: {}", folder.display(), os_reason(&cause)));
    }
    match OpenOptions::new().read(true).write(true).open(path) {
        Ok(_) => of_folder(folder),
        // It is to be made.
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => of_folder(folder),
        Err(cause) => Some(format!("{shown}: {}", os_reason(&cause))),
    }
}

/// SQLite makes files beside that of the database.
fn of_folder(folder: &Path) -> Option<String> {
    let cause = tempfile_in(folder).err()?;
    let (shown, reason) = (folder.display(), os_reason(&cause));
    Some(format!("no file can be made in the folder {shown}: {reason}"))
}

/// Makes a file, and removes it again.
fn tempfile_in(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!(".latchkey-{}", std::process::id()));
    OpenOptions::new().write(true).create_new(true).open(&path)?;
    std::fs::remove_file(path)
}
