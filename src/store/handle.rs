//! The handle that all queries are methods of.

use std::sync::Arc;

use sea_orm::DatabaseConnection;

use super::error::StoreError;
use super::sqlite::InlineSqlite;
use super::write::{Write, Writer};
use super::write_behind::WriteBehind;

/// Handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(super) reader: DatabaseConnection,
    /// SQLite has one writer at a time: they share a connection, so that they queue here and fairly, instead of polling
    /// for the file's lock. On PostgreSQL this is the same pool as `reader`.
    pub(super) writer: Writer,
    /// What is written when nobody waits for it.
    pub(super) write_behind: Arc<WriteBehind>,
    /// The same file, read on the spot. Not there for PostgreSQL, or an SQLite that is in memory.
    pub(super) inline: Option<Arc<InlineSqlite>>,
}

impl Store {
    pub(super) fn new(reader: DatabaseConnection, writer: Writer, inline: Option<Arc<InlineSqlite>>) -> Self {
        Self {
            reader,
            writer,
            write_behind: Arc::default(),
            inline,
        }
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin(&self) -> Result<Write, StoreError> {
        Ok(self.writer.begin().await?)
    }
}
