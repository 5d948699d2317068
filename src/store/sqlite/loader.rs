//! The statements that read what each key stands for, on the calling thread.
//!
//! To cache another table: declare its model with `table_row`, add a key and a value in `entry.rs`, and its arm here.

use std::sync::{Arc, LazyLock};

use rusqlite::{Connection, Params, Row, params};
use sqlite_inline::NotRead;

use super::entry::{Key, Loaded, Value};
use crate::model::{AccountRef, HashedToken, Realm, SessionId, UserId};
use crate::store::entity::table_row::TableRow;
use crate::store::entity::{api_key, session, setting, subscriber, user};
use crate::store::rows;
use crate::store::rows::user_links::{SQLITE_NAMES, UserLinks};

/// Selects the columns of a table and the number of the row.
fn select<M: TableRow>(which: &str) -> String {
    format!("SELECT {}, rowid FROM {which}", M::COLUMNS)
}

static SESSION: LazyLock<String> = LazyLock::new(|| select::<session::Model>("sessions WHERE id = ?1"));
static USER: LazyLock<String> = LazyLock::new(|| select::<user::Model>("users WHERE id = ?1"));
static SUBSCRIBER: LazyLock<String> = LazyLock::new(|| select::<subscriber::Model>("subscribers WHERE id = ?1"));
static SETTINGS: LazyLock<String> =
    LazyLock::new(|| select::<setting::Model>("settings WHERE user_id = ?1 ORDER BY id"));
// One of the two parameters is NULL, which equals nothing; each column has its index.
static API_KEYS: LazyLock<String> =
    LazyLock::new(|| select::<api_key::Model>("api_keys WHERE prefix = ?1 OR owner_id = ?2 ORDER BY id"));

/// Reads what the key stands for. `names` are those of a user's roles and permissions.
pub(super) fn read(
    connection: &Connection,
    key: &Key,
    names: impl Fn(UserId) -> Result<UserLinks, NotRead>,
) -> Result<Option<Loaded>, NotRead> {
    match key {
        Key::Session(id) => Ok(session(connection, *id, |_| Ok(()))?.map(|(row, ())| row)),
        Key::User(id) => one(all::<user::Model, _>(connection, &USER, [id.0], |row, _| {
            Ok(Loaded::user(row, names(*id)?))
        })),
        Key::NamesOf(user) => whole(Value::NamesOf(Arc::new(links(connection, user.0)?))),
        Key::Subscriber(id) => one(all::<subscriber::Model, _>(
            connection,
            &SUBSCRIBER,
            [id.0],
            |row, _| Ok(Loaded::subscriber(row)),
        )),
        Key::KeysByPrefix(prefix) => {
            let keys = all::<api_key::Model, _>(connection, &API_KEYS, params![prefix, None::<i64>], |row, _| {
                let hash = HashedToken::from_stored(&row.key_hash);
                Ok(hash.map(|hash| (Arc::new(rows::api_key::api_key(row)), hash)))
            })?;
            whole(Value::KeysByPrefix(keys.into_iter().flatten().collect()))
        }
        Key::KeysOf(owner) => {
            let keys = all::<api_key::Model, _>(connection, &API_KEYS, params![None::<&str>, owner.0], |row, _| {
                Ok(rows::api_key::api_key(row))
            })?;
            whole(Value::KeysOf(keys.into()))
        }
        Key::SettingsOf(user) => {
            let settings = all::<setting::Model, _>(connection, &SETTINGS, [user.0], |row, _| {
                Ok(rows::setting::setting(row))
            })?;
            whole(Value::SettingsOf(settings.into()))
        }
    }
}

/// Reads a session and, by `account`, its account. Both are of the same version of the database: the read transaction
/// lasts as long as the statement of the session.
pub(super) fn session<T>(
    connection: &Connection,
    id: SessionId,
    account: impl Fn(Key) -> Result<T, NotRead>,
) -> Result<Option<(Loaded, T)>, NotRead> {
    one(all::<session::Model, _>(
        connection,
        &SESSION,
        [id.0.as_bytes()],
        |row, columns| {
            let number = columns.get(session::Model::COUNT)?;
            let realm = Realm::from_stored(&row.population).ok_or(NotRead)?;
            let id = row.account_id;
            let account = account(Key::of(AccountRef { realm, id }))?;
            Ok((Loaded::Session(number, row), account))
        },
    ))
}

/// Reads all rows that the statement selects, with what `more` makes of each.
fn all<M: TableRow, T>(
    connection: &Connection,
    select: &str,
    parameters: impl Params,
    more: impl Fn(M, &Row<'_>) -> Result<T, NotRead>,
) -> Result<Vec<T>, NotRead> {
    let mut statement = connection.prepare_cached(select)?;
    let mut rows = statement.query(parameters)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(more(M::read(row)?, row)?);
    }
    Ok(all)
}

fn one<T>(found: Result<Vec<T>, NotRead>) -> Result<Option<T>, NotRead> {
    Ok(found?.pop())
}

fn whole(value: Value) -> Result<Option<Loaded>, NotRead> {
    Ok(Some(Loaded::Whole(value)))
}

/// The names of a user's roles and permissions.
fn links(connection: &Connection, user: i64) -> Result<UserLinks, NotRead> {
    let mut statement = connection.prepare_cached(&SQLITE_NAMES)?;
    let mut rows = statement.query(params![user, user, user])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        names.push((row.get(2)?, row.get(1)?, row.get(0)?));
    }
    Ok(UserLinks::of(names))
}
