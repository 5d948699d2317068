//! Leases of periodic jobs, so that one node at a time does each.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use super::error::StoreError;
use super::handle::Store;
use crate::model::Timestamp;

const TABLE: &str = "job_leases";

impl Store {
    /// Takes the lease of a job, or renews it, where no other node holds it. Returns whether this node holds it now.
    ///
    /// # Errors
    /// As every query.
    pub async fn lease_job(&self, job: &str, node: &str, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
        let held_until = Expr::col((TABLE, "held_until"));
        let holder = Expr::col((TABLE, "holder"));
        let is_free = held_until.lte(now.millis()).or(holder.eq(node));
        let mut taken = OnConflict::column("name");
        taken.update_columns(["holder", "held_until"]).action_and_where(is_free);
        let mut lease = Query::insert();
        lease
            .into_table(TABLE)
            .columns(["name", "holder", "held_until"])
            .values_panic([job.into(), node.into(), until.millis().into()])
            .on_conflict(taken);
        Ok(self.writer.execute(&lease).await? == 1)
    }
}
