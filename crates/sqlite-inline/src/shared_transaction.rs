//! The write connection and the transaction that is open on it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, watch};

use crate::checkpoint::Checkpointer;
use crate::durability::Durability;
use crate::error::Error;
use crate::observer::TransactionObserver;
use crate::writer::WriteConnection;

/// The result of the commit, once there is one.
pub(crate) type Outcome = Option<Result<(), Error>>;

/// The members of a transaction that is over, and its result.
pub(crate) struct Committed {
    members: watch::Sender<Outcome>,
    result: Result<(), Error>,
}

impl Committed {
    /// Tells the members.
    pub(crate) fn tell(self) {
        self.members.send_replace(Some(self.result));
    }
}

/// Exclusive use of the connection.
pub(crate) type Turn = OwnedMutexGuard<SharedTransaction>;

/// See the module.
pub(crate) struct SharedTransaction {
    /// `None` once it is closed.
    connection: Option<WriteConnection>,
    observer: Option<Arc<dyn TransactionObserver>>,
    open: Option<Members>,
    /// How many frames the WAL has after the last commit.
    frames: u32,
}

/// The members of the open transaction.
pub(crate) struct Members {
    /// How many have asked for the commit.
    pub(crate) finished: usize,
    /// Whether something was written behind the newest savepoint by a member that has not asked for the commit.
    pub(crate) unfinished: bool,
    /// What the commit promises. One that is not to be durable has a single member: what later ones write must be, before
    /// anybody sees it.
    pub(crate) durability: Durability,
    /// Tells all members the result of the commit.
    pub(crate) outcome: watch::Sender<Outcome>,
}

impl SharedTransaction {
    pub(crate) fn new(connection: WriteConnection, observer: Option<Arc<dyn TransactionObserver>>) -> Self {
        Self {
            connection: Some(connection),
            observer,
            open: None,
            frames: 0,
        }
    }

    /// The connection, until it is closed.
    pub(crate) fn connection(&self) -> Result<&WriteConnection, Error> {
        self.connection.as_ref().ok_or(Error::Closed)
    }

    /// The members of the open transaction, if one is open.
    pub(crate) fn members(&mut self) -> Option<&mut Members> {
        self.open.as_mut()
    }

    /// Whether a transaction is open.
    pub(crate) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Joins the open transaction, or begins one unless another process is writing.
    pub(crate) fn join_or_begin(&mut self, durability: Durability) -> Result<(), Error> {
        if self.is_open() {
            match self.join() {
                Ok(()) => return Ok(()),
                Err(error) => self.lose(&error),
            }
        }
        self.begin(Duration::ZERO, durability)
    }

    /// Begins a transaction, after waiting at most this long for another process. It takes the write lock at once: a
    /// transaction that reads first and writes later could find that it may no longer write.
    pub(crate) fn begin(&mut self, patience: Duration, wanted: Durability) -> Result<(), Error> {
        let connection = self.connection()?;
        let durability = if connection.checkpointer().take_restart() {
            Durability::Full
        } else {
            wanted
        };
        connection.begin(patience, durability)?;
        if let Some(observer) = &self.observer {
            observer.began();
        }
        self.open = Some(Members {
            finished: 0,
            unfinished: false,
            durability,
            outcome: watch::Sender::new(None),
        });
        Ok(())
    }

    /// Adds a member.
    fn join(&mut self) -> Result<(), Error> {
        self.undo_unfinished()?;
        // Savepoints stay open, nested: the commit ends them all, and the name refers to the newest.
        self.connection()?.run("SAVEPOINT member")?;
        if let Some(members) = &mut self.open {
            members.unfinished = true;
        }
        Ok(())
    }

    /// Undoes what the last member left unfinished. This fails where SQLite has rolled back the whole transaction, as
    /// it may when the disk is full.
    fn undo_unfinished(&mut self) -> Result<(), Error> {
        if self.open.as_ref().is_some_and(|members| members.unfinished) {
            self.connection()?.run("ROLLBACK TO member")?;
            if let Some(members) = &mut self.open {
                members.unfinished = false;
            }
        }
        Ok(())
    }

    /// Commits the open transaction, if there is one. Its members are still to be told.
    pub(crate) fn commit(&mut self) -> Option<Committed> {
        if let Err(error) = self.undo_unfinished() {
            self.lose(&error);
        }
        let members = self.open.take()?;
        let committed = self.connection().and_then(|connection| {
            let frames = connection.commit()?;
            if let Some(observer) = &self.observer {
                observer.committed();
            }
            Ok(frames)
        });
        self.frames = *committed.as_ref().unwrap_or(&0);
        if committed.is_err() {
            // The members learn why the commit failed; that the rollback failed too adds nothing.
            drop(self.roll_back());
        }
        Some(Committed {
            members: members.outcome,
            result: committed.map(drop),
        })
    }

    /// Rolls back the open transaction, of which no member waits for the commit.
    pub(crate) fn abandon(&mut self) -> Result<(), Error> {
        self.open = None;
        self.roll_back()
    }

    /// SQLite has rolled back the transaction: cleans up, and tells its members.
    fn lose(&mut self, cause: &Error) {
        // The members learn of the failure that came first.
        drop(self.roll_back());
        if let Some(members) = self.open.take() {
            members.outcome.send_replace(Some(Err(Error::Lost(cause.to_string()))));
        }
    }

    fn roll_back(&self) -> Result<(), Error> {
        let rolled_back = self.connection().and_then(WriteConnection::roll_back);
        if let Some(observer) = &self.observer {
            observer.rolled_back();
        }
        rolled_back
    }

    /// The checkpoint that the last commit has made due, once. Whoever gets it runs it.
    pub(crate) fn due_checkpoint(&self) -> Option<Arc<Checkpointer>> {
        let checkpointer = self.connection().ok()?.checkpointer();
        checkpointer.begin(self.frames).then(|| checkpointer.clone())
    }

    #[cfg(test)]
    pub(crate) fn is_checkpointing(&self) -> bool {
        self.connection()
            .is_ok_and(|connection| connection.checkpointer().is_running())
    }

    /// Closes the connections.
    pub(crate) fn close(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.checkpointer().close();
        }
    }
}
