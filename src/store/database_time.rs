//! The clock of the database.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::error::StoreError;
use super::handle::Store;
use crate::model::Timestamp;

const NOW: &str = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now";

impl Store {
    /// What time it is by the database server's clock; `None` for an SQLite file, which has none of its own.
    ///
    /// # Errors
    /// As every query.
    pub async fn database_time(&self) -> Result<Option<Timestamp>, StoreError> {
        let backend = self.reader.get_database_backend();
        if backend != DbBackend::Postgres {
            return Ok(None);
        }
        let row = self.reader.query_one_raw(Statement::from_string(backend, NOW)).await?;
        let now = row.map(|row| row.try_get("", "now")).transpose()?;
        Ok(now.map(Timestamp::from_millis))
    }
}
