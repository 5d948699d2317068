//! Errors of `sqlite-inline` in the form of sea-orm's own, so that [`StoreError`] gives both the same meanings.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use rusqlite::ffi::{SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
use sea_orm::sqlx::error::{DatabaseError, ErrorKind};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

use crate::store::error::StoreError;

/// A statement that SQLite refused.
#[derive(Debug)]
struct SqliteFailure {
    message: String,
    code: i32,
}

impl From<sqlite_inline::Error> for StoreError {
    fn from(error: sqlite_inline::Error) -> Self {
        use sqlite_inline::Error as Inline;
        Self::from(match error {
            Inline::Sqlite { code, message } => {
                let failure = Box::new(SqliteFailure { message, code });
                DbErr::Exec(RuntimeErr::SqlxError(sqlx::Error::Database(failure).into()))
            }
            Inline::Statement(message) => DbErr::Exec(RuntimeErr::Internal(message)),
            Inline::Timeout => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
            Inline::Closed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
            Inline::Lost(_) | Inline::Over | Inline::NoThread(_) => {
                DbErr::Conn(RuntimeErr::Internal(error.to_string()))
            }
        })
    }
}

impl fmt::Display for SqliteFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(code: {}) {}", self.code, self.message)
    }
}

impl Error for SqliteFailure {}

impl DatabaseError for SqliteFailure {
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
