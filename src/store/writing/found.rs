//! Rows that a write is answered with, wherever they come from.

use std::sync::Arc;

use rusqlite::types::{FromSql, Value, ValueRef};
use sea_orm::{QueryResult, TryGetable};

use crate::store::StoreError;

/// A row.
pub(in crate::store) enum Found {
    /// Of a database that answers over a connection.
    Far(QueryResult),
    /// Of a database that is in this process.
    Here(Row),
}

/// A row that was read on the spot.
pub(in crate::store) struct Row {
    /// The names of its columns, which all rows of an answer share.
    pub(in crate::store) columns: Arc<[String]>,
    /// Its values, in that order.
    pub(in crate::store) values: Vec<Value>,
}

impl Found {
    /// The value in a column.
    pub(in crate::store) fn get<T: TryGetable + FromSql>(&self, column: &'static str) -> Result<T, StoreError> {
        match self {
            Self::Far(row) => Ok(row.try_get("", column)?),
            Self::Here(row) => {
                let at = row.columns.iter().position(|name| name == column);
                let value = at.and_then(|at| row.values.get(at));
                let read = value.and_then(|value| T::column_result(ValueRef::from(value)).ok());
                read.ok_or(StoreError::Corrupt { column })
            }
        }
    }
}
