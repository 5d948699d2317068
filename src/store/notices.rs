//! What a server has noticed, for an operator who asks later.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use super::error::StoreError;
use super::handle::Store;
use crate::model::Timestamp;

const TABLE: &str = "notices";

impl Store {
    /// Keeps what was noticed, in the place of what was before.
    ///
    /// # Errors
    /// As every query.
    pub async fn put_notice(&self, name: &str, value: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut known = OnConflict::column("name");
        known.update_columns(["value", "noted_at"]);
        let mut put = Query::insert();
        put.into_table(TABLE)
            .columns(["name", "value", "noted_at"])
            .values_panic([name.into(), value.into(), now.millis().into()])
            .on_conflict(known);
        self.writer.execute(&put).await?;
        Ok(())
    }

    /// What was noticed last, and when.
    ///
    /// # Errors
    /// As every query.
    pub async fn notice(&self, name: &str) -> Result<Option<(String, Timestamp)>, StoreError> {
        let mut select = Query::select();
        select
            .columns(["value", "noted_at"])
            .from(TABLE)
            .and_where(Expr::col("name").eq(name));
        let Some(row) = self.reader.query_one(&select).await? else {
            return Ok(None);
        };
        let at = Timestamp::from_millis(row.try_get("", "noted_at")?);
        Ok(Some((row.try_get("", "value")?, at)))
    }
}
