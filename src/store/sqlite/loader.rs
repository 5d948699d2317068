//! What is asked for by each key.

use std::sync::Arc;

use rusqlite::{Connection, params};

use super::cached_row::CachedRow;
use super::entry::{Key, Loaded, Value};
use super::reader::NotInline;
use crate::model::{AccountRef, HashedToken, Realm, SessionId};
use crate::store::entity::{api_key, session, setting, subscriber, user};
use crate::store::rows;

const LINKS: &str = "\
    SELECT name, position, 1 FROM user_roles JOIN roles ON roles.id = role_id WHERE user_id = ?1 \
    UNION ALL \
    SELECT name, position, 0 FROM user_permissions JOIN permissions ON permissions.id = permission_id \
        WHERE user_id = ?1";

/// Reads what the key stands for; nothing where that is not there.
pub(super) fn read(connection: &Connection, key: &Key) -> Result<Option<Loaded>, NotInline> {
    match key {
        Key::Session(id) => Ok(session(connection, *id, |_| Ok(()))?.map(|(row, ())| row)),
        Key::User(id) => one(user::Model::all(connection, [id.0], |row, _| {
            let (roles, permissions) = links(connection, id.0)?;
            Ok(Loaded::user(row, roles, permissions))
        })),
        Key::Subscriber(id) => one(subscriber::Model::all(connection, [id.0], |row, _| {
            Ok(Loaded::subscriber(row))
        })),
        Key::KeysByPrefix(prefix) => {
            let keys = api_key::Model::all(connection, params![prefix, None::<i64>], |row, _| {
                let hash = HashedToken::from_stored(&row.key_hash);
                Ok(hash.map(|hash| (Arc::new(rows::api_key::api_key(row)), hash)))
            })?;
            whole(Value::KeysByPrefix(keys.into_iter().flatten().collect()))
        }
        Key::KeysOf(owner) => {
            let keys = api_key::Model::all(connection, params![None::<&str>, owner.0], |row, _| {
                Ok(rows::api_key::api_key(row))
            })?;
            whole(Value::KeysOf(keys.into()))
        }
        Key::SettingsOf(user) => {
            let settings = setting::Model::all(connection, [user.0], |row, _| Ok(rows::setting::setting(row)))?;
            whole(Value::SettingsOf(settings.into()))
        }
    }
}

/// Reads a session and, by `account`, whose it is. What that reads is of the same state of the database: as long as the
/// one statement is under way, its transaction is too.
pub(super) fn session<T>(
    connection: &Connection,
    id: SessionId,
    account: impl Fn(Key) -> Result<T, NotInline>,
) -> Result<Option<(Loaded, T)>, NotInline> {
    one(session::Model::all(connection, [id.0.as_bytes()], |row, columns| {
        let number = columns.get(session::Model::COLUMNS)?;
        let realm = Realm::from_stored(&row.population).ok_or(NotInline)?;
        let id = row.account_id;
        let account = account(Key::of(AccountRef { realm, id }))?;
        Ok((Loaded::Session(number, row), account))
    }))
}

fn one<T>(found: Result<Vec<T>, NotInline>) -> Result<Option<T>, NotInline> {
    Ok(found?.pop())
}

fn whole(value: Value) -> Result<Option<Loaded>, NotInline> {
    Ok(Some(Loaded::Whole(value)))
}

/// The names of a user's roles, the main one first, and of their permissions.
fn links(connection: &Connection, user: i64) -> Result<(Vec<String>, Vec<String>), NotInline> {
    let mut statement = connection.prepare_cached(LINKS)?;
    let mut rows = statement.query([user])?;
    let (mut roles, mut permissions) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let list = if row.get(2)? { &mut roles } else { &mut permissions };
        list.push((row.get::<_, i64>(1)?, row.get(0)?));
    }
    Ok((in_order(roles), in_order(permissions)))
}

/// Sorted here: for SQLite it would be half of the work.
fn in_order(mut names: Vec<(i64, String)>) -> Vec<String> {
    names.sort_by_key(|(position, _)| *position);
    names.into_iter().map(|(_, name)| name).collect()
}
