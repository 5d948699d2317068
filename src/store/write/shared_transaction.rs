//! The place that writers take turns at: the connection, and the transaction that is open.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use tokio::sync::watch;

use crate::store::sqlite::{InlineSqlite, WriteConnection};

/// See the module.
#[derive(Debug)]
pub(super) struct SharedTransaction {
    /// Not there once it is closed.
    connection: Option<WriteConnection>,
    /// What is remembered of the database waits for the end of each transaction.
    inline: Option<Arc<InlineSqlite>>,
    group: Option<OpenGroup>,
}

/// A transaction and those who share it.
#[derive(Debug)]
pub(super) struct OpenGroup {
    /// How many have ended their turn well.
    pub(super) finished: usize,
    /// Whether there is something behind the newest savepoint that nobody has ended well.
    pub(super) unfinished: bool,
    /// What all of them are told at the end.
    pub(super) outcome: watch::Sender<Option<Result<(), DbErr>>>,
}

impl SharedTransaction {
    pub(super) fn new(connection: WriteConnection, inline: Option<Arc<InlineSqlite>>) -> Self {
        Self {
            connection: Some(connection),
            inline,
            group: None,
        }
    }

    /// The connection, until it is closed.
    pub(super) fn connection(&self) -> Result<&WriteConnection, DbErr> {
        let closed = || DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        self.connection.as_ref().ok_or_else(closed)
    }

    /// The transaction that is open, if one is.
    pub(super) fn group(&mut self) -> Option<&mut OpenGroup> {
        self.group.as_mut()
    }

    /// Whether a transaction is open.
    pub(super) fn is_open(&self) -> bool {
        self.group.is_some()
    }

    /// Joins the transaction that is open, or begins one, unless another process is writing.
    pub(super) fn join_or_begin(&mut self) -> Result<(), DbErr> {
        if self.is_open() {
            match self.add_savepoint() {
                Ok(()) => return Ok(()),
                Err(error) => self.fail(&error),
            }
        }
        self.begin(Duration::ZERO)
    }

    /// Begins a transaction, after waiting so long for another process. It takes the write lock at once: one that reads
    /// first and writes later could find that it may no longer do so.
    pub(super) fn begin(&mut self, timeout: Duration) -> Result<(), DbErr> {
        self.connection()?.begin(timeout)?;
        if let Some(inline) = &self.inline {
            inline.begin_write();
        }
        self.group = Some(OpenGroup {
            finished: 0,
            unfinished: false,
            outcome: watch::Sender::new(None),
        });
        Ok(())
    }

    /// Makes room for one more.
    fn add_savepoint(&mut self) -> Result<(), DbErr> {
        self.undo_unfinished()?;
        // Savepoints are left open, one within the other: the commit ends them all, and a name means the newest.
        self.connection()?.run("SAVEPOINT member")?;
        if let Some(group) = &mut self.group {
            group.unfinished = true;
        }
        Ok(())
    }

    /// Undoes what the last one left unfinished. This fails where the database has given up the whole transaction, as it
    /// may when the disk is full.
    fn undo_unfinished(&mut self) -> Result<(), DbErr> {
        if self.group.as_ref().is_some_and(|group| group.unfinished) {
            self.connection()?.run("ROLLBACK TO member")?;
            if let Some(group) = &mut self.group {
                group.unfinished = false;
            }
        }
        Ok(())
    }

    /// Commits the transaction that is open, if one is, and tells its members.
    pub(super) fn end(&mut self) {
        if let Err(error) = self.undo_unfinished() {
            self.fail(&error);
        }
        let Some(group) = self.group.take() else { return };
        let committed = self.connection().and_then(|connection| {
            connection.run("COMMIT")?;
            if let Some(inline) = &self.inline {
                inline.after_commit(connection);
            }
            Ok(())
        });
        if committed.is_err() {
            // Why it failed is told; that undoing it failed too adds nothing.
            drop(self.roll_back());
        }
        group.outcome.send_replace(Some(committed));
    }

    /// Undoes the transaction that is open. Nobody is to be outcome.
    pub(super) fn abandon(&mut self) -> Result<(), DbErr> {
        self.group = None;
        self.roll_back()
    }

    /// The transaction that was shared is no more: undoes what is left of it, and tells its members.
    fn fail(&mut self, cause: &DbErr) {
        // It has failed already, and this is how all are outcome.
        drop(self.roll_back());
        if let Some(group) = self.group.take() {
            let lost = format!("the transaction that was shared was lost: {cause}");
            group
                .outcome
                .send_replace(Some(Err(DbErr::Conn(RuntimeErr::Internal(lost)))));
        }
    }

    fn roll_back(&self) -> Result<(), DbErr> {
        let rolled_back = self.connection().and_then(WriteConnection::roll_back);
        if let Some(inline) = &self.inline {
            inline.after_rollback();
        }
        rolled_back
    }

    /// Closes the connection.
    pub(super) fn close(&mut self) {
        self.connection = None;
    }
}
