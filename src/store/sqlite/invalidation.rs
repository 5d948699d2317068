//! Which writes make which cached entries stale.

use sqlite_inline::{Invalidation, Schema};

use super::entry::{Entry, Key};
use super::size;
use crate::model::{SubscriberId, UserId};

/// The tables of which rows are cached.
pub(super) struct CachedTables;

impl Schema for CachedTables {
    type Key = Key;
    type Entry = Entry;
    /// Sessions are found by their id, and SQLite reports the number of their row.
    type Row = i64;

    fn invalidated_by(table: &str, row: i64) -> Invalidation<Key, i64> {
        match table {
            "sessions" => Invalidation::Row(row),
            // The id of an account is the number of its row.
            "users" => Invalidation::Key(Key::User(UserId(row))),
            "subscribers" => Invalidation::Key(Key::Subscriber(SubscriberId(row))),
            // A name may be that of many users.
            "roles" | "permissions" | "user_roles" | "user_permissions" | "role_permissions" => {
                Invalidation::Matching(|key| matches!(key, Key::User(_) | Key::NamesOf(_)))
            }
            "api_keys" => Invalidation::Matching(|key| matches!(key, Key::KeysByPrefix(_) | Key::KeysOf(_))),
            "settings" => Invalidation::Matching(|key| matches!(key, Key::SettingsOf(_))),
            // Nothing of these is cached.
            "all_sessions_ended"
            | "attempts"
            | "audit_events"
            | "cutover_counts"
            | "cutover_differences"
            | "idempotency_keys"
            | "job_leases"
            | "legacy_names"
            | "legacy_tokens"
            | "portal_cookies"
            | "refusals"
            | "signing_keys"
            | "sqlite_sequence"
            | "webhook_endpoints" => Invalidation::Nothing,
            _ => Invalidation::Everything,
        }
    }

    fn row(key: &Key, entry: &Entry) -> Option<i64> {
        match key {
            Key::Session(_) => entry.session_head().map(|(row, _)| row),
            Key::User(_)
            | Key::Subscriber(_)
            | Key::KeysByPrefix(_)
            | Key::KeysOf(_)
            | Key::SettingsOf(_)
            | Key::NamesOf(_) => None,
        }
    }

    fn size(key: &Key, entry: &Entry) -> usize {
        size::of_key(key) + size::of_entry(entry)
    }
}
