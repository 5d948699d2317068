//! What is remembered, and by what it is found.
//!
//! Sessions and accounts are most of it, tens of thousands of each, and most of their columns are short or empty. So
//! they are kept as their rows in few bytes (`packed.rs`) and unpacked at each look, which takes less time than it would
//! to bring the texts of an account in from all over the cache.

use std::sync::Arc;

use super::cached_row::CachedRow;
use super::codec::Codec;
use super::reader::NotInline;
use crate::model::{
    AccountRef, ApiKey, HashedToken, Realm, Session, SessionId, Setting, Subscriber, SubscriberId, User, UserId,
};
use crate::store::entity::{session, subscriber, user};
use crate::store::rows;

/// What something is found by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::store) enum Key {
    /// A session.
    Session(SessionId),
    /// A user.
    User(UserId),
    /// A subscriber.
    Subscriber(SubscriberId),
    /// The API keys that begin like this.
    KeysByPrefix(Box<str>),
    /// The API keys of a user.
    KeysOf(UserId),
    /// The settings of a user.
    SettingsOf(UserId),
}

impl Key {
    /// That of an account.
    pub(super) fn of(account: AccountRef) -> Self {
        match account.realm {
            Realm::Users => Self::User(UserId(account.id)),
            Realm::Subscribers => Self::Subscriber(SubscriberId(account.id)),
        }
    }
}

/// API keys, and what they are recognised by.
pub(in crate::store) type Candidates = Arc<[(Arc<ApiKey>, HashedToken)]>;

/// What a key stands for.
#[derive(Clone)]
pub(in crate::store) enum Value {
    /// See [`Key::Session`].
    Session(Arc<Session>),
    /// See [`Key::User`].
    User(Arc<User>),
    /// See [`Key::Subscriber`].
    Subscriber(Arc<Subscriber>),
    /// See [`Key::KeysByPrefix`].
    KeysByPrefix(Candidates),
    /// See [`Key::KeysOf`].
    KeysOf(Arc<[ApiKey]>),
    /// See [`Key::SettingsOf`].
    SettingsOf(Arc<[Setting]>),
}

/// A session, and its account where that is known too.
pub(super) type WithAccount = (Arc<Session>, Option<Value>);

/// What was read.
pub(super) enum Loaded {
    /// A session, and the number of its row.
    Session(i64, session::Model),
    /// A user, with the names of their roles and of their permissions.
    User(Box<user::Model>, Vec<String>, Vec<String>),
    /// A subscriber.
    Subscriber(subscriber::Model),
    /// Of what there is little.
    Whole(Value),
}

impl Loaded {
    /// A user, without what only a login needs.
    pub(super) fn user(row: user::Model, roles: Vec<String>, permissions: Vec<String>) -> Self {
        let row = user::Model {
            username_folded: String::new(),
            email_folded: String::new(),
            password_hash: None,
            ..row
        };
        Self::User(Box::new(row), roles, permissions)
    }

    /// A subscriber, without what only a login needs.
    pub(super) fn subscriber(row: subscriber::Model) -> Self {
        Self::Subscriber(subscriber::Model {
            username_folded: String::new(),
            email_folded: None,
            password_hash: None,
            ..row
        })
    }

    /// What it says.
    pub(super) fn value(self) -> Result<Value, NotInline> {
        match self {
            Self::Session(_, row) => session_of(row),
            Self::User(row, roles, permissions) => user_of(*row, roles, permissions),
            Self::Subscriber(row) => subscriber_of(row),
            Self::Whole(value) => Ok(value),
        }
    }
}

fn session_of(row: session::Model) -> Result<Value, NotInline> {
    Ok(Value::Session(Arc::new(rows::session::session(row)?)))
}

fn user_of(row: user::Model, roles: Vec<String>, permissions: Vec<String>) -> Result<Value, NotInline> {
    Ok(Value::User(Arc::new(rows::user::user(row, roles, permissions)?)))
}

fn subscriber_of(row: subscriber::Model) -> Result<Value, NotInline> {
    Ok(Value::Subscriber(Arc::new(rows::subscriber::subscriber(row)?)))
}

/// What is remembered.
#[derive(Clone)]
pub(super) enum Entry {
    /// A [`Loaded::Session`]: the number of its row, which is what SQLite says of a change, and its account, both of
    /// which are asked for without unpacking the rest, and then that.
    Session(Arc<[u8]>),
    /// A [`Loaded::User`].
    User(Arc<[u8]>),
    /// A [`Loaded::Subscriber`].
    Subscriber(Arc<[u8]>),
    /// A [`Loaded::Whole`].
    Whole(Value),
}

impl Entry {
    /// What was read.
    pub(super) fn of(fresh: &Loaded) -> Self {
        let mut bytes = Vec::with_capacity(512);
        match fresh {
            Loaded::Session(number, row) => {
                number.encode(&mut bytes);
                (row.population == Realm::Users.as_str()).encode(&mut bytes);
                row.account_id.encode(&mut bytes);
                row.encode(&mut bytes);
                Self::Session(bytes.into())
            }
            Loaded::User(row, roles, permissions) => {
                row.encode(&mut bytes);
                roles.encode(&mut bytes);
                permissions.encode(&mut bytes);
                Self::User(bytes.into())
            }
            Loaded::Subscriber(row) => {
                row.encode(&mut bytes);
                Self::Subscriber(bytes.into())
            }
            Loaded::Whole(value) => Self::Whole(value.clone()),
        }
    }

    /// The number of a session's row, and its account.
    pub(super) fn of_session(&self) -> Option<(i64, AccountRef)> {
        match self {
            Self::Session(bytes) => head(&mut bytes.as_ref()),
            Self::User(_) | Self::Subscriber(_) | Self::Whole(_) => None,
        }
    }

    /// What it says.
    pub(super) fn value(self) -> Result<Value, NotInline> {
        match self {
            Self::Session(bytes) => {
                let from = &mut bytes.as_ref();
                head(from).ok_or(NotInline)?;
                session_of(CachedRow::decode(from).ok_or(NotInline)?)
            }
            Self::User(bytes) => {
                let from = &mut bytes.as_ref();
                let row = CachedRow::decode(from).ok_or(NotInline)?;
                let (roles, permissions) = (Codec::decode(from), Codec::decode(from));
                user_of(row, roles.ok_or(NotInline)?, permissions.ok_or(NotInline)?)
            }
            Self::Subscriber(bytes) => subscriber_of(CachedRow::decode(&mut bytes.as_ref()).ok_or(NotInline)?),
            Self::Whole(value) => Ok(value),
        }
    }
}

fn head(from: &mut &[u8]) -> Option<(i64, AccountRef)> {
    let (number, is_user, id) = (Codec::decode(from)?, Codec::decode(from)?, Codec::decode(from)?);
    let realm = if is_user { Realm::Users } else { Realm::Subscribers };
    Some((number, AccountRef { realm, id }))
}
