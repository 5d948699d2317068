//! The database: the only place that knows sea-orm, SQL or which backend it is talking to.
//!
//! Queries are methods of [`Store`] (`handle.rs`), one file a table. Each takes and returns [`crate::model`] types, and
//! turns a violated constraint into a meaning ([`StoreError`]) where the query is made. What must be decided while others
//! write is one conditional statement, never a read followed by a write.
//!
//! From the bottom up:
//!
//! | part | holds |
//! |---|---|
//! | `error.rs`, `columns.rs`, `entity/` | meanings of failures, values, the tables' columns |
//! | `rows/`, `account_rows.rs` | the one mapping of a row to its model type |
//! | `sqlite/` | SQLite in the calling thread: reader, exact cache, writer |
//! | `write/` | transactions: one a write on PostgreSQL, group commit on SQLite |
//! | `write_behind.rs`, `handle.rs` | pending uses, and the handle that owns all of it |
//! | `cache.rs`, `session_lookup.rs` | lookups that try the cache first |
//! | one file a table, `open_session.rs` | queries |
//!
//! To add a table: a step in `migration/`, a file in `entity/`, its mapping in `rows/`, a file here, and its test in
//! `tests/it/store/`.

mod account_rows;
mod accounts;
mod api_keys;
mod attempts;
mod audit;
mod cache;
mod columns;
mod connect;
mod credentials;
mod entity;
mod error;
mod handle;
mod last_used;
mod lookup;
mod migration;
mod open_session;
mod passwords;
mod portal_cookies;
mod rows;
mod schema;
mod session_ends;
mod session_lookup;
mod sessions;
mod settings;
mod signing_keys;
mod sqlite;
mod subscribers;
mod user_links;
mod users;
mod write;
mod write_behind;

pub use api_keys::Candidate;
pub use attempts::{Admission, AttemptRecord, Counter};
pub use connect::StoreOptions;
pub use credentials::{Credentials, LoginName};
pub use error::{Conflict, StoreError};
pub use handle::Store;
pub use open_session::Opening;
pub use passwords::PasswordChange;
pub use sessions::Refreshed;
