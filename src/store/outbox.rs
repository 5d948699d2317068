//! The audit log as an outbox: reading every committed event once, in the order of the numbers.
//!
//! An event is *settled* when none with a lower number can still appear. Only settled events are delivered, so that a
//! position, which is a number, never passes over one.
//!
//! - **SQLite** has one writer at a time. An event is visible when its transaction has committed, and then all with lower
//!   numbers are. Every visible event is settled.
//! - **PostgreSQL** hands out numbers before transactions commit. If all numbers up to one are there, nothing can appear
//!   among them. If one is missing, its transaction was rolled back, or still goes on, or the server has restarted. Then:
//!
//! 1. A snapshot shows N as the newest event. A transaction with a lower number took it before N was taken. It had a
//!    transaction id even before that, because a trigger asks for one before a number is taken (`m0013_webhooks`).
//! 2. After that snapshot we take a transaction id X of our own. They are handed out in order, so it is higher than the
//!    ids of all those transactions.
//! 3. Once `pg_snapshot_xmin` of a later snapshot is X or more, all transactions with lower ids have ended. What they
//!    have committed is visible, what they have not never will be: everything up to N is settled.
//!
//! `xmax` of the first snapshot will not do for X: it is one past the highest id that has *ended*, and a transaction
//! with a higher one may have taken a lower number. No transaction id is stored, because a restored database counts them
//! anew.
//!
//! So one transaction that goes on for long holds deliveries up, but only if a number is missing. `xmin` knows the
//! transactions of all databases of the server.

use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};

use super::entity::audit_event::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::rows::audit_event::event;
use crate::model::AuditEvent;

/// How many numbers are counted to see whether one is missing.
const WINDOW: i64 = 1_000;

const PRESENT: &str = "SELECT COUNT(*) AS present, (SELECT MAX(id) FROM audit_events) AS newest FROM audit_events
WHERE id > $1 AND id <= $1 + $2";
const NEXT_TRANSACTION: &str = "SELECT pg_current_xact_id()::text::bigint AS id";
const OLDEST_TRANSACTION: &str = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS id";

/// How far events are known to be settled. A process keeps it from one look to the next, and begins with nothing: the
/// position of a new endpoint need not be settled.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    up_to: i64,
    barrier: Option<Barrier>,
}

/// What is waited for where a number is missing.
#[derive(Debug, Clone, Copy)]
struct Barrier {
    /// The number up to which events are settled afterwards.
    newest: i64,
    /// The transaction id below which all have to end.
    transaction: i64,
}

impl Settled {
    fn up_to(position: i64) -> Self {
        Self {
            up_to: position,
            barrier: None,
        }
    }
}

impl Store {
    /// Looks how far events are settled by now, and returns the number of the last of them.
    ///
    /// # Errors
    /// As every query.
    pub async fn settle_events(&self, settled: &mut Settled) -> Result<i64, StoreError> {
        if self.reader.get_database_backend() != DbBackend::Postgres {
            settled.up_to = self.newest_event().await?.max(settled.up_to);
            return Ok(settled.up_to);
        }
        let (present, newest) = self.count_after(settled.up_to).await?;
        if newest <= settled.up_to {
            return Ok(settled.up_to);
        }
        if newest - settled.up_to == present {
            *settled = Settled::up_to(newest);
            return Ok(newest);
        }
        let barrier = match settled.barrier {
            Some(barrier) => barrier,
            None => Barrier {
                newest,
                transaction: self.transaction_id(NEXT_TRANSACTION).await?,
            },
        };
        settled.barrier = Some(barrier);
        if self.transaction_id(OLDEST_TRANSACTION).await? >= barrier.transaction {
            *settled = Settled::up_to(barrier.newest);
        }
        Ok(settled.up_to)
    }

    /// The next events after a position, up to a settled one, at most `limit`. `actions` names those that are wanted;
    /// none for all.
    ///
    /// # Errors
    /// As every query.
    pub async fn settled_events(
        &self,
        actions: &[String],
        after: i64,
        up_to: i64,
        limit: u64,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let mut rows = Entity::find()
            .filter(Column::Id.gt(after))
            .filter(Column::Id.lte(up_to));
        if !actions.is_empty() {
            rows = rows.filter(Column::Action.is_in(actions));
        }
        let rows = rows.order_by_asc(Column::Id).limit(limit).all(&self.reader).await?;
        rows.into_iter().map(event).collect()
    }

    async fn newest_event(&self) -> Result<i64, StoreError> {
        let newest = Entity::find()
            .select_only()
            .column(Column::Id)
            .order_by_desc(Column::Id)
            .limit(1);
        let found: Option<i64> = newest.into_tuple().one(&self.reader).await?;
        Ok(found.unwrap_or(0))
    }

    /// How many of the next events are there, and the number of the newest of all: of one snapshot.
    async fn count_after(&self, position: i64) -> Result<(i64, i64), StoreError> {
        let query = Statement::from_sql_and_values(DbBackend::Postgres, PRESENT, [position.into(), WINDOW.into()]);
        let Some(row) = self.reader.query_one_raw(query).await? else {
            return Ok((0, 0));
        };
        let newest: Option<i64> = row.try_get("", "newest")?;
        Ok((row.try_get("", "present")?, newest.unwrap_or(0)))
    }

    async fn transaction_id(&self, sql: &str) -> Result<i64, StoreError> {
        let row = self
            .reader
            .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
            .await?;
        let row = row.ok_or(StoreError::Corrupt { column: "id" })?;
        Ok(row.try_get("", "id")?)
    }
}
