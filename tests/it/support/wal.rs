//! What has been written to an SQLite database, seen from outside.

use std::path::{Path, PathBuf};

use sea_orm::{
    ConnectOptions, Database, DatabaseTransaction, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use super::database::TestDatabase;

/// How many commits are in the write-ahead log (<https://www.sqlite.org/walformat.html>): a frame that ends one says
/// how large the database is then, all others say 0. Frames of an earlier round of the log have another salt.
pub fn commits(database: &TestDatabase) -> usize {
    const HEADER: usize = 32;
    const FRAME: usize = 24;
    let log = std::fs::read(beside(database, "-wal")).expect("a write-ahead log");
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().expect("four bytes"));
    let page = usize::try_from(number(8)).expect("a size");
    let salt = &log[16..24];
    let frames = (HEADER..log.len()).step_by(FRAME + page);
    frames
        .filter(|at| log[at + 8..at + 16] == *salt && number(at + 4) != 0)
        .count()
}

fn beside(database: &TestDatabase, end: &str) -> PathBuf {
    let url = database.url();
    let file = url.strip_prefix("sqlite://").expect("an SQLite file");
    Path::new(&format!("{file}{end}")).to_owned()
}

/// Somebody else who writes to the database, so that all others have to wait.
pub struct Lock(DatabaseTransaction);

impl Lock {
    /// Takes the lock.
    pub async fn take(database: &TestDatabase) -> Self {
        let mut options = ConnectOptions::new(database.url());
        options.max_connections(1);
        let connection = Database::connect(options).await.expect("the test database answers");
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Self(connection.begin_with_options(options).await.expect("the lock"))
    }

    /// Lets the others go on.
    pub async fn release(self) {
        self.0.rollback().await.expect("a rollback");
    }
}
