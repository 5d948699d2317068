//! Creations that are carried out once. The row of the key is written in the creation's own transaction: of two that come
//! at the same time, through any nodes, the second waits for the first, and then finds what it has made.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::columns::set;
use super::entity::idempotency_key::{ActiveModel, Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::write::Write;
use crate::model::{Added, Idempotency, Timestamp};

/// For how long a key is remembered.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

impl Store {
    /// Forgets at most `batch` keys that are a day old. Returns how many those were.
    ///
    /// # Errors
    /// As every query.
    pub async fn forget_idempotency_keys(&self, now: Timestamp, batch: u64) -> Result<u64, StoreError> {
        let is_old = Column::CreatedAt.lt(now.minus(REMEMBERED).millis());
        let some = Entity::find()
            .select_only()
            .column(Column::KeyHash)
            .filter(is_old.clone());
        let some = some.order_by_asc(Column::CreatedAt).limit(batch).into_query();
        let old = Entity::delete_many()
            .filter(is_old)
            .filter(Column::KeyHash.in_subquery(some));
        self.writer.execute(&old.into_query()).await
    }
}

/// Claims a key. `None` if the creation is to be carried out, and then [`settle`]d.
pub(super) async fn claim(
    transaction: &Write,
    key: Option<&Idempotency>,
    now: Timestamp,
) -> Result<Option<Added<i64>>, StoreError> {
    let Some(key) = key else { return Ok(None) };
    let row = ActiveModel {
        caller: set(key.caller.clone()),
        key_hash: set(key.key.bytes().to_vec()),
        request_mac: set(key.request.clone()),
        resource: set(None),
        sealed: set(key.sealed.clone()),
        created_at: set(now.millis()),
    };
    let mut unless_known = OnConflict::columns([Column::Caller, Column::KeyHash]);
    unless_known
        .update_columns([Column::RequestMac, Column::Resource, Column::Sealed, Column::CreatedAt])
        .action_and_where(Expr::col(("idempotency_keys", "created_at")).lt(now.minus(REMEMBERED).millis()));
    let insert = Entity::insert(row).on_conflict(unless_known);
    if transaction.execute(&insert.into_query()).await? == 1 {
        return Ok(None);
    }
    let known = Entity::find().filter(of(key));
    let Some(row) = transaction.query_one(&known.into_query()).await? else {
        return Ok(Some(Added::OtherRequest));
    };
    let is_same = row.get::<Vec<u8>>("request_mac")? == key.request;
    let resource: Option<i64> = row.get("resource")?;
    Ok(Some(match resource.filter(|_| is_same) {
        Some(id) => Added::Before {
            id,
            sealed: row.get("sealed")?,
        },
        None => Added::OtherRequest,
    }))
}

/// Remembers what a creation has made.
pub(super) async fn settle(transaction: &Write, key: Option<&Idempotency>, id: i64) -> Result<(), StoreError> {
    let Some(key) = key else { return Ok(()) };
    let mut update = Query::update();
    update.table(Entity).value(Column::Resource, id).cond_where(of(key));
    transaction.execute(&update).await?;
    Ok(())
}

fn of(key: &Idempotency) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(Column::Caller.eq(key.caller.clone()))
        .add(Column::KeyHash.eq(key.key.bytes().to_vec()))
}
