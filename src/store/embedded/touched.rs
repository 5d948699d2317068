//! Which rows this process has written, as SQLite itself reports it (`sqlite3_update_hook`).

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

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
pub(in crate::store) struct Touched(Arc<Mutex<Vec<Touch>>>);

impl Touched {
    /// Takes what was collected.
    pub(super) fn take(&self) -> Vec<Touch> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Collects what this connection writes from now on.
    pub(super) fn watch(&self, connection: &Connection) -> rusqlite::Result<()> {
        let collected = self.0.clone();
        connection.update_hook(Some(move |_, _: &str, table: &str, row| {
            if let Some(touch) = touch(table, row) {
                collected.lock().unwrap_or_else(PoisonError::into_inner).push(touch);
            }
        }))
    }
}
