//! Writers that share a transaction, because they wait for the same file.
//!
//! They take turns, in the order in which they came. The first begins the transaction; each of the others writes behind
//! a savepoint of it. When the first is through, a task joins the end of the queue, and commits when it gets there: so
//! for all who were waiting by then. Nobody is told anything before that. A lone writer finds the queue empty, and its
//! transaction is committed at once.
//!
//! A write is undone as far as its savepoint, by whoever is next, when it was dropped or gave up. What a write has seen
//! may be what those before it wrote, so one that gives up waits for the commit like all others: it might say "somebody
//! else has done that" of what is never committed.
//!
//! The commit is a task of its own since it belongs to many: that one of them has gone must not stop it.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::time::timeout;

use crate::store::embedded::{Embedded, Watch};

/// How many share a transaction at the most, so that the first of them does not wait for ever.
const MOST: usize = 64;

/// A turn at the connection, and the transaction that is open, if one is.
type Turn = OwnedMutexGuard<Option<Group>>;

/// Gives out turns, one at a time and fairly.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    connection: DatabaseConnection,
    group: Arc<Mutex<Option<Group>>>,
    patience: Duration,
    embedded: Option<Arc<Embedded>>,
}

/// A transaction and those who share it.
#[derive(Debug)]
struct Group {
    transaction: DatabaseTransaction,
    /// What is remembered of the database waits for the end of this.
    watch: Option<Watch>,
    /// How many have ended their turn well.
    through: usize,
    /// Whether there is something behind the newest savepoint that nobody has ended well.
    unfinished: bool,
    outcome: watch::Sender<Option<Result<(), DbErr>>>,
}

/// Somebody whose turn it is.
pub(in crate::store) struct Member {
    /// `None` once it is over.
    turn: Option<Turn>,
}

impl Turns {
    pub(super) fn new(connection: DatabaseConnection, patience: Duration, embedded: Option<Arc<Embedded>>) -> Self {
        Self {
            connection,
            group: Arc::default(),
            patience,
            embedded,
        }
    }

    /// Waits for a turn, and begins to write: in the transaction that is open, or a new one.
    pub(super) async fn begin(&self) -> Result<Member, DbErr> {
        let mut turn = timeout(self.patience, self.group.clone().lock_owned())
            .await
            .map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        if let Some(group) = turn.as_mut()
            && let Err(error) = group.admit().await
            && let Some(group) = turn.take()
        {
            group.tell(Err(lost(&error)));
        }
        if turn.is_none() {
            *turn = Some(Group::begin(&self.connection, self.embedded.clone()).await?);
        }
        Ok(Member { turn: Some(turn) })
    }

    /// Waits until everything that has begun is committed or undone.
    pub(super) async fn finish(&self) {
        end(self.group.clone().lock_owned().await).await;
    }
}

impl Group {
    /// Begins a transaction. It takes the write lock at once: one that reads first and writes later could find that it
    /// may no longer do so.
    async fn begin(connection: &DatabaseConnection, embedded: Option<Arc<Embedded>>) -> Result<Self, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let transaction = connection.begin_with_options(options).await?;
        Ok(Self {
            transaction,
            watch: embedded.map(|embedded| Watch::new(embedded, connection.clone())),
            through: 0,
            unfinished: false,
            outcome: watch::Sender::new(None),
        })
    }

    /// Makes room for one more.
    async fn admit(&mut self) -> Result<(), DbErr> {
        self.undo_unfinished().await?;
        // Savepoints are left open, one within the other: the commit ends them all, and a name means the newest. So it
        // does no harm when somebody is dropped at this very moment and leaves one too many.
        self.run("SAVEPOINT member").await?;
        self.unfinished = true;
        Ok(())
    }

    /// Undoes what the last one left unfinished. This fails where the database has given up the whole transaction, as it
    /// may when the disk is full.
    async fn undo_unfinished(&mut self) -> Result<(), DbErr> {
        if self.unfinished {
            self.run("ROLLBACK TO member").await?;
            self.unfinished = false;
        }
        Ok(())
    }

    /// Runs a statement that is prepared once and for all.
    async fn run(&self, sql: &str) -> Result<(), DbErr> {
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        self.transaction.execute_raw(statement).await?;
        Ok(())
    }

    fn tell(self, result: Result<(), DbErr>) {
        self.outcome.send_replace(Some(result));
    }
}

/// Commits the transaction that is open, if one is, and tells its members.
async fn end(mut turn: Turn) {
    let Some(mut group) = turn.take() else {
        return;
    };
    let undone = group.undo_unfinished().await;
    let Group {
        transaction,
        watch,
        outcome,
        ..
    } = group;
    let result = match undone {
        Ok(()) => transaction.commit().await,
        Err(error) => Err(lost(&error)),
    };
    let is_committed = result.is_ok();
    outcome.send_replace(Some(result));
    // They are told before the next one begins, who has to wait for this.
    match watch {
        Some(watch) if is_committed => watch.committed().await,
        _ => {}
    }
    drop(turn);
}

impl Member {
    /// The transaction that is written in.
    pub(super) fn transaction(&self) -> Result<&DatabaseTransaction, DbErr> {
        let group = self.turn.as_ref().and_then(|turn| turn.as_ref());
        group.map(|group| &group.transaction).ok_or_else(over)
    }

    /// Ends the turn well, and waits until the transaction is committed.
    pub(super) async fn commit(mut self) -> Result<(), DbErr> {
        let mut turn = self.turn.take().ok_or_else(over)?;
        let group = turn.as_mut().ok_or_else(over)?;
        group.unfinished = false;
        group.through += 1;
        let (through, told) = (group.through, group.outcome.subscribe());
        if through == 1 {
            let last = OwnedMutexGuard::mutex(&turn).clone();
            tokio::spawn(async move { end(last.lock_owned().await).await });
        }
        if through >= MOST {
            tokio::spawn(end(turn));
        } else {
            drop(turn);
        }
        outcome(told).await
    }

    /// Ends the turn as if it had not been, and waits until what it may have seen is committed.
    pub(super) async fn rollback(mut self) -> Result<(), DbErr> {
        let mut turn = self.turn.take().ok_or_else(over)?;
        if let Some(alone) = turn.take_if(|group| group.through == 0) {
            return alone.transaction.rollback().await;
        }
        let told = turn.as_ref().ok_or_else(over)?.outcome.subscribe();
        drop(turn);
        outcome(told).await
    }
}

/// Nobody waits for what somebody leaves who has gone: the next one finds it, or the task that commits. Where there is
/// no such task yet, because nobody is through, the transaction ends here.
impl Drop for Member {
    fn drop(&mut self) {
        if let Some(turn) = &mut self.turn {
            drop(turn.take_if(|group| group.through == 0));
        }
    }
}

async fn outcome(mut told: watch::Receiver<Option<Result<(), DbErr>>>) -> Result<(), DbErr> {
    let result = told.wait_for(Option::is_some).await;
    // The sender is gone without a word only when the process is about to be.
    result.map_err(|_| over())?.clone().ok_or_else(over)?
}

/// The transaction that was shared is no more.
fn lost(cause: &DbErr) -> DbErr {
    internal(format!("the transaction that was shared was lost: {cause}"))
}

fn over() -> DbErr {
    internal("the transaction is over".to_owned())
}

fn internal(what: String) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(what))
}
