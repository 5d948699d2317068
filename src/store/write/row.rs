//! Rows that a write is answered with, wherever they come from.

use rusqlite::types::{FromSql, ValueRef};
use sea_orm::{QueryResult, TryGetable};

use crate::store::error::StoreError;
use crate::store::sqlite::LocalRow;

/// A row.
pub(in crate::store) enum Row {
    /// Of a database that answers over a connection.
    Remote(QueryResult),
    /// Of a database that is in this process.
    Local(LocalRow),
}

impl Row {
    /// The value in a column.
    pub(in crate::store) fn get<T: TryGetable + FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        match self {
            Self::Remote(row) => Ok(row.try_get("", column)?),
            Self::Local(row) => {
                let at = row.columns.iter().position(|name| name == column);
                let value = at.and_then(|at| row.values.get(at));
                let read = value.and_then(|value| T::column_result(ValueRef::from(value)).ok());
                read.ok_or(StoreError::Corrupt { column })
            }
        }
    }
}
