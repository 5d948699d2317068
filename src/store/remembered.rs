//! Finding by key, with nobody waited for where the database is in this process.

use std::sync::Arc;

use super::Store;
use super::embedded::{Candidates, Key, Value};
use crate::model::{ApiKey, Session, Setting, Subscriber, User};

/// What can be found by key.
pub(super) trait Found: Sized {
    /// What a value is, if it is one of these.
    fn of(value: Value) -> Option<Self>;
}

impl Store {
    /// What the key stands for. The outer `None` says that the database has to be asked.
    pub(super) fn find<T: Found>(&self, key: Key) -> Option<Option<T>> {
        match self.embedded.as_ref()?.find(key)? {
            Some(value) => T::of(value).map(Some),
            None => Some(None),
        }
    }
}

macro_rules! found {
    ($($type:ty: $pattern:pat => $found:expr;)*) => {
        $(impl Found for $type {
            fn of(value: Value) -> Option<Self> {
                if let $pattern = value { Some($found) } else { None }
            }
        })*
    };
}

found! {
    Arc<Session>: Value::Session(session, _) => session;
    Arc<User>: Value::User(user) => user;
    Arc<Subscriber>: Value::Subscriber(subscriber) => subscriber;
    Candidates: Value::KeysByPrefix(keys) => keys;
    Arc<[ApiKey]>: Value::KeysOf(keys) => keys;
    Arc<[Setting]>: Value::SettingsOf(settings) => settings;
}
