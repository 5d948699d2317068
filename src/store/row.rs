//! A row of an answer, from either backend.

use rusqlite::types::FromSql;
use sea_orm::{QueryResult, TryGetable};

use super::error::StoreError;

/// A row.
pub(super) enum Row {
    /// From a connection of the pool.
    Pool(QueryResult),
    /// From SQLite on the calling thread.
    Inline(sqlite_inline::Row),
}

impl Row {
    /// The value in a column.
    pub(super) fn get<T: TryGetable + FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        match self {
            Self::Pool(row) => Ok(row.try_get("", column)?),
            Self::Inline(row) => row.get(column).ok_or(StoreError::Corrupt { column }),
        }
    }
}
