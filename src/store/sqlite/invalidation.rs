//! Which rows this process has written, as SQLite itself reports it (`sqlite3_update_hook`).

use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::model::{SubscriberId, UserId};

/// What was written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
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
fn change(table: &str, row: i64) -> Option<Change> {
    match table {
        "sessions" => Some(Change::Session(row)),
        // The numbers of these are the numbers of their rows.
        "users" => Some(Change::User(UserId(row))),
        "subscribers" => Some(Change::Subscriber(SubscriberId(row))),
        "roles" | "permissions" | "user_roles" | "user_permissions" => Some(Change::Links),
        "api_keys" => Some(Change::ApiKeys),
        "settings" => Some(Change::Settings),
        // Nothing of these is remembered.
        "attempts" | "audit_events" | "portal_cookies" | "signing_keys" | "sqlite_sequence" => None,
        _ => Some(Change::Anything),
    }
}

/// What has been written since it was last taken.
#[derive(Clone, Default)]
pub(in crate::store) struct ChangedRows(Arc<Mutex<Vec<Change>>>);

impl ChangedRows {
    /// Takes what was collected.
    pub(super) fn take(&self) -> Vec<Change> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Collects what this connection writes from now on.
    pub(super) fn watch(&self, connection: &Connection) -> rusqlite::Result<()> {
        let collected = self.0.clone();
        connection.update_hook(Some(move |_, _: &str, table: &str, row| {
            if let Some(change) = change(table, row) {
                collected.lock().unwrap_or_else(PoisonError::into_inner).push(change);
            }
        }))
    }
}
