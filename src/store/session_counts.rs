//! Counts open sessions, by a scan of their table in steps that are short enough for a statement.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::entity::session::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::sessions::open_at;
use crate::model::Timestamp;

/// How many sessions one statement counts.
const STEP: u64 = 50_000;

impl Store {
    /// How many sessions are open, by contract. Those that begin or end meanwhile may count or not.
    ///
    /// # Errors
    /// As every query.
    pub async fn count_open_sessions(&self, now: Timestamp) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut all = BTreeMap::new();
        let mut after = Uuid::nil();
        loop {
            let last = self.session_after(after, STEP).await?;
            let mut step = Entity::find()
                .select_only()
                .column(Column::Contract)
                .column_as(Column::Id.count(), "number")
                .filter(open_at(now).add(Column::Id.gt(after)))
                .group_by(Column::Contract);
            if let Some(last) = last {
                step = step.filter(Column::Id.lte(last));
            }
            let counted: Vec<(String, i64)> = step.into_tuple().all(&self.reader).await?;
            for (contract, number) in counted {
                *all.entry(contract).or_default() += u64::try_from(number).unwrap_or_default();
            }
            match last {
                Some(last) => after = last,
                None => return Ok(all),
            }
        }
    }

    /// The id of the session that is so many behind this one. `None` where there are not as many.
    async fn session_after(&self, id: Uuid, count: u64) -> Result<Option<Uuid>, StoreError> {
        let found = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Id.gt(id))
            .order_by_asc(Column::Id)
            .offset(count.saturating_sub(1))
            .limit(1)
            .into_tuple()
            .one(&self.reader)
            .await?;
        Ok(found)
    }
}
