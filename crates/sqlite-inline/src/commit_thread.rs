//! The thread that commits.
//!
//! A commit waits for the disk, so no async thread does it. It has a thread of its own instead of one of the runtime's
//! pool, because commits come one at a time, and its queue takes fewer wake-ups than the pool's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};
use std::{io, thread};

use thread_replies::Replies;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::blocking::run_blocking;
use crate::checkpoint::Checkpointer;
use crate::shared_transaction::{Committed, SharedTransaction, Turn};

/// A handle on the thread, which ends with the last of them.
#[derive(Clone)]
pub(crate) struct CommitThread(mpsc::Sender<(Turn, Handle)>);

impl CommitThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// Those of the operating system.
    pub(crate) fn start() -> io::Result<Self> {
        let (turns, received) = mpsc::channel::<(Turn, Handle)>();
        let work = move || {
            let mut replies = None;
            for (turn, runtime) in received {
                let _runtime = runtime.enter();
                let replies = replies.get_or_insert_with(start_replies);
                // The turn is given back, and the next commit may work. It ends what this one has left.
                let committed = catch_unwind(AssertUnwindSafe(|| finish(turn)));
                match (committed, replies) {
                    (Ok(Some(committed)), Some(replies)) => replies.send(move || committed.tell()),
                    (Ok(Some(committed)), None) => committed.tell(),
                    (Ok(None) | Err(_), _) => {}
                }
            }
        };
        thread::Builder::new().name("commit".to_owned()).spawn(work)?;
        Ok(Self(turns))
    }

    /// Commits the transaction of this turn, and gives the turn back.
    pub(crate) fn commit(&self, turn: Turn) {
        if let Err(mpsc::SendError((turn, _))) = self.0.send((turn, Handle::current())) {
            commit(turn);
        }
    }
}

/// `None` where the members have to be told by this thread.
fn start_replies() -> Option<Replies> {
    let started = Replies::start();
    if let Err(error) = &started {
        tracing::warn!(%error, "commits wake the async threads one by one");
    }
    started.ok()
}

/// Commits on this thread, gives back the turn, and starts the checkpoint that has become due.
pub(crate) fn commit(turn: Turn) {
    if let Some(committed) = finish(turn) {
        committed.tell();
    }
}

/// The same, but leaves it to the caller to tell the members.
fn finish(mut turn: Turn) -> Option<Committed> {
    let committed = turn.commit();
    if let Some(checkpointer) = turn.due_checkpoint() {
        tokio::spawn(checkpoint(checkpointer, OwnedMutexGuard::mutex(&turn).clone()));
    }
    committed
}

/// Copies the WAL beside the writers, and then, while none has a turn, what they have added.
async fn checkpoint(checkpointer: Arc<Checkpointer>, shared: Arc<Mutex<SharedTransaction>>) {
    let beside = checkpointer.clone();
    let mut copied = run_blocking(move || beside.run()).await;
    if matches!(copied, Ok(Ok(()))) {
        let (mut turn, alone) = (shared.lock_owned().await, checkpointer.clone());
        let run = move || {
            // What an open transaction has written could not be copied, and the WAL could not start again after it.
            if let Some(committed) = turn.commit() {
                committed.tell();
            }
            let copied = alone.run_alone();
            drop(turn);
            copied
        };
        copied = run_blocking(run).await;
    }
    checkpointer.finish();
    if let Ok(Err(error)) = copied {
        tracing::warn!(%error, "the write-ahead log was not copied into the database");
    }
}
