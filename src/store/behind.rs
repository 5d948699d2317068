//! What is written behind: when sessions and API keys were last used. Nobody was promised that, so no answer waits for
//! it. It is kept in memory for a moment, and written together. A use that is lost, because the process ends or the
//! database is away, is made good by the next one.

use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sea_orm::Value;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, UpdateStatement};

use super::{Store, StoreError};
use crate::model::{ApiKeyId, SessionId, Timestamp, error_chain};

/// How long a use is kept in memory.
const WITHIN: Duration = Duration::from_secs(1);
/// How many rows' uses are kept at the most. One more is not noted: its next use will be.
const MOST: usize = 10_000;
/// How many one transaction writes, so that whoever logs out does not wait for all of them.
const AT_A_TIME: usize = 50;

/// What was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Used {
    /// A session, which then ends at this time unless it is used again.
    Session(SessionId),
    /// An API key.
    ApiKey(ApiKeyId),
}

/// A use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use {
    /// When.
    pub(super) at: Timestamp,
    /// It is no news where a use was noted less than this ago.
    pub(super) every: Duration,
    /// When what was used ends unless it is used again.
    pub(super) idle_until: Option<Timestamp>,
}

/// The uses that are still to be written.
#[derive(Debug, Default)]
pub(super) struct Behind {
    noted: Mutex<HashMap<Used, Use>>,
    /// Held while they are being written.
    writing: tokio::sync::Mutex<()>,
}

impl Behind {
    /// Notes a use. Returns whether it is the first, so that somebody must see to it that it is written.
    fn note(&self, what: Used, new: Use) -> bool {
        let mut noted = self.lock();
        let is_news = match noted.get(&what) {
            Some(known) => known.at <= new.oldest_news(),
            None => noted.len() < MOST,
        };
        is_news && noted.insert(what, new).is_none() && noted.len() == 1
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Used, Use>> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Notes a use, to be written within a second.
    pub(super) fn note(&self, what: Used, new: Use) {
        if self.behind.note(what, new) {
            let store = self.clone();
            tokio::spawn(async move {
                tokio::time::sleep(WITHIN).await;
                if let Err(error) = store.flush().await {
                    let error = error_chain(&error);
                    tracing::warn!(error, "the use of sessions and API keys was not noted");
                }
            });
        }
    }

    /// Writes what was noted and is not written yet. Once this returns, all that was noted before is there, and whatever
    /// was committed before is known to be ours.
    ///
    /// # Errors
    /// As every query. What could not be written is forgotten.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let _alone = self.behind.writing.lock().await;
        let noted: Vec<_> = mem::take(&mut *self.behind.lock()).into_iter().collect();
        for some in noted.chunks(AT_A_TIME) {
            let transaction = self.begin().await?;
            for (what, used) in some {
                transaction.execute(&used.statement(*what)).await?;
            }
            transaction.commit().await?;
        }
        self.writer.finish().await;
        Ok(())
    }
}

impl Use {
    /// The latest use that may have been noted, for this one to be news.
    fn oldest_news(&self) -> Timestamp {
        self.at.minus(self.every)
    }

    /// Writes it, if it is news.
    ///
    /// This never waits for the lock of a row, as whoever writes several rows in any order must not: two of them could
    /// wait for each other. Whoever holds the lock uses the row too, or ends it.
    pub(super) fn statement(&self, what: Used) -> UpdateStatement {
        let (table, id, noted_at): (_, Value, _) = match what {
            Used::Session(id) => ("sessions", id.0.into(), "seen_at"),
            Used::ApiKey(id) => ("api_keys", id.0.into(), "last_used_at"),
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

    use super::{Behind, MOST, Use, Used};
    use crate::model::{ApiKeyId, Timestamp};

    #[test]
    fn no_more_rows_are_kept_than_there_is_room_for() {
        let behind = Behind::default();
        let used = |seconds| Use {
            at: Timestamp::from_seconds(seconds),
            every: Duration::from_secs(60),
            idle_until: None,
        };
        let firsts = (0..)
            .take(MOST + 1)
            .filter(|id| behind.note(Used::ApiKey(ApiKeyId(*id)), used(0)));
        assert_eq!(firsts.collect::<Vec<_>>(), [0]);
        assert_eq!(behind.lock().len(), MOST);
        // The next use of what is kept is no other row.
        behind.note(Used::ApiKey(ApiKeyId(7)), used(60));
        let noted = behind.lock();
        assert_eq!(noted[&Used::ApiKey(ApiKeyId(7))].at, Timestamp::from_seconds(60));
        assert_eq!(noted.len(), MOST);
    }
}
