//! Writers that wait for the same file share a transaction, because the cost of a write is its commit.
//!
//! They take turns in the order in which they came. The first begins the transaction; each later member writes behind a
//! savepoint. When the first is finished, the commit joins the end of the queue, so it covers everybody who was waiting
//! by then. No member returns before the commit. A lone writer finds the queue empty, and commits at once.
//!
//! A write that is dropped or rolled back is undone up to its savepoint by the next member. What a member has read may
//! be what earlier members wrote, so a member that rolls back waits for the commit like all others: otherwise it could
//! report "somebody else has done that" of a write that is never committed.
//!
//! Statements run on the calling thread. What can take time runs on another: the commit, which waits for the disk
//! (`commit_thread.rs`), and a beginning for which another process holds the lock. Neither stops when its caller is
//! dropped; the commit belongs to many. A commit that need not be durable ([`Durability::Relaxed`]) waits for nothing,
//! and ends the turn that began it, so nobody shares it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rusqlite::Params;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::time::{Instant, timeout_at};

use crate::blocking::run_blocking;
use crate::commit_thread::{CommitThread, commit};
use crate::durability::Durability;
use crate::error::Error;
use crate::observer::TransactionObserver;
use crate::row::Row;
use crate::shared_transaction::{Outcome, SharedTransaction, Turn};
use crate::writer::WriteConnection;

/// How many members a transaction has at most, so that the first does not wait for long.
const MAX_MEMBERS: usize = 64;

/// Gives out turns at the write connection, one at a time and in order. Cheap to clone.
#[derive(Clone)]
pub struct GroupCommit {
    shared: Arc<Mutex<SharedTransaction>>,
    /// How many wait for a turn.
    waiting: Arc<AtomicUsize>,
    commits: CommitThread,
    patience: Duration,
}

/// One write: a transaction of its own for its caller. Dropped, it is undone.
pub struct Transaction {
    /// `None` once it is over.
    turn: Option<Turn>,
    waiting: Arc<AtomicUsize>,
    commits: CommitThread,
}

impl GroupCommit {
    /// `patience` is how long a write waits for its turn and for other processes.
    ///
    /// # Errors
    /// Those of installing SQLite's update hook for the observer, and [`Error::NoThread`].
    pub fn new(
        connection: WriteConnection,
        patience: Duration,
        observer: Option<Arc<dyn TransactionObserver>>,
    ) -> Result<Self, Error> {
        if let Some(observer) = &observer {
            connection.report_to(observer.clone())?;
        }
        Ok(Self {
            shared: Arc::new(Mutex::new(SharedTransaction::new(connection, observer))),
            waiting: Arc::default(),
            commits: CommitThread::start().map_err(|error| Error::NoThread(error.to_string()))?,
            patience,
        })
    }

    /// Waits for a turn, and begins to write: in the open transaction, or in a new one.
    ///
    /// # Errors
    /// [`Error::Timeout`] when the turn does not come in time, and those of SQLite.
    pub async fn begin(&self) -> Result<Transaction, Error> {
        self.begin_with(Durability::Full).await
    }

    /// The same for a write whose commit promises at least this.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub async fn begin_with(&self, durability: Durability) -> Result<Transaction, Error> {
        let until = Instant::now() + self.patience;
        let mut turn = {
            let _waiting = Waiting::enter(&self.waiting);
            let turn = timeout_at(until, self.shared.clone().lock_owned()).await;
            turn.map_err(|_| Error::Timeout)?
        };
        let (waiting, commits) = (self.waiting.clone(), self.commits.clone());
        match turn.join_or_begin(durability) {
            Err(error) if error.is_busy() => {
                let begin = move || {
                    turn.begin(until.saturating_duration_since(Instant::now()), durability)?;
                    // Made here, so that it is rolled back by being dropped where the caller is gone.
                    Ok(Transaction {
                        turn: Some(turn),
                        waiting,
                        commits,
                    })
                };
                run_blocking(begin).await.map_err(|_| Error::Over)?
            }
            begun => begun.map(|()| Transaction {
                turn: Some(turn),
                waiting,
                commits,
            }),
        }
    }

    /// Waits until every write that has begun is committed or undone.
    pub async fn finish(&self) {
        let turn = self.shared.clone().lock_owned().await;
        if turn.is_open() {
            // A failure means that the process is about to end.
            drop(run_blocking(move || commit(turn)).await);
        }
    }

    /// Waits for the checkpoint that runs.
    #[cfg(test)]
    pub(crate) async fn checkpointed(&self) {
        while self.is_checkpointing().await {
            tokio::task::yield_now().await;
        }
    }

    #[cfg(test)]
    pub(crate) async fn is_checkpointing(&self) -> bool {
        self.shared.lock().await.is_checkpointing()
    }

    /// Does the same, and closes the connections.
    pub async fn close(&self) {
        self.finish().await;
        let mut turn = self.shared.clone().lock_owned().await;
        // A checkpoint may be running.
        drop(run_blocking(move || turn.close()).await);
    }
}

