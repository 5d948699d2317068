//! Writers that share a transaction, because they wait for the same file.
//!
//! They take turns, in the order in which they came. The first begins the transaction; each of the others writes behind
//! a savepoint of it. When the first is finished, the commit joins the end of the queue: so it is one for all who were
//! waiting by then. Nobody is told anything before that. A lone writer finds the queue empty, and its transaction is
//! committed at once.
//!
//! A write is undone as far as its savepoint, by whoever is next, when it was dropped or gave up. What a write has seen
//! may be what those before it wrote, so one that gives up waits for the commit like all others: it might say "somebody
//! else has done that" of what is never committed.
//!
//! Statements run on the thread that asks. What can take time is done by a thread that may wait: the commit, which waits
//! for the disk, and a beginning for which another process holds the lock. Neither stops when somebody has gone for whom
//! it was done; the commit belongs to many.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, Statement};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::shared_transaction::SharedTransaction;
use crate::store::error::StoreError;
use crate::store::sqlite::{InlineSqlite, LocalRow, WriteConnection};

/// How many share a transaction at the most, so that the first of them does not wait for ever.
const MAX_WRITES: usize = 64;

/// A turn at the connection.
type Permit = OwnedMutexGuard<SharedTransaction>;

/// Gives out turns, one at a time and fairly.
#[derive(Clone, Debug)]
pub(in crate::store) struct GroupCommit {
    transaction: Arc<Mutex<SharedTransaction>>,
    /// How many wait for a permit.
    waiting: Arc<AtomicUsize>,
    timeout: Duration,
}

/// Somebody whose turn it is.
pub(in crate::store) struct GroupWrite {
    /// `None` once it is over.
    permit: Option<Permit>,
    waiting: Arc<AtomicUsize>,
}

impl GroupCommit {
    pub(super) fn new(connection: WriteConnection, timeout: Duration, inline: Option<Arc<InlineSqlite>>) -> Self {
        Self {
            transaction: Arc::new(Mutex::new(SharedTransaction::new(connection, inline))),
            waiting: Arc::default(),
            timeout,
        }
    }

    /// Waits for a permit, and begins to write: in the transaction that is open, or a new one.
    pub(super) async fn begin(&self) -> Result<GroupWrite, DbErr> {
        let until = Instant::now() + self.timeout;
        let mut permit = {
            let _one_more = Waiting::among(&self.waiting);
            let permit = timeout_at(until, self.transaction.clone().lock_owned()).await;
            permit.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?
        };
        let waiting = self.waiting.clone();
        match permit.join_or_begin() {
            Err(error) if is_busy(&error) => {
                let begin = move || {
                    permit.begin(until.saturating_duration_since(Instant::now()))?;
                    // Made here: where nobody waits for it any more, it is undone by being dropped.
                    Ok(GroupWrite {
                        permit: Some(permit),
                        waiting,
                    })
                };
                on_blocking_thread(begin).await.map_err(|_| over())?
            }
            begun => begun.map(|()| GroupWrite {
                permit: Some(permit),
                waiting,
            }),
        }
    }

    /// Waits until everything that has begun is committed or undone.
    pub(super) async fn finish(&self) {
        let mut permit = self.transaction.clone().lock_owned().await;
        if permit.is_open() {
            // The process is about to end where that cannot be waited for.
            drop(on_blocking_thread(move || permit.end()).await);
        }
    }

    /// The same, and closes the connection.
    pub(super) async fn close(&self) {
        self.finish().await;
        self.transaction.lock().await.close();
    }
}

impl GroupWrite {
    /// Runs a statement that has no rows. Returns how many it changed.
    pub(super) fn execute(&self, statement: &Statement) -> Result<u64, DbErr> {
        self.connection()?.execute(statement)
    }

    /// Runs a statement, and returns its rows.
    pub(super) fn query(&self, statement: &Statement) -> Result<Vec<LocalRow>, DbErr> {
        self.connection()?.query(statement)
    }

    fn connection(&self) -> Result<&WriteConnection, DbErr> {
        self.permit.as_ref().ok_or_else(over)?.connection()
    }

    /// Ends the turn well, and waits until the transaction is committed.
    pub(super) async fn commit(mut self) -> Result<(), DbErr> {
        let mut permit = self.permit.take().ok_or_else(over)?;
        let group = permit.group().ok_or_else(over)?;
        group.unfinished = false;
        group.finished += 1;
        let (finished, outcome) = (group.finished, group.outcome.subscribe());
        let is_last = finished >= MAX_WRITES || (finished == 1 && self.waiting.load(Ordering::Acquire) == 0);
        if is_last {
            drop(on_blocking_thread(move || permit.end()));
        } else {
            let transaction = OwnedMutexGuard::mutex(&permit).clone();
            drop(permit);
            if finished == 1 {
                // WriteBehind all who wait.
                tokio::spawn(async move {
                    let mut permit = transaction.lock_owned().await;
                    drop(on_blocking_thread(move || permit.end()));
                });
            }
        }
        wait_for(outcome).await
    }

    /// Ends the turn as if it had not been, and waits until what it may have seen is committed.
    pub(super) async fn rollback(mut self) -> Result<(), DbErr> {
        let mut permit = self.permit.take().ok_or_else(over)?;
        let group = permit.group().ok_or_else(over)?;
        if group.finished == 0 {
            return permit.abandon();
        }
        let outcome = group.outcome.subscribe();
        drop(permit);
        wait_for(outcome).await
    }
}

/// Nobody waits for what somebody leaves who has gone: the next one finds it, or the commit. Where no commit is on its
/// way, because nobody is finished, the transaction ends here.
impl Drop for GroupWrite {
    fn drop(&mut self) {
        if let Some(permit) = &mut self.permit
            && permit.group().is_some_and(|group| group.finished == 0)
            && let Err(error) = permit.abandon()
        {
            let error = StoreError::from(error);
            tracing::warn!(
                error = crate::model::error_chain(&error),
                "a transaction was not rolled back"
            );
        }
    }
}

/// One of those who wait, for as long as this lives.
struct Waiting<'w>(&'w AtomicUsize);

impl<'w> Waiting<'w> {
    fn among(waiting: &'w AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::AcqRel);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Has something done by a thread that may wait for the disk or another process. It is done even if nobody awaits that.
#[expect(
    clippy::disallowed_methods,
    reason = "one at a time, since it needs the permit; what is not to be done so is hashing"
)]
fn on_blocking_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    tokio::task::spawn_blocking(work)
}

async fn wait_for(mut outcome: watch::Receiver<Option<Result<(), DbErr>>>) -> Result<(), DbErr> {
    let result = outcome.wait_for(Option::is_some).await;
    // The sender is gone without a word only when the process is about to be.
    result.map_err(|_| over())?.clone().ok_or_else(over)?
}

/// Whether another process has the write lock.
fn is_busy(error: &DbErr) -> bool {
    StoreError::from(error.clone()).is_busy()
}

/// The transaction is no more.
pub(super) fn over() -> DbErr {
    DbErr::Conn(RuntimeErr::Internal("the transaction is over".to_owned()))
}
