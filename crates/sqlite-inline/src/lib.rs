//! SQLite on the calling thread, for async servers.
//!
//! A connection pool moves each statement to a thread of its own and back, which takes ten times as long as a point
//! read itself. This crate reads and writes where the caller is, and moves only what waits to another thread:
//!
//! - [`Database`] reads on the calling thread, and caches rows. A cached value is exact: it is never older than the
//!   last commit of any process. A hit costs one read of 48 bytes from the WAL-index.
//! - [`GroupCommit`] gives one writer after the other a turn at the only write connection. Writers that wait together
//!   share a transaction, so they share the cost of its `fsync`. A write that only has to last once a later one does
//!   can do without ([`Durability::Relaxed`]). The WAL is checkpointed beside the writers.
//! - [`Schema`] is what the application implements: its keys, its entries, and which writes make them stale.
//!
//! Use it for a database in WAL mode on a local disk, from a Tokio runtime, on Unix. Other processes may read and write
//! the same file at the same time. Keep an ordinary pool beside it: it creates the file, switches it to WAL mode, and
//! reads whatever [`NotRead`] says could not be read here. Statements that run for long belong there too.
//!
//! ```
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use sqlite_inline::{Cached, Database, GroupCommit, Invalidation, Schema, WriteConnection};
//!
//! /// Notes, by number.
//! struct Notes;
//!
//! impl Schema for Notes {
//!     type Key = i64;
//!     type Entry = Arc<str>;
//!     type Row = i64;
//!
//!     fn invalidated_by(table: &str, row: i64) -> Invalidation<i64, i64> {
//!         match table {
//!             // The number of a note is the number of its row.
//!             "notes" => Invalidation::Key(row),
//!             _ => Invalidation::Everything,
//!         }
//!     }
//!
//!     fn row(_: &i64, _: &Arc<str>) -> Option<i64> {
//!         None
//!     }
//!
//!     fn size(_: &i64, text: &Arc<str>) -> usize {
//!         text.len()
//!     }
//! }
//!
//! fn note(database: &Database<Notes>, id: i64) -> Result<Arc<str>, Box<dyn std::error::Error>> {
//!     let version = match database.lookup(|view| view.get(&id)) {
//!         Cached::Hit(text) => return Ok(text),
//!         Cached::Miss(version) => version,
//!     };
//!     let select = "SELECT text FROM notes WHERE id = ?1";
//!     let read = database.read(|connection| Ok(connection.query_row(select, [id], |row| row.get::<_, String>(0))?));
//!     let text: Arc<str> = read.map_err(|_| "ask the pool")?.into();
//!     database.insert(version, id, || text.clone());
//!     Ok(text)
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let file = folder.path().join("notes.db");
//! let pool = rusqlite::Connection::open(&file)?;
//! pool.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")?;
//!
//! let database = Arc::new(Database::<Notes>::open(&file, 1 << 20).map_err(|_| "cannot open")?);
//! let connection = WriteConnection::open(&file)?;
//! let writers = GroupCommit::new(connection, Duration::from_secs(5), Some(database.clone()))?;
//!
//! let write = writers.begin().await?;
//! write.execute("INSERT INTO notes VALUES (1, 'first')", [])?;
//! write.commit().await?;
//! assert_eq!(&*note(&database, 1)?, "first");
//!
//! // Another connection changes the note, and the next lookup sees it.
//! pool.execute("UPDATE notes SET text = 'second'", [])?;
//! assert_eq!(&*note(&database, 1)?, "second");
//! # Ok(())
//! # }
//! ```

mod blocking;
mod cache;
mod checkpoint;
pub mod codec;
mod commit_thread;
mod database;
mod durability;
mod error;
mod group_commit;
mod observer;
mod reader;
mod row;
mod schema;
mod shared_transaction;
#[cfg(test)]
mod tests;
mod wal_index;
mod writer;

pub use cache::{Cached, OVERHEAD, View};
pub use database::Database;
pub use durability::Durability;
pub use error::{Error, NotRead};
pub use group_commit::{GroupCommit, Transaction};
pub use observer::TransactionObserver;
pub use row::{Row, query};
pub use schema::{Invalidation, Schema};
pub use wal_index::Version;
#[cfg(feature = "fuzzing")]
pub use wal_index::fuzzing;
pub use writer::WriteConnection;
