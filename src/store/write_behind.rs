//! What is written behind: when sessions and API keys were last used. Nobody was promised that, so no answer waits for
//! it. It is kept in memory for a moment, and written together. A use that is lost, because the process ends or the
//! database is away, is made good by the next one.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::Value;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, UpdateStatement};

use crate::model::{ApiKeyId, SessionId, Timestamp};

/// How many rows' uses are kept at the most. One more is not noted: its next use will be.
const CAPACITY: usize = 10_000;

/// What was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum UsedRow {
    /// A session, which then ends at this time unless it is used again.
    Session(SessionId),
    /// An API key.
    ApiKey(ApiKeyId),
}

/// A use.
#[derive(Debug, Clone, Copy)]
pub(super) struct LastUse {
    /// When.
    pub(super) at: Timestamp,
    /// It is no news where a use was noted less than this ago.
    pub(super) every: Duration,
    /// When what was used ends unless it is used again.
    pub(super) idle_until: Option<Timestamp>,
}

/// The uses that are still to be written.
#[derive(Debug, Default)]
pub(super) struct WriteBehind {
    noted: Mutex<HashMap<UsedRow, LastUse>>,
    /// Held while they are being written.
    pub(super) writing: tokio::sync::Mutex<()>,
}

impl WriteBehind {
    /// Notes a use. Returns whether it is the first, so that somebody must see to it that it is written.
    pub(super) fn note(&self, what: UsedRow, new: LastUse) -> bool {
        let mut noted = self.lock();
        let is_news = match noted.get(&what) {
            Some(known) => known.at <= new.oldest_news(),
            None => noted.len() < CAPACITY,
        };
        is_news && noted.insert(what, new).is_none() && noted.len() == 1
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, HashMap<UsedRow, LastUse>> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LastUse {
    /// The latest use that may have been noted, for this one to be news.
    fn oldest_news(&self) -> Timestamp {
        self.at.minus(self.every)
    }

    /// Writes it, if it is news.
    ///
    /// This never waits for the lock of a row, as whoever writes several rows in any order must not: two of them could
    /// wait for each other. Whoever holds the lock uses the row too, or ends it.
    pub(super) fn statement(&self, what: UsedRow) -> UpdateStatement {
        let (table, id, noted_at): (_, Value, _) = match what {
            UsedRow::Session(id) => ("sessions", id.0.into(), "seen_at"),
            UsedRow::ApiKey(id) => ("api_keys", id.0.into(), "last_used_at"),
        };
        let mut free = Query::select();
        free.column("id")
            .from(table)
            .and_where(Expr::col("id").eq(id))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let is_news = Expr::col(noted_at).lte(self.oldest_news().millis());
        let mut update = Query::update();
        update
            .table(table)
            .value(noted_at, self.at.millis())
            .and_where(Expr::col("id").in_subquery(free))
            .and_where(is_news.or(Expr::col(noted_at).is_null()));
        if let Some(idle_until) = self.idle_until {
            update.value("idle_until", idle_until.millis());
        }
        update
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{CAPACITY, LastUse, UsedRow, WriteBehind};
    use crate::model::{ApiKeyId, Timestamp};

    #[test]
    fn no_more_rows_are_kept_than_there_is_room_for() {
        let behind = WriteBehind::default();
        let used = |seconds| LastUse {
            at: Timestamp::from_seconds(seconds),
            every: Duration::from_secs(60),
            idle_until: None,
        };
        let firsts = (0..)
            .take(CAPACITY + 1)
            .filter(|id| behind.note(UsedRow::ApiKey(ApiKeyId(*id)), used(0)));
        assert_eq!(firsts.collect::<Vec<_>>(), [0]);
        assert_eq!(behind.lock().len(), CAPACITY);
        // The next use of what is kept is no other row.
        behind.note(UsedRow::ApiKey(ApiKeyId(7)), used(60));
        let noted = behind.lock();
        assert_eq!(noted[&UsedRow::ApiKey(ApiKeyId(7))].at, Timestamp::from_seconds(60));
        assert_eq!(noted.len(), CAPACITY);
    }
}
