//! Errors of rusqlite in the form that sea-orm's own have, so that `store/error.rs` gives them the same meanings.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use rusqlite::ffi::{SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::{DbErr, RuntimeErr, sqlx};

/// What SQLite says of a statement that failed.
#[derive(Debug)]
struct SqliteError {
    message: String,
    code: i32,
}

/// An error of a statement.
pub(super) fn db_error(error: rusqlite::Error) -> DbErr {
    DbErr::Exec(match error {
        rusqlite::Error::SqliteFailure(cause, message) => {
            let db_error = SqliteError {
                message: message.unwrap_or_else(|| cause.to_string()),
                code: cause.extended_code,
            };
            RuntimeErr::SqlxError(sqlx::Error::Database(Box::new(db_error)).into())
        }
        other => RuntimeErr::Internal(other.to_string()),
    })
}

impl fmt::Display for SqliteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(code: {}) {}", self.code, self.message)
    }
}

impl Error for SqliteError {}

impl DatabaseError for SqliteError {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY => ErrorKind::UniqueViolation,
            SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            _ => ErrorKind::Other,
        }
    }
}
