//! Finding out whether the database takes writes: a full disk, a standby and a read-only file still answer reads.

use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryTrait};

use super::entity::write_probe;
use super::error::StoreError;
use super::handle::Store;
use crate::model::Timestamp;

impl Store {
    /// Writes a row, and commits.
    ///
    /// # Errors
    /// As every query.
    pub async fn probe_write(&self, at: Timestamp) -> Result<(), StoreError> {
        let update = write_probe::Entity::update_many().col_expr(write_probe::Column::At, Expr::value(at.millis()));
        self.writer.execute(&update.into_query()).await?;
        Ok(())
    }
}
