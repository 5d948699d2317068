//! Refusals that a caller can repeat at will. Of one kind, the first is recorded at once; the others are counted in one
//! row, and become one more event when their time is over. So nobody fills the audit log by being refused.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::audit::record;
use super::columns::set;
use super::entity::audit_event;
use super::entity::refusal::{ActiveModel, Column, Entity, Model};
use super::error::StoreError;
use super::handle::Store;
use super::rows::audit_event::new_row;
use crate::model::{Actor, NewAuditEvent, Timestamp};

impl Store {
    /// Records a refusal, or counts it if one of its kind was recorded before and not flushed yet. The kind is the action
    /// with what it is about, or the network where it is about nothing. Returns whether it was recorded.
    ///
    /// # Errors
    /// As every query.
    pub async fn record_refusal(&self, kind: &str, event: &NewAuditEvent<'_>) -> Result<bool, StoreError> {
        let row = new_row(event);
        let first = ActiveModel {
            kind: set(kind.to_owned()),
            action: row.action,
            result: row.result,
            realm: row.realm,
            account_id: row.account_id,
            subject: row.subject,
            detail: row.detail,
            network: row.network,
            since: set(event.at.millis()),
            more: set(0),
        };
        let mut again = OnConflict::column(Column::Kind);
        again.value(Column::More, Expr::col((Entity, Column::More)).add(1));
        let mut count = Entity::insert(first).on_conflict(again).into_query();
        count.returning(Query::returning().column(Column::More));
        let transaction = self.begin().await?;
        let more = match transaction.query_one(&count).await? {
            Some(row) => row.get::<i64>("more")?,
            None => 0,
        };
        if more == 0 {
            record(&transaction, event).await?;
        }
        transaction.commit().await?;
        Ok(more == 0)
    }

    /// Forgets at most `batch` refusals that were recorded before `before`. Those that were counted since become one event
    /// each, whose detail says how many. Returns how many it forgot.
    ///
    /// # Errors
    /// As every query.
    pub async fn flush_refusals(&self, before: Timestamp, now: Timestamp, batch: u64) -> Result<u64, StoreError> {
        let due: Vec<Model> = Entity::find()
            .filter(Column::Since.lte(before.millis()))
            .limit(batch)
            .all(&self.reader)
            .await?;
        let mut flushed = 0;
        for row in due {
            let mut delete = Query::delete();
            delete
                .from_table(Entity)
                .and_where(Column::Kind.eq(row.kind.clone()))
                // Another node may have flushed it, and counted anew.
                .and_where(Column::Since.eq(row.since))
                .returning_col(Column::More);
            let transaction = self.begin().await?;
            let Some(deleted) = transaction.query_one(&delete).await? else {
                transaction.rollback().await?;
                continue;
            };
            let more: i64 = deleted.get("more")?;
            if more > 0 {
                let event = summary(row, more, now);
                transaction
                    .execute(&audit_event::Entity::insert(event).into_query())
                    .await?;
            }
            transaction.commit().await?;
            flushed += 1;
        }
        Ok(flushed)
    }
}

/// The event of so many refusals.
fn summary(row: Model, more: i64, now: Timestamp) -> audit_event::ActiveModel {
    let detail = row
        .detail
        .map_or(format!("{more}_more"), |detail| format!("{detail}, {more}_more"));
    audit_event::ActiveModel {
        id: Default::default(),
        at: set(now.millis()),
        actor: set(Actor::System.to_string()),
        action: set(row.action),
        result: set(row.result),
        realm: set(row.realm),
        account_id: set(row.account_id),
        subject: set(row.subject),
        detail: set(Some(detail)),
        contract: set(None),
        network: set(row.network),
        request_id: set(None),
    }
}
