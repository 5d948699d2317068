//! The audit log: rows are added and read, never changed, and deleted only when they are old.
//!
//! [`record`] writes the event of a change within the change's transaction, so that one exists exactly when the other
//! does. Where several nodes try the same change, only the one whose conditional statement took effect records it.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::entity::audit_event::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::rows::audit_event::{event, new_row};
use super::template::{Template, values_of};
use super::write::Write;
use crate::model::{AccountRef, Action, AuditEvent, AuditFilter, NewAuditEvent, Timestamp};

/// How many events one statement adds: databases limit how many values a statement may have.
const AT_A_TIME: usize = 500;

impl Store {
    /// Records an event that goes with no other change.
    ///
    /// # Errors
    /// As every query.
    pub async fn record(&self, event: &NewAuditEvent<'_>) -> Result<(), StoreError> {
        self.writer
            .execute(&Entity::insert(new_row(event)).into_query())
            .await?;
        Ok(())
    }

    /// At most `limit` of these events with a number above `after`, in the order in which they were recorded.
    ///
    /// # Errors
    /// As every query.
    pub async fn audit_events_after(
        &self,
        filter: &AuditFilter,
        after: i64,
        limit: u64,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let rows = Entity::find()
            .filter(matching(filter))
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(limit);
        rows.all(&self.reader).await?.into_iter().map(event).collect()
    }

    /// At most `limit` of these events, the newest first, behind this one.
    ///
    /// # Errors
    /// As every query.
    pub async fn newest_audit_events(
        &self,
        filter: &AuditFilter,
        after: Option<(Timestamp, i64)>,
        limit: u64,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let behind = after.map(|(at, id)| {
            let here = Expr::tuple([Expr::col(Column::At), Expr::col(Column::Id)]);
            here.lt(Expr::tuple([Expr::val(at.millis()), Expr::val(id)]))
        });
        let rows = Entity::find()
            .filter(matching(filter).add_option(behind))
            .order_by_desc(Column::At)
            .order_by_desc(Column::Id)
            .limit(limit);
        rows.all(&self.reader).await?.into_iter().map(event).collect()
    }

    /// The number of the newest of these events that is not among the `newest` newest; `None` when there are no more
    /// than those.
    ///
    /// # Errors
    /// As every query.
    pub async fn audit_event_before(&self, filter: &AuditFilter, newest: u64) -> Result<Option<i64>, StoreError> {
        let number = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(matching(filter))
            .order_by_desc(Column::Id)
            .offset(newest)
            .limit(1);
        Ok(number.into_tuple().one(&self.reader).await?)
    }

    /// When the `nth` newest event of this account and action was recorded, if that is after `since`.
    ///
    /// # Errors
    /// As every query.
    pub async fn nth_newest_event(
        &self,
        account: AccountRef,
        action: Action,
        since: Timestamp,
        nth: u32,
    ) -> Result<Option<Timestamp>, StoreError> {
        let select = Entity::find()
            .select_only()
            .column(Column::At)
            .filter(of_account(account))
            .filter(Column::At.gt(since.millis()))
            .filter(Column::Action.eq(action.as_str()))
            .order_by_desc(Column::At)
            .offset(u64::from(nth.saturating_sub(1)))
            .limit(1);
        let row = self.query(&select.into_query()).await?;
        let found: Option<i64> = row.first().map(|row| row.get("at")).transpose()?;
        Ok(found.map(Timestamp::from_millis))
    }

    /// Deletes at most `batch` events from before this moment, the oldest first. Returns how many it deleted.
    ///
    /// # Errors
    /// As every query; [`StoreError::Refused`] too for events of the last day, by the database's clock.
    pub async fn delete_audit_events(&self, before: Timestamp, batch: u64) -> Result<u64, StoreError> {
        let old: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::At.lt(before.millis()))
            .order_by_asc(Column::At)
            .limit(batch)
            .into_tuple()
            .all(&self.reader)
            .await?;
        if old.is_empty() {
            return Ok(0);
        }
        let delete = Entity::delete_many().filter(Column::Id.is_in(old));
        self.writer.execute(&delete.into_query()).await
    }
}

/// Records an event, within the transaction of what it tells of.
pub(super) async fn record(transaction: &Write, event: &NewAuditEvent<'_>) -> Result<(), StoreError> {
    static INSERT: Template = Template::new();
    let row = new_row(event);
    let insert = INSERT.with(values_of(&row), || Entity::insert(row.clone()).into_query());
    transaction.execute(&insert).await?;
    Ok(())
}

/// Records several events, in this order.
pub(super) async fn record_all(transaction: &Write, events: &[NewAuditEvent<'_>]) -> Result<(), StoreError> {
    for some in events.chunks(AT_A_TIME) {
        let insert = Entity::insert_many(some.iter().map(new_row));
        transaction.execute(&insert.into_query()).await?;
    }
    Ok(())
}

fn matching(filter: &AuditFilter) -> Condition {
    let mut condition = Condition::all();
    if let Some(since) = filter.since {
        condition = condition.add(Column::At.gte(since.millis()));
    }
    if let Some(accounts) = &filter.accounts {
        let mut any = Condition::any();
        for account in accounts {
            any = any.add(of_account(*account));
        }
        condition = condition.add(any);
    }
    condition
}

fn of_account(account: AccountRef) -> Condition {
    Condition::all()
        .add(Column::Realm.eq(account.realm.as_str()))
        .add(Column::AccountId.eq(account.id))
}