impl Transaction {
    /// Runs a statement that returns no rows. Returns how many it changed.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn execute(&self, sql: &str, parameters: impl Params) -> Result<u64, Error> {
        self.connection()?.execute(sql, parameters)
    }

    /// Runs a statement and returns its rows.
    ///
    /// # Errors
    /// Those of SQLite.
    pub fn query(&self, sql: &str, parameters: impl Params) -> Result<Vec<Row>, Error> {
        self.connection()?.query(sql, parameters)
    }

    fn connection(&self) -> Result<&WriteConnection, Error> {
        self.turn.as_ref().ok_or(Error::Over)?.connection()
    }

    /// Gives the turn back, and waits until the shared transaction is committed.
    ///
    /// # Errors
    /// Those of the commit, which all members get.
    pub async fn commit(mut self) -> Result<(), Error> {
        let mut turn = self.turn.take().ok_or(Error::Over)?;
        let members = turn.members().ok_or(Error::Over)?;
        members.unfinished = false;
        members.finished += 1;
        let (finished, told) = (members.finished, members.outcome.subscribe());
        if members.durability == Durability::Relaxed {
            commit(turn);
            return outcome(told).await;
        }
        let is_last = finished >= MAX_MEMBERS || (finished == 1 && self.waiting.load(Ordering::Acquire) == 0);
        if is_last {
            self.commits.commit(turn);
        } else {
            let shared = OwnedMutexGuard::mutex(&turn).clone();
            drop(turn);
            if finished == 1 {
                let commits = self.commits.clone();
                // Queues behind everybody who waits.
                tokio::spawn(async move { commits.commit(shared.lock_owned().await) });
            }
        }
        outcome(told).await
    }

    /// Undoes the write, and waits until what it may have read is committed.
    ///
    /// # Errors
    /// Those of the commit, which all members get.
    pub async fn rollback(mut self) -> Result<(), Error> {
        let mut turn = self.turn.take().ok_or(Error::Over)?;
        let members = turn.members().ok_or(Error::Over)?;
        if members.finished == 0 {
            return turn.abandon();
        }
        let told = members.outcome.subscribe();
        drop(turn);
        outcome(told).await
    }
}

/// The next member or the commit undoes what is left of this one. Where no commit is on its way, because no member is
/// finished, the transaction ends here.
impl Drop for Transaction {
    fn drop(&mut self) {
        if let Some(turn) = &mut self.turn
            && turn.members().is_some_and(|members| members.finished == 0)
            && let Err(error) = turn.abandon()
        {
            tracing::warn!(%error, "a transaction was not rolled back");
        }
    }
}

/// Counts a waiting writer for as long as it lives.
struct Waiting<'w>(&'w AtomicUsize);

impl<'w> Waiting<'w> {
    fn enter(waiting: &'w AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::AcqRel);
        Self(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

async fn outcome(mut told: watch::Receiver<Outcome>) -> Result<(), Error> {
    let result = told.wait_for(Option::is_some).await;
    // The sender is gone without a result when the process is about to be, or the commit has panicked.
    result.map_err(|_| Error::Over)?.clone().ok_or(Error::Over)?
}

impl fmt::Debug for GroupCommit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupCommit")
    }
}
