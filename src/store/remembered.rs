//! Finding by key, with nobody waited for where the database is in this process.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, StatementBuilder};

use super::embedded::{Key, Value};
use super::writing::Found;
use super::{Store, StoreError};
use crate::model::{ApiKey, Session, SessionId, Setting, Subscriber, User};

/// What can be found by key.
pub(super) trait Findable: Sized {
    /// What a value is, if it is one of these.
    fn of(value: Value) -> Option<Self>;
}

impl Store {
    /// What the key stands for. The outer `None` says that the database has to be asked.
    pub(super) fn find<T: Findable>(&self, key: Key) -> Option<Option<T>> {
        match self.embedded.as_ref()?.find(key)? {
            Some(value) => T::of(value).map(Some),
            None => Some(None),
        }
    }

    /// The rows of a statement that only reads and that nothing is remembered of: read on the spot, or by the pool.
    pub(super) async fn query(&self, statement: &impl StatementBuilder) -> Result<Vec<Found>, StoreError> {
        let built = self.reader.get_database_backend().build(statement);
        if let Some(rows) = self.embedded.as_ref().and_then(|embedded| embedded.query(&built)) {
            return Ok(rows.into_iter().map(Found::Here).collect());
        }
        let rows = Box::pin(self.reader.query_all_raw(built)).await?;
        Ok(rows.into_iter().map(Found::Far).collect())
    }

    /// A session, perhaps with its account. The outer `None` says that the database has to be asked.
    pub(super) fn find_session<T: Findable>(&self, id: SessionId) -> Option<Option<(Arc<Session>, Option<T>)>> {
        let found = self.embedded.as_ref()?.session_with_account(id)?;
        Some(found.map(|(session, account)| (session, account.and_then(T::of))))
    }

    /// What two keys stand for, as [`Store::find`] says it of one.
    pub(super) fn find_both<T: Findable, U: Findable>(&self, keys: (Key, Key)) -> Option<(Option<T>, Option<U>)> {
        let (first, second) = self.embedded.as_ref()?.find_both(keys.0, keys.1)?;
        Some((first.and_then(T::of), second.and_then(U::of)))
    }

    /// What the key stands for, read by the pool where it is not found on the spot. That is rare where it can be, and
    /// takes kilobytes of state: in a box, nobody moves them who does not need them.
    pub(super) async fn find_or_read<T: Findable>(
        &self,
        key: Key,
        read: impl AsyncFnOnce() -> Result<Option<T>, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        match self.find(key) {
            Some(found) => Ok(found),
            None => Box::pin(read()).await,
        }
    }
}

macro_rules! found {
    ($($type:ty: $pattern:pat => $found:expr;)*) => {
        $(impl Findable for $type {
            fn of(value: Value) -> Option<Self> {
                if let $pattern = value { Some($found) } else { None }
            }
        })*
    };
}

found! {
    Arc<Session>: Value::Session(session) => session;
    Arc<User>: Value::User(user) => user;
    Arc<Subscriber>: Value::Subscriber(subscriber) => subscriber;
    Arc<[ApiKey]>: Value::KeysOf(keys) => keys;
    Arc<[Setting]>: Value::SettingsOf(settings) => settings;
}
