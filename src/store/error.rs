//! What can go wrong in the database.

use sea_orm::{DbErr, RuntimeErr};

use super::cause::{Cause, sqlite_code};

/// A uniqueness rule that a write would have broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Another account of the realm has this username.
    Username,
    /// Another account of the realm has this e-mail address.
    Email,
    /// Any other rule.
    Other,
}

/// A failed query.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached or cannot work at the moment; the same call may succeed later.
    #[error("the database is not available")]
    Unavailable(#[source] Cause),
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
    Refused(#[source] Cause),
    /// The schema has steps that this version does not know.
    #[error("a newer version of latchkey has made the schema (step {step}); run that version")]
    NewerSchema {
        /// The first of them.
        step: String,
    },
}

impl StoreError {
    /// Whether an SQLite file is locked by another connection.
    pub(super) fn is_busy(&self) -> bool {
        self.primary_sqlite_code().is_some_and(|code| matches!(code, 5 | 6))
    }

    /// Whether a server that is only late may answer soon: nothing listens yet, nothing answers, or what answers is
    /// starting (57P03) or has no connection left (53300).
    pub fn may_pass_soon(&self) -> bool {
        let Self::Unavailable(cause) = self else {
            return false;
        };
        match cause.code() {
            Some(code) => matches!(code.as_str(), "57P03" | "53300"),
            None => matches!(
                cause.driver(),
                None | Some(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut)
            ),
        }
    }

    fn primary_sqlite_code(&self) -> Option<u32> {
        match self {
            Self::Unavailable(cause) => sqlite_code(&cause.code()?),
            Self::Conflict(_) | Self::Corrupt { .. } | Self::Refused(_) | Self::NewerSchema { .. } => None,
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        if let DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) = &error
            && let Some(said) = cause.as_database_error()
            && said.is_unique_violation()
        {
            return Self::Conflict(conflict(said.message()));
        }
        match &error {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(error.into()),
            DbErr::Exec(cause) | DbErr::Query(cause) => match cause {
                RuntimeErr::SqlxError(cause) if is_passing(cause) => Self::Unavailable(error.into()),
                RuntimeErr::SqlxError(_) | RuntimeErr::Internal(_) => Self::Refused(error.into()),
            },
            // `DbErr` is `#[non_exhaustive]`; the rest are defects, or schema steps of another version.
            _ => Self::Refused(error.into()),
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
fn is_passing(cause: &sqlx::Error) -> bool {
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

/// PostgreSQL's 25006 (read-only), 57014 (out of time), and its classes 08 (connection), 40 (rolled back because of others), 53 (out of resources), 55P03 (lock not
/// available) and 57P (going down or starting up), <https://www.postgresql.org/docs/15/errcodes-appendix.html>.
/// SQLite's primary codes 5 (busy), 6 (locked), 8 (read-only), 10 (I/O), 13 (full), 14 (cannot open).
fn is_passing_code(code: &str) -> bool {
    match sqlite_code(code) {
        Some(primary) => matches!(primary, 5 | 6 | 8 | 10 | 13 | 14),
        None => ["08", "25006", "40", "53", "55P03", "57014", "57P"]
            .iter()
            .any(|class| code.starts_with(class)),
    }
}

#[cfg(test)]
mod tests {
    use super::is_passing_code;

    #[test]
    fn codes_of_both_databases_say_whether_the_same_call_may_succeed_later() {
        for code in [
            "5", "6", "8", "10", "13", "14", "261", "517", "8714", "08006", "25006", "40001", "40P01", "53300",
            "55P03", "57014", "57P01",
        ] {
            assert!(is_passing_code(code), "{code}");
        }
        for code in [
            "1", "11", "19", "787", "2067", "22021", "23505", "42501", "42601", "42P01", "55000",
        ] {
            assert!(!is_passing_code(code), "{code}");
        }
    }
}
