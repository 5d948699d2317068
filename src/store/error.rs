//! What can go wrong in the database.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A uniqueness rule that a write would have broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Another account of the population has this username.
    Username,
    /// Another account of the population has this e-mail address.
    Email,
    /// Any other rule.
    Other,
}

/// A failed query.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or cannot work at the moment; the same call may succeed later.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// The write would have broken a uniqueness rule.
    #[error("a uniqueness rule was violated: {0:?}")]
    Conflict(Conflict),
    /// A stored value means nothing to this version.
    #[error("column {column} holds a value that is not understood")]
    Corrupt {
        /// Table and column.
        column: &'static str,
    },
    /// A defect: the statement itself was refused.
    #[error("the database refused a statement")]
    Refused(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let Some(violated) = error.sql_err() {
            return match violated {
                SqlErr::UniqueConstraintViolation(message) => Self::Conflict(conflict(&message)),
                SqlErr::ForeignKeyConstraintViolation(_) => Self::Refused(error),
                // The library may learn to name more violations; each of them is a defect until it is given a meaning.
                _ => Self::Refused(error),
            };
        }
        match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(error),
            DbErr::Exec(cause) | DbErr::Query(cause) => match cause {
                RuntimeErr::SqlxError(cause) if is_passing(cause) => Self::Unavailable(error),
                RuntimeErr::SqlxError(_) | RuntimeErr::Internal(_) => Self::Refused(error),
            },
            // `DbErr` is `#[non_exhaustive]`; the rest are defects, or schema steps of another version.
            _ => Self::Refused(error),
        }
    }
}

/// Both databases name the violated column: SQLite as `users.username_folded`, PostgreSQL within the constraint's name.
fn conflict(message: &str) -> Conflict {
    if message.contains("username_folded") {
        Conflict::Username
    } else if message.contains("email_folded") {
        Conflict::Email
    } else {
        Conflict::Other
    }
}

/// Whether the cause lies outside the statement: the connection, the server, the disk.
fn is_passing(cause: &sea_orm::sqlx::Error) -> bool {
    use sea_orm::sqlx::Error;
    match cause {
        Error::Io(_)
        | Error::Tls(_)
        | Error::Protocol(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed
        | Error::BeginFailed => true,
        Error::Database(said) => said.code().is_some_and(|code| is_passing_code(&code)),
        // `sqlx::Error` is `#[non_exhaustive]`; the rest are defects of a statement or of its decoding.
        _ => false,
    }
}

/// PostgreSQL's classes 08 (connection), 53 (out of resources), 55P03 (lock not available) and 57P (going down or
/// starting up), <https://www.postgresql.org/docs/15/errcodes-appendix.html>. SQLite's primary codes 5 (busy),
/// 6 (locked), 8 (read-only), 10 (I/O), 13 (full), 14 (cannot open), <https://www.sqlite.org/rescode.html>; an
/// extended code has the primary one in its low byte.
fn is_passing_code(code: &str) -> bool {
    if code.len() == 5 && !code.starts_with(['1', '2', '3', '4']) {
        return code.starts_with("08") || code.starts_with("53") || code == "55P03" || code.starts_with("57P");
    }
    code.parse::<u32>()
        .is_ok_and(|number| matches!(number & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}
