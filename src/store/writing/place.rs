//! The place that writers take turns at: the connection, and the transaction that is open.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};
use tokio::sync::watch;

use crate::store::embedded::{Embedded, WriteConnection};

/// See the module.
#[derive(Debug)]
pub(super) struct Place {
    /// Not there once it is closed.
    connection: Option<WriteConnection>,
    /// What is remembered of the database waits for the end of each transaction.
    embedded: Option<Arc<Embedded>>,
    group: Option<Group>,
}

/// A transaction and those who share it.
#[derive(Debug)]
pub(super) struct Group {
    /// How many have ended their turn well.
    pub(super) through: usize,
    /// Whether there is something behind the newest savepoint that nobody has ended well.
    pub(super) unfinished: bool,
    /// What all of them are told at the end.
    pub(super) outcome: watch::Sender<Option<Result<(), DbErr>>>,
}

impl Place {
    pub(super) fn new(connection: WriteConnection, embedded: Option<Arc<Embedded>>) -> Self {
        Self {
            connection: Some(connection),
            embedded,
            group: None,
        }
    }

    /// The connection, until it is closed.
    pub(super) fn connection(&self) -> Result<&WriteConnection, DbErr> {
        let closed = || DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        self.connection.as_ref().ok_or_else(closed)
    }

    /// The transaction that is open, if one is.
    pub(super) fn group(&mut self) -> Option<&mut Group> {
        self.group.as_mut()
    }

    /// Whether a transaction is open.
    pub(super) fn is_open(&self) -> bool {
        self.group.is_some()
    }

    /// Joins the transaction that is open, or begins one, unless another process is writing.
    pub(super) fn join_or_begin(&mut self) -> Result<(), DbErr> {
        if self.is_open() {
            match self.admit() {
                Ok(()) => return Ok(()),
                Err(error) => self.lose(&error),
            }
        }
        self.begin(Duration::ZERO)
    }

    /// Begins a transaction, after waiting so long for another process. It takes the write lock at once: one that reads
    /// first and writes later could find that it may no longer do so.
    pub(super) fn begin(&mut self, patience: Duration) -> Result<(), DbErr> {
        self.connection()?.begin(patience)?;
        if let Some(embedded) = &self.embedded {
            embedded.began();
        }
        self.group = Some(Group {
            through: 0,
            unfinished: false,
            outcome: watch::Sender::new(None),
        });
        Ok(())
    }

    /// Makes room for one more.
    fn admit(&mut self) -> Result<(), DbErr> {
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
            self.lose(&error);
        }
        let Some(group) = self.group.take() else { return };
        let committed = self.connection().and_then(|connection| {
            connection.run("COMMIT")?;
            if let Some(embedded) = &self.embedded {
                embedded.committed(connection);
            }
            Ok(())
        });
        if committed.is_err() {
            // Why it failed is told; that undoing it failed too adds nothing.
            drop(self.give_up());
        }
        group.outcome.send_replace(Some(committed));
    }

    /// Undoes the transaction that is open. Nobody is to be told.
    pub(super) fn abandon(&mut self) -> Result<(), DbErr> {
        self.group = None;
        self.give_up()
    }

    /// The transaction that was shared is no more: undoes what is left of it, and tells its members.
    fn lose(&mut self, cause: &DbErr) {
        // It has failed already, and this is how all are told.
        drop(self.give_up());
        if let Some(group) = self.group.take() {
            let lost = format!("the transaction that was shared was lost: {cause}");
            group
                .outcome
                .send_replace(Some(Err(DbErr::Conn(RuntimeErr::Internal(lost)))));
        }
    }

    fn give_up(&self) -> Result<(), DbErr> {
        let rolled_back = self.connection().and_then(WriteConnection::roll_back);
        if let Some(embedded) = &self.embedded {
            embedded.gave_up();
        }
        rolled_back
    }

    /// Closes the connection.
    pub(super) fn close(&mut self) {
        self.connection = None;
    }
}
