//! The cache and the group commit, on two toy tables.

mod cache;
mod checkpoint;
mod durability;
mod group_commit;

use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::{Cached, Database, GroupCommit, Invalidation, NotRead, Schema, WriteConnection};

/// Notes are found by the number of their row, tickets by their code.
pub(super) struct Toys;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Note(i64),
    Ticket(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    row: i64,
    text: Arc<str>,
}

impl Schema for Toys {
    type Key = Key;
    type Entry = Entry;
    type Row = i64;

    fn invalidated_by(table: &str, row: i64) -> Invalidation<Key, i64> {
        match table {
            "notes" => Invalidation::Key(Key::Note(row)),
            "tickets" => Invalidation::Row(row),
            "prices" => Invalidation::Matching(|key| matches!(key, Key::Ticket(_))),
            "log" => Invalidation::Nothing,
            _ => Invalidation::Everything,
        }
    }

    fn row(key: &Key, entry: &Entry) -> Option<i64> {
        matches!(key, Key::Ticket(_)).then_some(entry.row)
    }

    fn size(key: &Key, entry: &Entry) -> usize {
        entry.text.len() + if let Key::Ticket(code) = key { code.len() } else { 0 }
    }
}

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE tickets (code TEXT PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE prices (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE log (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE others (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    INSERT INTO notes VALUES (1, 'one'), (2, 'two');
    INSERT INTO tickets VALUES ('a', 'first'), ('b', 'second');
    INSERT INTO prices VALUES (1, 'cheap'); INSERT INTO log VALUES (1, 'log'); INSERT INTO others VALUES (1, 'other');";

/// Writes more pages than a checkpoint waits for.
pub(super) const MANY_PAGES: &str = "INSERT INTO log (text) VALUES (hex(zeroblob(2500000)))";

/// A file, its database, its writers, and a connection of somebody else.
pub(super) struct Fixture {
    _folder: TempDir,
    pub(super) file: std::path::PathBuf,
    pub(super) database: Arc<Database<Toys>>,
    pub(super) writers: GroupCommit,
    pub(super) other: Connection,
}

impl Fixture {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        let other = Connection::open(&file).unwrap();
        other.execute_batch(TABLES).unwrap();
        let database = Arc::new(Database::open(&file, 1 << 20).unwrap());
        let connection = WriteConnection::open(&file).unwrap();
        let patience = Duration::from_millis(200);
        let writers = GroupCommit::new(connection, patience, Some(database.clone())).unwrap();
        Self {
            _folder: folder,
            file,
            database,
            writers,
            other,
        }
    }

    /// Another connection changes something.
    pub(super) fn elsewhere(&self, sql: &str) {
        self.other.execute_batch(sql).unwrap();
    }

    /// This process changes something, and waits until the cache knows.
    pub(super) async fn write(&self, sql: &str) {
        let write = self.writers.begin().await.unwrap();
        write.execute(sql, []).unwrap();
        write.commit().await.unwrap();
        self.writers.finish().await;
    }

    pub(super) fn get(&self, key: &Key) -> Option<String> {
        get(&self.database, key)
    }

    pub(super) fn is_cached(&self, key: &Key) -> bool {
        matches!(self.database.lookup(|view| view.get(key)), Cached::Hit(_))
    }
}

/// From the cache, or read and cached.
pub(super) fn get(database: &Database<Toys>, key: &Key) -> Option<String> {
    let since = match database.lookup(|view| view.get(key)) {
        Cached::Hit(entry) => return Some(entry.text.to_string()),
        Cached::Miss(since) => since,
    };
    let entry = database.read(|connection| read(connection, key)).unwrap()?;
    database.insert(since, key.clone(), || entry.clone());
    Some(entry.text.to_string())
}

pub(super) fn read(connection: &Connection, key: &Key) -> Result<Option<Entry>, NotRead> {
    let (sql, parameter): (_, &dyn rusqlite::ToSql) = match key {
        Key::Note(id) => ("SELECT rowid, text FROM notes WHERE id = ?1", id),
        Key::Ticket(code) => ("SELECT rowid, text FROM tickets WHERE code = ?1", code),
    };
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([parameter])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Entry {
        row: row.get(0)?,
        text: row.get::<_, String>(1)?.into(),
    }))
}

pub(super) fn ticket(code: &str) -> Key {
    Key::Ticket(code.to_owned())
}
