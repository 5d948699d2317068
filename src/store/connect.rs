//! Opening the database.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sea_orm::sqlx::{self, Connection};
use sea_orm::{ConnectionTrait, Database, DbBackend, DbErr, RuntimeErr, Statement};
use sqlite_inline::{GroupCommit, WriteConnection};
use tokio::time::timeout;

use super::cause::{self, sqlite_code};
use super::error::StoreError;
use super::files::create_private;
use super::handle::Store;
use super::known_users::KnownUsers;
use super::options::StoreOptions;
use super::pool::Pool;
use super::postgres::health::ConnectionHealth;
use super::postgres::open as postgres;
use super::sqlite::inline::InlineSqlite;
use super::write::Writer;

/// How often, and how far apart, opening a new file is tried while other processes open it too: for two seconds.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);
/// How many rows of SQLite are read ahead of their consumer: a page of a list, and one more.
const ROWS_BUFFERED: usize = 201;
/// How much memory SQLite takes in a process that is to take little, in bytes. Half of it may be pages that the writer
/// changes; with less than this, an import reads the inner pages of its indexes again and again.
const LITTLE: u32 = 5 << 20;

impl Store {
    /// Opens the database; an SQLite file is made if it does not exist. The schema is not touched:
    /// see [`Store::migrate`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when nothing answers at the address.
    pub async fn connect(options: &StoreOptions) -> Result<Self, StoreError> {
        match Self::connect_unexplained(options).await {
            Ok(store) => Ok(store),
            Err(error) => Err(explain(error, options).await),
        }
    }

    async fn connect_unexplained(options: &StoreOptions) -> Result<Self, StoreError> {
        if !options.is_sqlite() {
            let pool = postgres::open(options, options.max_connections).await?;
            let users = KnownUsers::new(options.cache_bytes);
            return Ok(Self::new(pool.clone(), Writer::Pool(pool), None, users));
        }
        if is_in_memory(&options.url) {
            // Each connection to an in-memory database is a database of its own: there can only be one.
            let only = open(options, 1).await?;
            return Ok(Self::new(only.clone(), Writer::Pool(only), None, KnownUsers::new(0)));
        }
        // The pool first: it makes the file and switches it to WAL.
        let pool = open_first(options).await?;
        let file = file_of(options)?;
        let metrics = pool.metrics().clone();
        let inline = InlineSqlite::open(&file, options.cache_bytes, metrics.clone()).map(Arc::new);
        let observer = inline.as_ref().map(|inline| inline.observer());
        let writers = GroupCommit::new(WriteConnection::open(&file)?, options.patience(), observer)?;
        let writer = Writer::GroupCommit(writers, metrics);
        Ok(Self::new(pool, writer, inline, KnownUsers::new(0)))
    }

    /// Opens a database that exists, for looking: no file is made, its journal is left as it is, and statements that
    /// write are refused on SQLite.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when there is nothing at the address.
    pub async fn look(options: &StoreOptions) -> Result<Self, StoreError> {
        let opened = match options.is_sqlite() {
            true => look_at_file(options).await,
            false => look_at_server(options).await,
        };
        match opened {
            Ok(only) => Ok(Self::new(only.clone(), Writer::Pool(only), None, KnownUsers::new(0))),
            Err(error) => Err(explain(error.into(), options).await),
        }
    }

    /// Has SQLite take little memory in this whole process. Each of its caches, such as those of connections and of what
    /// a statement sorts, has a limit of its own, and all of them together take ten megabytes more than this. At the
    /// common limit (<https://www.sqlite.org/pragma.html#pragma_soft_heap_limit>) SQLite uses the pages of all caches
    /// again. Does nothing on PostgreSQL.
    ///
    /// # Errors
    /// As every query.
    pub async fn spare_memory(&self) -> Result<(), StoreError> {
        let backend = self.reader.get_database_backend();
        if backend == DbBackend::Sqlite {
            let limit = Statement::from_string(backend, format!("PRAGMA soft_heap_limit = {LITTLE}"));
            self.reader.query_one_raw(limit).await?;
        }
        Ok(())
    }

    /// Empties SQLite's write-ahead log into the file, so that what has been replaced is in neither of them. Does
    /// nothing on PostgreSQL. Returns whether it is done: a long read prevents it.
    ///
    /// # Errors
    /// As every query.
    pub async fn scrub(&self) -> Result<bool, StoreError> {
        let backend = self.reader.get_database_backend();
        if backend != DbBackend::Sqlite {
            return Ok(true);
        }
        let checkpoint = Statement::from_string(backend, "PRAGMA wal_checkpoint(TRUNCATE)");
        let row = self.reader.query_one_raw(checkpoint).await?;
        let is_busy = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
        Ok(is_busy == Some(0))
    }

    /// Writes what is still to be written, and closes all connections.
    ///
    /// # Errors
    /// As every query; everything is closed nevertheless.
    pub async fn close(self) -> Result<(), StoreError> {
        let flushed = self.flush().await;
        // Before the others: the last connection to close empties the write-ahead log, which one that only reads cannot.
        if let Some(inline) = &self.inline {
            inline.close();
        }
        self.reader.close().await?;
        self.writer.close().await?;
        flushed
    }
}

/// Processes that open a new file together all want to switch it to WAL, and SQLite turns some of them away at once,
/// whatever `busy_timeout` says, because they would wait for each other.
async fn open_first(options: &StoreOptions) -> Result<Pool, StoreError> {
    for _ in 1..TRIES {
        match open(options, options.max_connections).await {
            Err(error) if error.is_busy() => tokio::time::sleep(PAUSE).await,
            opened => return opened,
        }
    }
    open(options, options.max_connections).await
}

