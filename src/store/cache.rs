//! Lookups by key: on the calling thread where the backend is SQLite, by the pool otherwise.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, StatementBuilder};
use sqlite_inline::NotRead;

use super::error::StoreError;
use super::handle::Store;
use super::lookup::Lookup;
use super::row::Row;
use super::sqlite::entry::{Key, Value};
use super::sqlite::statement::SqliteStatement;
use crate::model::{ApiKey, Session, SessionId, Setting, Subscriber, User};

/// What can be looked up by key.
pub(super) trait Findable: Sized {
    /// This type out of a value, if the value is of this type.
    fn of(value: Value) -> Option<Self>;
}

impl Store {
    /// Looks up what the key stands for.
    pub(super) fn find<T: Findable>(&self, key: Key) -> Lookup<T> {
        match self.inline.as_ref().map(|inline| inline.find(key)) {
            Some(Lookup::Hit(value)) => T::of(value).map_or(Lookup::AskPool, Lookup::Hit),
            Some(Lookup::Missing) => Lookup::Missing,
            Some(Lookup::AskPool) | None => Lookup::AskPool,
        }
    }

    /// The rows of a statement that only reads and whose result is not cached.
    pub(super) async fn query(&self, statement: &impl StatementBuilder) -> Result<Vec<Row>, StoreError> {
        if let Some(inline) = &self.inline
            && let Ok(rows) = inline.query(&SqliteStatement::build(statement))
        {
            return Ok(rows.into_iter().map(Row::Inline).collect());
        }
        let built = self.reader.get_database_backend().build(statement);
        let rows = Box::pin(self.reader.query_all_raw(built)).await?;
        Ok(rows.into_iter().map(Row::Pool).collect())
    }

    /// Looks up a session, perhaps with its account.
    pub(super) fn find_session<T: Findable>(&self, id: SessionId) -> Lookup<(Arc<Session>, Option<T>)> {
        match self.inline.as_ref().map(|inline| inline.session_with_account(id)) {
            Some(Lookup::Hit((session, account))) => Lookup::Hit((session, account.and_then(T::of))),
            Some(Lookup::Missing) => Lookup::Missing,
            Some(Lookup::AskPool) | None => Lookup::AskPool,
        }
    }

    /// Looks up what two keys stand for.
    pub(super) fn find_both<T: Findable, U: Findable>(
        &self,
        (first, second): (Key, Key),
    ) -> Result<(Option<T>, Option<U>), NotRead> {
        let inline = self.inline.as_ref().ok_or(NotRead)?;
        let (first, second) = inline.find_both(first, second)?;
        Ok((first.and_then(T::of), second.and_then(U::of)))
    }

    /// What the key stands for, read by the pool where it cannot be looked up here. On SQLite that is rare and its future
    /// takes kilobytes, so it is boxed.
    pub(super) async fn find_or_read<T: Findable>(
        &self,
        key: Key,
        read: impl AsyncFnOnce() -> Result<Option<T>, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match self.find(key) {
            Lookup::Hit(found) => Ok(Some(found)),
            Lookup::Missing => Ok(None),
            Lookup::AskPool => Box::pin(read()).await,
        }
    }
}

macro_rules! findable {
    ($($type:ty: $pattern:pat => $found:expr;)*) => {
        $(impl Findable for $type {
            fn of(value: Value) -> Option<Self> {
                if let $pattern = value { Some($found) } else { None }
            }
        })*
    };
}

findable! {
    Arc<Session>: Value::Session(session) => session;
    Arc<User>: Value::User(user) => user;
    Arc<Subscriber>: Value::Subscriber(subscriber) => subscriber;
    Arc<[ApiKey]>: Value::KeysOf(keys) => keys;
    Arc<[Setting]>: Value::SettingsOf(settings) => settings;
}
