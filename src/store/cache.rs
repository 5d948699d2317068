//! Finding by key, with nobody waited for where the database is in this process.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, StatementBuilder};

use super::error::StoreError;
use super::handle::Store;
use super::lookup::Lookup;
use super::sqlite::{Key, Value};
use super::write::Row;
use crate::model::{ApiKey, Session, SessionId, Setting, Subscriber, User};

/// What can be found by key.
pub(super) trait Findable: Sized {
    /// What a value is, if it is one of these.
    fn of(value: Value) -> Option<Self>;
}

impl Store {
    /// What the key stands for.
    pub(super) fn find<T: Findable>(&self, key: Key) -> Lookup<T> {
        match &self.inline {
            Some(inline) => inline.find(key).and_then(T::of),
            None => Lookup::AskPool,
        }
    }

    /// The rows of a statement that only reads and that nothing is remembered of: read on the spot, or by the pool.
    pub(super) async fn query(&self, statement: &impl StatementBuilder) -> Result<Vec<Row>, StoreError> {
        let built = self.reader.get_database_backend().build(statement);
        if let Some(rows) = self.inline.as_ref().and_then(|inline| inline.query(&built)) {
            return Ok(rows.into_iter().map(Row::Local).collect());
        }
        let rows = Box::pin(self.reader.query_all_raw(built)).await?;
        Ok(rows.into_iter().map(Row::Remote).collect())
    }

    /// A session, with its account where that is at hand.
    pub(super) fn find_session<T: Findable>(&self, id: SessionId) -> Lookup<(Arc<Session>, Option<T>)> {
        match &self.inline {
            Some(inline) => inline
                .session_with_account(id)
                .and_then(|(session, account)| Some((session, account.and_then(T::of)))),
            None => Lookup::AskPool,
        }
    }

    /// What two keys stand for; `None` says that the pool has to be asked.
    pub(super) fn find_both<T: Findable, U: Findable>(&self, keys: (Key, Key)) -> Option<(Option<T>, Option<U>)> {
        let (first, second) = self.inline.as_ref()?.find_both(keys.0, keys.1)?;
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
            Lookup::Hit(found) => Ok(Some(found)),
            Lookup::Missing => Ok(None),
            Lookup::AskPool => Box::pin(read()).await,
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
