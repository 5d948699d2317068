//! The queue of uses that are still to be written.

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::Value;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, UpdateStatement};

use crate::model::{ApiKeyId, SessionId, Timestamp};

/// How many rows' uses are queued at most. A use beyond that is dropped; the row's next use makes up for it.
const CAPACITY: usize = 10_000;

/// What was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::store) enum UsedRow {
    /// A session, which then ends at this time unless it is used again.
    Session(SessionId),
    /// An API key.
    ApiKey(ApiKeyId),
}

/// A use, and when it is worth writing.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct LastUse {
    /// When it was.
    pub(in crate::store) at: Timestamp,
    /// It is not written if another use was written less than this before.
    pub(in crate::store) every: Duration,
    /// When what was used ends unless it is used again.
    pub(in crate::store) idle_until: Option<Timestamp>,
}

/// The uses that are still to be written.
#[derive(Debug, Default)]
pub(in crate::store) struct WriteBehindQueue {
    queued: Mutex<HashMap<UsedRow, LastUse>>,
    /// Held during a flush.
    pub(super) flushing: tokio::sync::Mutex<()>,
}

impl WriteBehindQueue {
    /// Takes everything that is queued.
    pub(super) fn take(&self) -> Vec<(UsedRow, LastUse)> {
        mem::take(&mut *self.lock()).into_iter().collect()
    }

    /// Queues a use. Returns whether it is the first, so that the caller must schedule a flush.
    pub(super) fn push(&self, what: UsedRow, new: LastUse) -> bool {
        let mut queued = self.lock();
        let is_due = match queued.get(&what) {
            Some(known) => known.at <= new.threshold(),
            None => queued.len() < CAPACITY,
        };
        is_due && queued.insert(what, new).is_none() && queued.len() == 1
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<UsedRow, LastUse>> {
        self.queued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LastUse {
    /// The latest earlier use with which this one is still worth writing.
    fn threshold(&self) -> Timestamp {
        self.at.minus(self.every)
    }

    /// The statement that writes it, if it is worth writing.
    ///
    /// It skips a row that is locked: a flush writes several rows in any order, so two flushes could wait for each other.
    /// The holder of the lock uses the row too, or ends it.
    pub(in crate::store) fn statement(&self, what: UsedRow) -> UpdateStatement {
        let (table, id, used_at): (_, Value, _) = match what {
            UsedRow::Session(id) => ("sessions", id.0.into(), "seen_at"),
            UsedRow::ApiKey(id) => ("api_keys", id.0.into(), "last_used_at"),
        };
        let mut free = Query::select();
        free.column("id")
            .from(table)
            .and_where(Expr::col("id").eq(id))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let is_due = Expr::col(used_at).lte(self.threshold().millis());
        let mut update = Query::update();
        update
            .table(table)
            .value(used_at, self.at.millis())
            .and_where(Expr::col("id").in_subquery(free))
            .and_where(is_due.or(Expr::col(used_at).is_null()));
        if let Some(idle_until) = self.idle_until {
            update.value("idle_until", idle_until.millis());
        }
        update
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{CAPACITY, LastUse, UsedRow, WriteBehindQueue};
    use crate::model::{ApiKeyId, Timestamp};

    #[test]
    fn a_full_queue_drops_uses_of_other_rows() {
        let queue = WriteBehindQueue::default();
        let used = |seconds| LastUse {
            at: Timestamp::from_seconds(seconds),
            every: Duration::from_secs(60),
            idle_until: None,
        };
        let firsts = (0..)
            .take(CAPACITY + 1)
            .filter(|id| queue.push(UsedRow::ApiKey(ApiKeyId(*id)), used(0)));
        assert_eq!(firsts.collect::<Vec<_>>(), [0]);
        assert_eq!(queue.lock().len(), CAPACITY);
        // A later use of a queued row replaces the earlier one.
        queue.push(UsedRow::ApiKey(ApiKeyId(7)), used(60));
        let queued = queue.lock();
        assert_eq!(queued[&UsedRow::ApiKey(ApiKeyId(7))].at, Timestamp::from_seconds(60));
        assert_eq!(queued.len(), CAPACITY);
    }
}
