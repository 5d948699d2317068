//! Opening the database.

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use super::{Store, StoreError};

/// How often, and how far apart, a new file is tried to be opened while others do so too: for two seconds.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// How to reach the database, and how much of it to use.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// `sqlite://FILE`, `sqlite::memory:` or `postgres://…`.
    pub url: String,
    /// The most connections to keep open.
    pub max_connections: u32,
    /// How long a query may wait for a connection before the database counts as not available.
    pub acquire_timeout: Duration,
}

impl Store {
    /// Opens the database; an SQLite file is made if it does not exist. The schema is not touched:
    /// see [`Store::migrate`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when nothing answers at the address.
    pub async fn connect(options: &StoreOptions) -> Result<Self, StoreError> {
        if !options.url.starts_with("sqlite:") {
            let pool = open(options, options.max_connections).await?;
            return Ok(Self {
                reader: pool.clone(),
                writer: pool,
            });
        }
        if is_in_memory(&options.url) {
            // Each connection to an in-memory database is a database of its own: there can only be one.
            let only = open(options, 1).await?;
            return Ok(Self {
                reader: only.clone(),
                writer: only,
            });
        }
        // The writer first: it makes the file and switches it to WAL.
        let writer = open_first(options).await?;
        let reader = open(options, options.max_connections).await?;
        Ok(Self { reader, writer })
    }

    /// Opens a database that exists, for looking: no file is made, its journal is left as it is, and statements that
    /// write are refused on SQLite.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is nothing at the address.
    pub async fn look(options: &StoreOptions) -> Result<Self, StoreError> {
        let mut connect = connect_options(options, 1);
        connect.map_sqlx_sqlite_opts(|sqlite| sqlite.create_if_missing(false).pragma("query_only", "ON"));
        let only = Database::connect(connect).await?;
        Ok(Self {
            reader: only.clone(),
            writer: only,
        })
    }

    /// Empties SQLite's write-ahead log into the file, so that what has been replaced is in neither of them. Does
    /// nothing on PostgreSQL. Returns whether it is done: somebody who reads for long holds it up.
    ///
    /// # Errors
    /// As every query.
    pub async fn scrub(&self) -> Result<bool, StoreError> {
        let backend = self.writer.get_database_backend();
        if backend != DbBackend::Sqlite {
            return Ok(true);
        }
        let checkpoint = Statement::from_string(backend, "PRAGMA wal_checkpoint(TRUNCATE)");
        let row = self.writer.query_one_raw(checkpoint).await?;
        let is_busy = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
        Ok(is_busy == Some(0))
    }

    /// Closes all connections.
    ///
    /// # Errors
    /// As every query.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }
}

/// Processes that open a new file together all want to switch it to WAL, and SQLite turns some of them away at once,
/// whatever `busy_timeout` says, because they would wait for each other.
async fn open_first(options: &StoreOptions) -> Result<DatabaseConnection, StoreError> {
    for _ in 1..TRIES {
        match open(options, 1).await {
            Err(error) if error.is_busy_file() => tokio::time::sleep(PAUSE).await,
            opened => return opened,
        }
    }
    open(options, 1).await
}

fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

/// Makes a database's file, if there is none, so that only its owner can read the keys and hashes in it; SQLite gives
/// the files beside it the same mode. One that is there already keeps its mode, and what cannot be made is reported when
/// SQLite opens it.
fn make_private(file: &Path) {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    drop(new.open(file));
}

async fn open(options: &StoreOptions, max_connections: u32) -> Result<DatabaseConnection, StoreError> {
    let mut connect = connect_options(options, max_connections);
    if options.url.starts_with("sqlite:") {
        connect
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .test_before_acquire(false);
        let (busy, is_file) = (options.acquire_timeout, !is_in_memory(&options.url));
        connect.map_sqlx_sqlite_opts(move |sqlite| {
            if is_file {
                make_private(sqlite.get_filename());
            }
            sqlite
                .create_if_missing(true)
                .busy_timeout(busy)
                .pragma("journal_mode", "WAL")
                // A client that was told "logged out" must still be logged out after a power cut.
                .pragma("synchronous", "FULL")
                // What is deleted or replaced, such as a signing key in the clear, does not stay in unused space.
                .pragma("secure_delete", "ON")
        });
    }
    Ok(Database::connect(connect).await?)
}

fn connect_options(options: &StoreOptions, max_connections: u32) -> ConnectOptions {
    let mut connect = ConnectOptions::new(&options.url);
    connect
        .max_connections(max_connections)
        .min_connections(1)
        .connect_timeout(options.acquire_timeout)
        .acquire_timeout(options.acquire_timeout)
        // Statements carry names and hashes; they are never logged.
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    connect
}
