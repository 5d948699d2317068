//! The database: the only layer that knows sea-orm, SQL and which backend is in use.
//!
//! From the bottom up:
//! - `entity/` has the columns of each table, `columns.rs` their values, and `rows/` maps a table's rows to
//!   [`crate::model`] types and back.
//! - `write.rs` has the transactions of both backends, `template.rs` statements whose text is built once. `sqlite/` has
//!   what only SQLite can do: reads on the calling thread and the exact cache, by the crate `sqlite-inline`.
//! - `handle.rs` has [`Store`]; every other file adds the queries of a table, or of a use case, as its methods. They take
//!   and return model types, and turn a violated constraint into a [`StoreError`]. A decision that concurrent writers
//!   may affect is one conditional statement, never a read followed by a write.
//!
//! Files import from the files that define a name, not from here, and never in a circle.
//!
//! To add a table: a step in `migration/`, a file in `entity/`, its mapping in `rows/`, its queries here, and its tests
//! in `tests/it/store/`. An SQLite table that is cached also needs its line in `sqlite/invalidation.rs`.

mod account_deletion;
mod account_lists;
mod account_rows;
mod accounts;
mod administrators;
mod all_sessions_ended;
mod any_of;
mod api_keys;
mod attempts;
mod audit;
mod backup;
mod batched;
mod bulk;
mod cache;
mod cause;
mod columns;
mod connect;
mod copy;
mod credentials;
mod cutover_counts;
mod cutover_differences;
mod cutover_figures;
mod cutovers;
mod database_time;
mod entity;
mod error;
mod files;
mod handle;
mod idempotency;
mod import;
mod job_leases;
mod known_users;
mod legacy_names;
mod legacy_tokens;
mod lookup;
mod migrated;
mod migration;
mod names;
mod notices;
mod open_session;
mod options;
mod outbox;
mod password_hashes;
mod patience;
mod pool;
mod portal_cookies;
mod postgres;
mod refusals;
mod roles;
mod row;
mod rows;
mod schema;
mod session_counts;
mod session_ends;
mod session_lookup;
mod session_with_account;
mod sessions;
mod settings;
mod signing_keys;
mod sqlite;
mod statement_span;
mod subscribers;
mod template;
mod update_account;
mod user_images;
mod user_links;
mod users;
mod webhook_delivery;
mod webhook_secrets;
mod webhooks;
mod write;
mod write_behind;
mod write_probe;

pub use account_deletion::RestoredNames;
pub use api_keys::Candidate;
pub use attempts::{Admission, AttemptRecord, CountedAccount, Counter, KnownSource};
pub use backup::{BackupError, Progress, back_up, is_copied_without_log, restore};
pub use cause::Cause as StoreCause;
pub use credentials::{Credentials, LoginName};
pub use cutover_counts::CountedHour;
pub use cutover_figures::{AccountGroup, DifferenceKind};
pub use cutovers::StoredCutover;
pub use error::{Conflict, StoreError};
pub use handle::Store;
pub use import::{SeenNames, Wanted};
pub use legacy_tokens::{Adopted, Adoption, CustomerNumber};
pub use names::StoredNames;
pub use open_session::Opening;
pub use options::StoreOptions;
pub use outbox::Settled;
pub use password_hashes::PasswordChange;
pub use patience::Patience;
pub use schema::SchemaState;
pub use sessions::Refreshed;
pub use webhook_delivery::{Backlog, Lease};
