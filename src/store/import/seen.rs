//! Which names a file has had, and in which line, for files of any length: a temporary table that SQLite keeps in memory
//! as long as it is small, and in a file without a name otherwise.

use rusqlite::{Connection, params};
use sea_orm::DbErr;

use crate::store::error::StoreError;

const SCHEMA: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    -- In KiB. Up to nine tenths are pages that are still to be written, which `Store::spare_memory` cannot use again.
    PRAGMA cache_size = -1024;
    CREATE TABLE seen (name TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID;
    BEGIN;";
const FIND: &str = "SELECT line FROM seen WHERE name = ?1";
const ADD: &str = "INSERT INTO seen (name, line) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM seen WHERE name = ?1";

/// Names with the line in which each stood first.
pub struct SeenNames(Connection);

impl SeenNames {
    /// None yet.
    ///
    /// # Errors
    /// [`StoreError`] when there is no room for temporary files.
    pub fn new() -> Result<Self, StoreError> {
        // The empty name means a temporary file that is deleted when it is closed.
        let connection = Connection::open("").map_err(failed)?;
        connection.execute_batch(SCHEMA).map_err(failed)?;
        Ok(Self(connection))
    }

    /// Remembers a name, unless an earlier line has had it. Returns that line then.
    ///
    /// # Errors
    /// [`StoreError`] when the temporary file cannot grow.
    pub fn add(&self, name: &str, line: u64) -> Result<Option<u64>, StoreError> {
        let mut add = self.0.prepare_cached(ADD).map_err(failed)?;
        if add.execute(params![name, line.cast_signed()]).map_err(failed)? == 1 {
            return Ok(None);
        }
        let mut find = self.0.prepare_cached(FIND).map_err(failed)?;
        let line: i64 = find.query_row([name], |row| row.get(0)).map_err(failed)?;
        Ok(Some(line.cast_unsigned()))
    }

    /// Forgets a name.
    ///
    /// # Errors
    /// As of every query.
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        let mut remove = self.0.prepare_cached(REMOVE).map_err(failed)?;
        remove.execute([name]).map_err(failed)?;
        Ok(())
    }
}

fn failed(error: rusqlite::Error) -> StoreError {
    StoreError::Unavailable(DbErr::Custom(format!("the list of names in the file: {error}")).into())
}
