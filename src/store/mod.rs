//! The database: the only place that knows sea-orm, SQL or which backend it is talking to.
//!
//! One file a table holds that table's queries as methods of [`Store`]; each takes and gives [`crate::model`] types,
//! and turns a violated constraint into a meaning ([`StoreError`]) where the query is made. Whatever must be decided
//! while others write is one conditional statement, never a read followed by a write.
//!
//! To add a table: a step in `migration/`, a file in `entity/`, a file here, and its test in `tests/it/store/`.

mod accounts;
mod api_keys;
mod attempts;
mod audit;
mod connect;
mod entity;
mod error;
mod login;
mod migration;
mod passwords;
mod portal_cookies;
mod schema;
mod session_ends;
mod sessions;
mod settings;
mod signing_keys;
mod subscribers;
mod user_links;
mod user_rows;
mod users;

use sea_orm::{DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait};

pub use attempts::{Charge, Counter, Passed};
pub use connect::StoreOptions;
pub use error::{Conflict, StoreError};
pub use login::{Credentials, LoginName, Opening};
pub use passwords::PasswordChange;
pub use sessions::Refreshed;

/// Handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    reader: DatabaseConnection,
    /// SQLite has one writer at a time: it gets a pool of one connection, so that writers queue here and fairly,
    /// instead of polling for the file's lock. On PostgreSQL this is the same pool as `reader`.
    writer: DatabaseConnection,
}

impl Store {
    /// Begins a transaction that writes. On SQLite it takes the write lock at once: a transaction that reads first and
    /// writes later could find that it may no longer do so.
    async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }
}
