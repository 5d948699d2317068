//! What can go wrong while writing.

/// A failed statement or transaction. It can be cloned, because every member of a shared transaction gets it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// SQLite refused a statement.
    #[error("(code: {code}) {message}")]
    Sqlite {
        /// SQLite's extended result code, <https://www.sqlite.org/rescode.html>.
        code: i32,
        /// SQLite's message.
        message: String,
    },
    /// The statement does not fit its parameters or its columns.
    #[error("{0}")]
    Statement(String),
    /// The wait for the write connection took too long.
    #[error("timed out waiting for the write connection")]
    Timeout,
    /// The thread that commits could not be started.
    #[error("cannot start the thread that commits: {0}")]
    NoThread(String),
    /// The write connection is closed.
    #[error("the write connection is closed")]
    Closed,
    /// SQLite rolled back the whole shared transaction because of another member.
    #[error("the shared transaction was lost: {0}")]
    Lost(String),
    /// The transaction has ended already.
    #[error("the transaction is over")]
    Over,
}

impl Error {
    /// Whether another process holds a lock on the database.
    pub fn is_busy(&self) -> bool {
        // An extended code has its primary code in the low byte: 5 is SQLITE_BUSY, 6 is SQLITE_LOCKED.
        matches!(self, Self::Sqlite { code, .. } if matches!(code & 0xff, 5 | 6))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(cause, message) => Self::Sqlite {
                code: cause.extended_code,
                message: message.unwrap_or_else(|| cause.to_string()),
            },
            // `rusqlite::Error` is `#[non_exhaustive]`; the rest are mistakes of the caller.
            other => Self::Statement(other.to_string()),
        }
    }
}

/// The read did not happen on this thread, for whatever reason. Read through an ordinary connection pool instead: it
/// either succeeds or reports the reason.
#[derive(Debug, Clone, Copy)]
pub struct NotRead;

impl<E: std::error::Error> From<E> for NotRead {
    fn from(_: E) -> Self {
        Self
    }
}
