//! The database: the only place that knows sea-orm, SQL or which backend it is talking to.
//!
//! One file a table holds that table's queries as methods of [`Store`]; each takes and gives [`crate::model`] types,
//! and turns a violated constraint into a meaning ([`StoreError`]) where the query is made. Whatever must be decided
//! while others write is one conditional statement, never a read followed by a write.
//!
//! All that is written goes through `writing/`, or, where nobody waits for it, `behind.rs`.
//!
//! To add a table: a step in `migration/`, a file in `entity/`, a file here, and its test in `tests/it/store/`.

mod accounts;
mod api_keys;
mod attempts;
mod audit;
mod behind;
mod callers;
mod connect;
mod embedded;
mod entity;
mod error;
mod login;
mod migration;
mod passwords;
mod portal_cookies;
mod remembered;
mod schema;
mod session_ends;
mod sessions;
mod settings;
mod signing_keys;
mod subscribers;
mod user_links;
mod user_rows;
mod users;
mod writing;

use std::sync::Arc;

use sea_orm::DatabaseConnection;

pub use api_keys::Candidate;
pub use attempts::{Admission, AttemptRecord, Counter};
pub use connect::StoreOptions;
pub use error::{Conflict, StoreError};
pub use login::{Credentials, LoginName, Opening};
pub use passwords::PasswordChange;
pub use sessions::Refreshed;

use behind::Behind;
use embedded::Embedded;
use writing::{Write, Writer};

/// Handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    reader: DatabaseConnection,
    /// SQLite has one writer at a time: they share a connection, so that they queue here and fairly, instead of polling
    /// for the file's lock. On PostgreSQL this is the same pool as `reader`.
    writer: Writer,
    /// What is written when nobody waits for it.
    behind: Arc<Behind>,
    /// The same file, read on the spot. Not there for PostgreSQL, or an SQLite that is in memory.
    embedded: Option<Arc<Embedded>>,
}

impl Store {
    fn new(reader: DatabaseConnection, writer: Writer, embedded: Option<Arc<Embedded>>) -> Self {
        Self {
            reader,
            writer,
            behind: Arc::default(),
            embedded,
        }
    }

    /// Begins a transaction that writes.
    async fn begin(&self) -> Result<Write, StoreError> {
        Ok(self.writer.begin().await?)
    }
}