/// Finds out more about why the database could not be opened: SQLite does not say what is wrong with its file, and a pool
/// tries until its time is up and then says only that.
async fn explain(error: StoreError, options: &StoreOptions) -> StoreError {
    let StoreError::Unavailable(cause) = error else {
        return error;
    };
    let is_sqlite = options.is_sqlite();
    if is_sqlite && cause.code().is_some_and(|code| sqlite_code(&code) == Some(14)) {
        let found = file_of(options).ok().and_then(|file| cause::of_file(&file));
        return StoreError::Unavailable(match found {
            Some(found) => cause.found(found),
            None => cause,
        });
    }
    if is_sqlite || !matches!(cause.driver(), Some(sqlx::Error::PoolTimedOut)) {
        return StoreError::Unavailable(cause);
    }
    let alone = timeout(options.acquire_timeout, PgConnection::connect(&options.url)).await;
    match alone {
        Ok(Err(error)) => DbErr::Conn(RuntimeErr::SqlxError(error.into())).into(),
        Ok(Ok(_)) => StoreError::Unavailable(cause),
        Err(_) => StoreError::Unavailable(cause.found("nothing answered in time".to_owned())),
    }
}

/// The file that the address names.
fn file_of(options: &StoreOptions) -> Result<PathBuf, StoreError> {
    let parsed = SqliteConnectOptions::from_str(&options.url);
    let parsed = parsed.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))?;
    Ok(parsed.get_filename().to_owned())
}

fn is_in_memory(url: &str) -> bool {
    url.contains(":memory:") || url.contains("mode=memory")
}

/// Makes a database's file, if there is none, so that only its owner can read the keys and hashes in it; SQLite gives
/// the files beside it the same mode. One that is there already keeps its mode, and what cannot be made is reported when
/// SQLite opens it.
fn make_private(file: &Path) {
    drop(create_private(file));
}

async fn look_at_file(options: &StoreOptions) -> Result<Pool, DbErr> {
    let mut connect = options.of_pool(1);
    connect.map_sqlx_sqlite_opts(|sqlite| sqlite.create_if_missing(false).pragma("query_only", "ON"));
    let only = Database::connect(connect).await?;
    Ok(Pool::new(only, options.statement_timeout, ConnectionHealth::default()))
}

/// A standby will do if there is nothing better.
async fn look_at_server(options: &StoreOptions) -> Result<Pool, DbErr> {
    match postgres::open(options, 1).await {
        Err(_) if options.must_take_writes => {
            let any = StoreOptions {
                must_take_writes: false,
                ..options.clone()
            };
            postgres::open(&any, 1).await
        }
        opened => opened,
    }
}

/// Opens a pool of connections to an SQLite database, which is made if it does not exist.
async fn open(options: &StoreOptions, max_connections: u32) -> Result<Pool, StoreError> {
    let mut connect = options.of_pool(max_connections);
    connect
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false);
    let (busy, is_file) = (options.patience(), !is_in_memory(&options.url));
    if is_file {
        connect.map_sqlx_sqlite_pool_opts(close_unfinished);
    }
    connect.map_sqlx_sqlite_opts(move |sqlite| {
        if is_file {
            make_private(sqlite.get_filename());
        }
        sqlite
            .create_if_missing(true)
            .busy_timeout(busy)
            .row_buffer_size(ROWS_BUFFERED)
            .pragma("journal_mode", "WAL")
            // Only the schema is written here, and what is in memory alone: `sqlite-inline` writes the rest.
            .pragma("synchronous", "FULL")
            .pragma("secure_delete", "ON")
    });
    let connections = Database::connect(connect).await?;
    let health = ConnectionHealth::default();
    Ok(Pool::new(connections, options.statement_timeout, health))
}

/// A connection that is still in a transaction when it is given back, because that could not be rolled back, is not used
/// again.
fn close_unfinished(pool: SqlitePoolOptions) -> SqlitePoolOptions {
    pool.after_release(|connection, _| {
        Box::pin(async move {
            if connection.is_in_transaction() {
                // A rollback may be under way, and is over when this is.
                connection.ping().await?;
            }
            Ok(!connection.is_in_transaction())
        })
    })
}

#[cfg(test)]
mod tests {
    use sea_orm::sqlx::{Connection, query};

    use super::{SqlitePoolOptions, close_unfinished};

    #[tokio::test]
    async fn a_connection_is_used_again_unless_its_transaction_cannot_be_rolled_back() {
        let pool = close_unfinished(SqlitePoolOptions::new().max_connections(1));
        let pool = pool.connect("sqlite::memory:").await.expect("a database");
        let mut connection = pool.acquire().await.expect("a connection");
        let made = query("CREATE TEMP TABLE here (x)").execute(&mut *connection).await;
        made.expect("a table");
        // Dropped, it is rolled back soon.
        drop(connection.begin().await.expect("a transaction"));
        drop(connection);
        let mut connection = pool.acquire().await.expect("a connection");
        let found = query("SELECT * FROM here").execute(&mut *connection).await;
        found.expect("the same connection");
        // As the database does when it gives a transaction up.
        let mut lost = connection.begin().await.expect("a transaction");
        query("ROLLBACK").execute(&mut *lost).await.expect("a rollback");
        drop(lost);
        drop(connection);
        let mut connection = pool.acquire().await.expect("a connection");
        assert!(!connection.is_in_transaction());
        let missing = query("SELECT * FROM here").execute(&mut *connection).await;
        missing.expect_err("another connection");
    }
}
