//! A row that was read inline.

use std::sync::Arc;

use rusqlite::types::Value;

/// A row that was read on the spot.
pub(in crate::store) struct LocalRow {
    /// The names of its columns, which all rows of an answer share.
    pub(in crate::store) columns: Arc<[String]>,
    /// Its values, in that order.
    pub(in crate::store) values: Vec<Value>,
}
