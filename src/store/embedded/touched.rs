//! Which rows this process has written, as SQLite itself reports it (`sqlite3_update_hook`).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::sqlx::sqlite::SqliteConnection;

use crate::model::{SubscriberId, UserId};

/// What was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touch {
    /// The session in this row.
    Session(i64),
    /// This user.
    User(UserId),
    /// This subscriber.
    Subscriber(SubscriberId),
    /// Somebody's roles or permissions.
    Links,
    /// An API key.
    ApiKeys,
    /// A setting.
    Settings,
    /// Whatever is not known here.
    Anything,
}

/// What a change of a row of this table may change of what is remembered.
fn touch(table: &str, row: i64) -> Option<Touch> {
    match table {
        "sessions" => Some(Touch::Session(row)),
        // The numbers of these are the numbers of their rows.
        "users" => Some(Touch::User(UserId(row))),
        "subscribers" => Some(Touch::Subscriber(SubscriberId(row))),
        "roles" | "permissions" | "user_roles" | "user_permissions" => Some(Touch::Links),
        "api_keys" => Some(Touch::ApiKeys),
        "settings" => Some(Touch::Settings),
        // Nothing of these is remembered.
        "attempts" | "audit_events" | "portal_cookies" | "signing_keys" | "sqlite_sequence" => None,
        _ => Some(Touch::Anything),
    }
}

/// What has been written since it was last taken.
#[derive(Clone, Default)]
pub(in crate::store) struct Touched {
    rows: Arc<Mutex<Vec<Touch>>>,
    connections: Arc<AtomicUsize>,
}

impl Touched {
    /// Takes what was collected.
    pub(super) fn take(&self) -> Vec<Touch> {
        std::mem::take(&mut *self.rows.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How many connections were watched so far: which one this is, since there is one at a time.
    pub(super) fn connection(&self) -> usize {
        self.connections.load(Ordering::Acquire)
    }

    /// Collects what this connection writes from now on.
    pub(in crate::store) async fn watch(&self, connection: &mut SqliteConnection) -> Result<(), sea_orm::sqlx::Error> {
        let collected = self.rows.clone();
        self.connections.fetch_add(1, Ordering::AcqRel);
        let mut handle = connection.lock_handle().await?;
        handle.set_update_hook(move |change| {
            if let Some(touch) = touch(change.table, change.rowid) {
                collected.lock().unwrap_or_else(PoisonError::into_inner).push(touch);
            }
        });
        Ok(())
    }
}
